//! What has to hold of the world where products are shared by units and with the organization, and are renewed: looked at
//! without lag, pages or faults.

use std::collections::{BTreeMap, BTreeSet};

use domain::policy::TAG_KEY;
use domain::report::{ActionResult, Class};
use sim::{AccountView, GrantStatus, GrantView};

use super::hub::Hub;
use super::truth::is_owned;
use super::world::HUB;

/// Who is to have every product.
#[derive(Debug, Clone)]
pub(crate) enum Wants {
    /// Who is tagged.
    Tagged,
    /// Who is in one of these units.
    In(BTreeSet<String>),
}

impl Wants {
    fn wants(&self, account: &AccountView) -> bool {
        match self {
            _ if account.id == HUB || !matches!(account.state, sim::AccountState::Active) => false,
            Self::Tagged => account.tags.get(TAG_KEY).is_some_and(|value| value == "true"),
            Self::In(units) => units.contains(&account.parent),
        }
    }

    /// The selector of a rule that says so.
    pub(crate) fn selector(&self) -> String {
        match self {
            Self::Tagged => "tagged = true".to_owned(),
            Self::In(units) => {
                let units: Vec<_> = units.iter().map(|unit| format!("\"{unit}\"")).collect();
                format!("organizational_units = [{}]", units.join(", "))
            }
        }
    }
}

/// The grants that reach each account with a product: its own, and its parts of wider ones.
struct Reach {
    /// By the ARN of the grant that a part is of.
    areas: BTreeMap<String, GrantView>,
    /// Every grant that did not end.
    live: Vec<GrantView>,
}

impl Reach {
    fn of(hub: &Hub) -> Self {
        let live: Vec<_> = hub.sim.grants().into_iter().filter(|grant| !grant.status.is_terminal()).collect();
        let is_area = |grant: &&GrantView| grant.account.is_none();
        let areas = live.iter().filter(is_area).map(|grant| (grant.arn.clone(), grant.clone())).collect();
        Self { areas, live }
    }

    /// Whether a grant, or what it is a part of, is ours.
    fn is_ours(&self, grant: &GrantView) -> bool {
        is_owned(self.areas.get(&grant.parent).unwrap_or(grant))
    }

    fn to(&self, account: &str, sku: &str) -> Vec<&GrantView> {
        let is_to = |grant: &&GrantView| grant.account.as_deref() == Some(account) && grant.sku == sku;
        self.live.iter().filter(is_to).collect()
    }
}

impl Hub {
    /// P8: every account has what is wanted by a grant of ours, as far as nobody else stands in the way, and no other account
    /// has anything of ours. `run` looked last, and says of whom it could not decide without a person.
    pub(crate) fn assert_wants_are_met(&self, wants: &Wants, run: &str) {
        let reach = Reach::of(self);
        let report = self.report(run);
        let skus: BTreeSet<_> = self.world.licenses.iter().map(|license| license.sku.clone()).collect();
        for account in self.sim.accounts() {
            for sku in &skus {
                let grants = reach.to(&account.id, sku);
                let (ours, others): (Vec<_>, Vec<_>) =
                    grants.iter().copied().partition(|grant| reach.is_ours(grant));
                let is_active = |grant: &&&GrantView| grant.status == GrantStatus::Active;
                let has = ours.iter().filter(is_active).count();
                let told = report.outcomes.iter().any(|row| {
                    let about = row.account.as_str() == account.id || row.principal.is_some();
                    let product = row.product.as_ref().is_some_and(|product| product.as_str() == sku);
                    let of_a_person = row.result == ActionResult::Failed
                        || matches!(row.class, Some(Class::Conflict | Class::Foreign | Class::NotAccepted));
                    about && product && of_a_person
                });
                let what = format!("{sku} of account {} ({:?}): {grants:#?}", account.id, account.tags);
                assert!(has <= 1, "AWS has one in force at a time: {what}");
                if !wants.wants(&account) && account.id != HUB {
                    assert!(told || has == 0, "not wanted, and {what}");
                } else if account.id != HUB {
                    assert!(told || has == 1 || !others.is_empty(), "wanted, and {what}");
                }
            }
        }
    }
}
