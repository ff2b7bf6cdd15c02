//! Purchases: an agreement is told at once, the license that it brings or takes away follows minutes later.

use std::collections::BTreeMap;

use crate::clock::VirtualTime;
use crate::options::OwnPurchase;
use crate::random;

use super::grant::{GrantFace, GrantFacts, GrantKind, GrantStatus, Grantee};
use super::happening::{AgreementChange, AgreementEnd, Happening, Intent};
use super::license::{License, LicenseStatus};
use super::life_cycle::REPLACED_REASON;
use super::{CONFLICT_REASON, Due, GrantIndex, World};

/// How long a license trails behind its agreement, in virtual seconds. AWS publishes no figure; readers of the purchase
/// events report some minutes (AWS-FACTS 8.4).
const LICENSE_SECONDS: (u64, u64) = (60, 240);

/// A license with the grant by which its beneficiary gets it.
#[derive(Debug, Clone)]
pub(crate) struct Purchase {
    pub(crate) license: License,
    pub(crate) facts: GrantFacts,
    pub(crate) face: GrantFace,
}

impl World {
    /// Somebody buys: the license comes a while later.
    pub(crate) fn buy(&mut self, purchase: Purchase, intent: Intent) {
        let license = purchase.license.clone();
        let due = self.license_due("arrival", &license.arn);
        self.agenda.insert((due, Due::Arrival(license.arn.clone())));
        self.arriving.insert(license.arn.clone(), purchase);
        self.tell_of_agreement(license, AgreementChange::Made(intent));
    }

    /// The same product once more, under a license of its own: for its beneficiary again, or for another account. `None`
    /// when there is no such license.
    pub(crate) fn another(&self, license: &str, beneficiary: &str) -> Option<Purchase> {
        let known = self.licenses.get(license)?;
        let parent = self.grant(self.find_grant(&known.parent_grant)?);
        let count = (self.licenses.len() + self.arriving.len()).to_string();
        let arn = |kind: &str| {
            let id = random::hex(self.options.seed, &["another", kind, license, beneficiary, &count], 32);
            format!("arn:aws:license-manager::{}:{kind}:{}-{id}", parent.granter, &kind[..1])
        };
        let (license_arn, grant_arn) = (arn("license"), arn("grant"));
        let license = License {
            arn: license_arn.clone(),
            beneficiary: beneficiary.to_owned(),
            status: LicenseStatus::Available,
            earlier: Vec::new(),
            begin: self.now.to_iso8601(),
            end: None,
            parent_grant: grant_arn.clone(),
            ..known.clone()
        };
        let facts = GrantFacts {
            arn: grant_arn,
            parent_arn: license_arn.clone(),
            license_arn,
            granter: parent.granter.clone(),
            grantee: Grantee::Account(beneficiary.to_owned()),
            principal_arn: format!("arn:aws:iam::{beneficiary}:root"),
            home_region: license.home_region.clone(),
            kind: GrantKind::Buyer,
            tags: BTreeMap::new(),
        };
        let face =
            GrantFace { status: GrantStatus::Active, status_reason: None, ..parent.first_face().clone() };
        Some(Purchase { license, facts, face })
    }

    /// The terms of the agreement behind a license change; `false` when there is no such license.
    pub(crate) fn amend_agreement(&mut self, license: &str) -> bool {
        let Some(license) = self.licenses.get(license).cloned() else { return false };
        self.tell_of_agreement(license, AgreementChange::Amended);
        true
    }

    /// The agreement behind a license ends; the license follows a while later. `false` when there is no such license.
    pub(crate) fn end_agreement(&mut self, license: &str, end: AgreementEnd) -> bool {
        let Some(license) = self.licenses.get(license).cloned() else { return false };
        let status = match end {
            AgreementEnd::Expired | AgreementEnd::Renewed => LicenseStatus::Expired,
            AgreementEnd::Cancelled | AgreementEnd::Terminated | AgreementEnd::Replaced => {
                LicenseStatus::Deleted
            }
        };
        let due = self.license_due("end", &license.arn);
        self.agenda.insert((due, Due::End(license.arn.clone(), status)));
        self.tell_of_agreement(license, AgreementChange::Ended(end));
        true
    }

    /// A license that was bought is there.
    pub(super) fn finish_arrival(&mut self, license: &str, at: VirtualTime) {
        let Some(Purchase { license, facts, face }) = self.arriving.remove(license) else { return };
        self.licenses.insert(license.arn.clone(), License { created: at, ..license });
        let index = self.add_grant(facts, at, face);
        self.make_room(index, at);
    }

    /// An account that buys what it has by a grant keeps one of the two in force (AWS-FACTS 3.3).
    fn make_room(&mut self, own: GrantIndex, at: VirtualTime) {
        let received: Vec<GrantIndex> =
            self.conflicts(own).into_iter().filter(|other| !self.grants[*other].is_own_license()).collect();
        match self.options.own_purchase {
            OwnPurchase::TakesOver => {
                for other in received {
                    self.grants[other].set_status(at, GrantStatus::Disabled, Some(REPLACED_REASON));
                }
            }
            OwnPurchase::StaysOff if received.is_empty() => {}
            OwnPurchase::StaysOff => {
                self.grants[own].set_status(at, GrantStatus::Disabled, Some(CONFLICT_REASON));
            }
        }
    }

    /// The term of the agreement behind a license ends after so many seconds, as when the next one continues it.
    pub(crate) fn end_term_after(&mut self, license: &str, seconds: u64) {
        self.agenda.insert((self.now.plus_seconds(seconds), Due::EndOfTerm(license.to_owned())));
    }

    /// A license gets another status.
    pub(crate) fn set_license_status(&mut self, license: &str, status: LicenseStatus) {
        let now = self.now;
        if let Some(license) = self.licenses.get_mut(license) {
            license.set_status(now, status);
        }
    }

    fn license_due(&self, what: &str, license: &str) -> VirtualTime {
        let (least, most) = LICENSE_SECONDS;
        self.now.plus_seconds(random::between(self.options.seed, &["license", what, license], least, most))
    }

    fn tell_of_agreement(&mut self, license: License, change: AgreementChange) {
        self.tell(Happening::Agreement { license: Box::new(license), change });
    }
}
