//! What has to hold of the world, looked at without lag, pages or faults.

use std::collections::BTreeMap;

use domain::ownership::{NAME_PREFIX, TAG_KEY as OWNER_TAG};
use domain::policy::TAG_KEY;
use sim::{AccountState, GrantStatus, GrantView, LicenseEntry, ProductKind, is_mutating};

use super::hub::Hub;
use super::world::HUB;

/// Who a person is to the simulation: the key of a session in the hub account.
pub(crate) const PERSON: &str = "ASIAPERSON";
const PERSON_ARN: &str = "arn:aws:sts::111111111111:assumed-role/Administrator/person";

impl Hub {
    /// Lets a person of the hub account make calls with the key [`PERSON`].
    pub(crate) fn let_a_person_in(&self) {
        self.sim.register_session(PERSON, HUB, PERSON_ARN);
    }

    /// The grants that the hub gave, without those by which it got its licenses.
    pub(crate) fn given(&self) -> Vec<GrantView> {
        self.sim.grants().into_iter().filter(|grant| grant.granter == HUB).collect()
    }

    /// P3: at most one owned live grant for one license and principal.
    pub(crate) fn assert_no_duplicates(&self) {
        for (share, grants) in self.sim.live_grants() {
            let owned: Vec<_> = grants.iter().filter(|grant| is_owned(grant)).collect();
            assert!(owned.len() <= 1, "{share:?} has {owned:#?}");
        }
    }

    /// P10: every mutating call on a grant is in the ledger, and nothing else is.
    pub(crate) fn assert_every_write_is_in_the_ledger(&self) {
        let mut made: BTreeMap<String, usize> = BTreeMap::new();
        for call in self.sim.calls().log {
            let name = call.operation.strip_prefix("license-manager.");
            if let Some(name) = name.filter(|name| is_mutating(name) && call.caller != PERSON_ARN) {
                *made.entry(format!("license-manager:{name}")).or_default() += 1;
            }
        }
        let mut kept: BTreeMap<String, usize> = BTreeMap::new();
        for entry in self.ledger.entries.lock().unwrap().values() {
            // The member role was refused: nothing came as far as License Manager.
            if !entry.result.starts_with("sts:AssumeRole") {
                *kept.entry(entry.operation.to_owned()).or_default() += 1;
            }
        }
        assert_eq!(made, kept, "calls made, and entries in the ledger");
    }

    /// P8: every account has what its tag says, as far as nobody else stands in the way.
    pub(crate) fn assert_converged(&self) {
        let live = self.sim.live_grants();
        let accounts = self.sim.accounts();
        let bought = |account: &str, sku: &str| {
            self.world.licenses.iter().any(|license| license.beneficiary == account && license.sku == sku)
        };
        let can_accept = |account: &str| {
            self.world.accounts.iter().all(|entry| entry.id != account || !entry.without_member_roles)
        };
        let of_the_hub =
            |license: &&LicenseEntry| license.beneficiary == HUB && license.kind != ProductKind::Saas;
        for license in self.world.licenses.iter().filter(of_the_hub) {
            for account in accounts.iter().filter(|account| account.id != HUB) {
                let wanted = account.state == AccountState::Active
                    && account.tags.get(TAG_KEY).is_some_and(|value| value == "true");
                let share = (license.arn.clone(), format!("arn:aws:iam::{}:root", account.id));
                let grants = live.get(&share).map(Vec::as_slice).unwrap_or_default();
                let owned: Vec<_> =
                    grants.iter().filter(|grant| is_owned(grant)).map(|grant| grant.status).collect();
                let what = format!("{} of account {} ({:?})", license.product, account.id, account.tags);
                let in_the_way = grants.len() > owned.len()
                    || self.was_rejected(&share)
                    || bought(&account.id, &license.sku)
                    || owned == [GrantStatus::PendingAccept] && !can_accept(&account.id);
                if !wanted {
                    assert!(owned.is_empty(), "{what} is not wanted: {grants:#?}");
                } else if !in_the_way {
                    assert_eq!(owned, [GrantStatus::Active], "{what}: {grants:#?}");
                }
            }
        }
        for grant in self.given().iter().filter(|grant| is_owned(grant) && !grant.status.is_terminal()) {
            let there = accounts.iter().any(|account| grant.account.as_ref() == Some(&account.id));
            assert!(there, "the account is gone, its grant is not: {grant:#?}");
        }
    }

    /// Whether the account refused the newest grant of ours.
    fn was_rejected(&self, share: &(String, String)) -> bool {
        let of_share = |grant: &&GrantView| grant.license == share.0 && grant.principal == share.1;
        let given = self.given();
        given
            .iter()
            .filter(of_share)
            .rfind(|grant| is_owned(grant))
            .is_some_and(|grant| grant.status == GrantStatus::Rejected)
    }
}

/// Whether a grant bears our name and our tag.
pub(crate) fn is_owned(grant: &GrantView) -> bool {
    grant.name.starts_with(NAME_PREFIX) && grant.tags.contains_key(OWNER_TAG)
}
