//! What is wrong with a private marketplace beyond its shape.

use std::collections::{BTreeMap, BTreeSet};

use crate::world::catalog::PRIVATE_MARKETPLACE;
use crate::world_file::WorldFile;
use crate::world_file::check::Findings;

use super::{ExperienceEntry, ExperienceStatus, PolicyEntry};

impl WorldFile {
    pub(in crate::world_file) fn check_marketplace(&self, found: &mut Findings) {
        let Some(marketplace) = &self.private_marketplace else { return };
        if let Some(administrator) = &marketplace.delegated_administrator {
            self.check_administrator(administrator, found);
        }
        let mut principals = BTreeMap::new();
        for (index, experience) in marketplace.experiences.iter().enumerate() {
            let pointer = format!("/private_marketplace/experiences/{index}");
            found.once("experience", &experience.id, format!("{pointer}/id"));
            check_archived(experience, &pointer, found);
            if let Some(policy) = &experience.policy {
                check_policy(policy, &pointer, found);
            }
            for (number, principal) in experience.principals.iter().enumerate() {
                let place = format!("{pointer}/principals/{number}");
                if !self.is_principal(principal) {
                    let what =
                        format!("{principal} is no account, unit or organization of this organization");
                    found.add(place.clone(), what, "name one of /accounts or /units, or the organization");
                }
                if let Some(other) = principals.insert(principal, &experience.id) {
                    let what = format!("{principal} is associated to {other} already");
                    found.add(place, what, "associate each principal to one experience");
                }
            }
        }
    }

    fn check_administrator(&self, administrator: &str, found: &mut Findings) {
        let pointer = "/private_marketplace/delegated_administrator".to_owned();
        if administrator == self.organization.management_account {
            let what = format!("{administrator} is the management account, which administers anyway");
            found.add(pointer, what, "leave it out, or name a member");
            return;
        }
        self.check_account(administrator, pointer, found);
        if !self.organization.trusted_services.iter().any(|service| service == PRIVATE_MARKETPLACE) {
            let what = format!("a delegated administrator needs trusted access of {PRIVATE_MARKETPLACE}");
            found.add("/organization/trusted_services".to_owned(), what, "add it there");
        }
    }

    fn is_principal(&self, principal: &str) -> bool {
        principal == self.organization.id
            || self.accounts.iter().any(|account| account.id == principal)
            || self.units.iter().any(|unit| unit.id == principal)
    }
}

fn check_archived(experience: &ExperienceEntry, pointer: &str, found: &mut Findings) {
    if experience.archived && experience.status == ExperienceStatus::Enabled {
        let what = format!("{} is archived and enabled", experience.id);
        found.add(format!("{pointer}/status"), what, "make it Disabled: only such can be archived");
    }
}

fn check_policy(policy: &PolicyEntry, pointer: &str, found: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (list, products) in [("allowed", &policy.allowed), ("denied", &policy.denied)] {
        for (index, entry) in products.iter().enumerate() {
            let twice: Vec<String> = entry.ids().into_iter().filter(|id| !seen.insert(id.clone())).collect();
            // One product of a series is enough to find the mistake.
            if let Some(first) = twice.first() {
                let place = format!("{pointer}/policy/{list}/{index}");
                found.add(
                    place,
                    format!("the product {first} is in the policy twice"),
                    "leave it in one place",
                );
            }
        }
    }
}
