//! When an account went without a product that it had before: what a renewal or a change of how the product is shared
//! must never cause.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::clock::VirtualTime;

use super::World;
use super::grant::{Grant, GrantStatus};
use super::license::{License, LicenseStatus};

/// A time in which an account had no entitlement to a product: no grant in force, its own license included, or none on a
/// license that is available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// From when on.
    pub since: VirtualTime,
    /// Until when; `None` while it lasts.
    pub until: Option<VirtualTime>,
    /// Whether it began with the end of a license, whose grants are still `ACTIVE`, and not of a grant.
    pub license_ended: bool,
}

impl World {
    /// The gaps of an account in a product since it first had it, in their order. What ends and begins at one moment, as in
    /// the swap of one grant for another, leaves none.
    pub(crate) fn gaps(&self, account: &str, sku: &str) -> Vec<Gap> {
        let held: Vec<(&Grant, &License)> = self
            .grants_to_account(account)
            .filter(|grant| grant.conveys_use())
            .filter_map(|grant| Some((grant, self.licenses.get(&grant.license_arn)?)))
            .filter(|(_, license)| license.sku == sku)
            .collect();
        let changes = |(grant, license): &(&Grant, &License)| {
            grant.changes_at().chain(license.changes_at()).collect::<Vec<_>>()
        };
        let moments: BTreeSet<VirtualTime> = held.iter().flat_map(changes).collect();
        let mut gaps: Vec<Gap> = Vec::new();
        let mut had = false;
        for moment in moments {
            let in_force = |(grant, _): &&(&Grant, &License)| {
                grant.face_at(moment).is_some_and(|face| face.status == GrantStatus::Active)
            };
            let has = held
                .iter()
                .filter(in_force)
                .any(|(_, license)| license.status_at(moment) == LicenseStatus::Available);
            match (had, has) {
                (true, false) => {
                    let license_ended = held.iter().any(|one| in_force(&one));
                    gaps.push(Gap { since: moment, until: None, license_ended });
                }
                (false, true) => {
                    if let Some(gap) = gaps.last_mut() {
                        gap.until = Some(moment);
                    }
                }
                (true, true) | (false, false) => {}
            }
            had = has;
        }
        gaps
    }
}
