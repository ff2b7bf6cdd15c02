//! An organization, its licenses and grants, and what a run sees of them.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::{Account, AccountState};
use domain::grant::{Grant, GrantStatus, OverrideBehavior, Principal, Share};
use domain::identifier::{AccountId, ProductSku};
use domain::license::{License, OwnSubscription};
use domain::life_cycle::Wish;
use domain::ownership::bears_our_name;
use domain::plan::Observation;
use domain::policy::Policy;

use crate::support::{HUB, complete, observation};

pub(super) const ORGANIZATION: &str = "arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5";
const UNIT: &str = "arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/";

/// The id of the unit of that number: 1 and 2 are below the root, 3 is in 1, 4 is in 2.
pub(super) fn unit_id(number: u64) -> String {
    format!("ou-ab12-{number:08}")
}

pub(super) fn unit(number: u64) -> Principal {
    Principal::from(format!("{UNIT}{}", unit_id(number)))
}

pub(super) fn whole() -> Principal {
    Principal::from(ORGANIZATION.to_owned())
}

/// What AWS is at on a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Deliver(Option<OverrideBehavior>),
    Activate(Option<OverrideBehavior>),
    Delete,
}

/// A grant that the hub gave, and what of it is in each account, if it is for an area.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) grant: Grant,
    pub(super) parts: BTreeMap<AccountId, (GrantStatus, Option<String>)>,
    pub(super) work: Option<Work>,
}

/// How AWS behaves where its papers leave it open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    /// A grant for an account has to be accepted.
    pub(super) asks_to_accept: bool,
    /// An area rests as ACTIVE or DISABLED, and not as `WORKFLOW_COMPLETED`.
    pub(super) area_rests_as_asked: bool,
    /// What comes to an account that joins is active where the others are.
    pub(super) joiner_is_activated: bool,
    /// A conflict is told at the call, and not by the grant.
    pub(super) refuses_at_call: bool,
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) policy: Policy,
    pub(super) accounts: Vec<Account>,
    pub(super) licenses: Vec<License>,
    /// What accounts bought themselves, and whether it is active.
    pub(super) own: BTreeMap<(AccountId, ProductSku), bool>,
    pub(super) grants: Vec<Given>,
    pub(super) recreations: BTreeMap<Share, u32>,
    pub(super) conflicts: BTreeSet<Share>,
    /// In which accounts grants for areas were off after they had been activated.
    pub(super) left_off: BTreeMap<Share, String>,
    pub(super) habits: Habits,
}

/// In few words, so that a person reads a counterexample.
impl std::fmt::Debug for World {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { policy, accounts, licenses, own, grants, recreations, conflicts, habits, .. } = self;
        writeln!(formatter, "\n{policy:?}\n{habits:?}")?;
        for Account { id, state, path, tags, tags_from, .. } in accounts {
            writeln!(formatter, "account {id} {state} {path} {tags:?} {tags_from:?}")?;
        }
        for License { arn, product, status, home_region, created_seconds, operations, .. } in licenses {
            let created = created_seconds.unwrap_or_default();
            writeln!(formatter, "license {arn} {product} {status} {home_region} {created} {operations:?}")?;
        }
        for Given { grant, parts, work } in grants {
            let Grant { arn, name, share, status, status_reason, .. } = grant;
            let Share { license, principal } = share;
            writeln!(
                formatter,
                "grant {arn} {name} of {license} for {principal}: {status} {status_reason:?} {work:?}"
            )?;
            for (account, (status, reason)) in parts {
                writeln!(formatter, "    {account} {status} {reason:?}")?;
            }
        }
        writeln!(formatter, "own {own:?} recreations {recreations:?} conflicts {conflicts:?}")
    }
}

impl World {
    /// What a run about everything sees.
    pub(super) fn seen(&self) -> Observation {
        let grants = self.grants.iter().map(|given| given.grant.clone()).collect();
        let mut seen = observation(self.accounts.clone(), self.licenses.clone(), grants);
        let own = self
            .own
            .keys()
            .map(|(account, product)| OwnSubscription { account: account.clone(), product: product.clone() });
        seen.own_subscriptions = complete(own.collect());
        let ours = self.grants.iter().filter(|given| is_live(given) && bears_our_name(&given.grant));
        let areas = ours.filter(|given| given.grant.share.principal.account().is_none());
        seen.parts = areas.map(|given| (given.grant.arn.clone(), complete(part_grants(given)))).collect();
        seen.recreations = self.recreations.clone();
        seen.conflicts = self.conflicts.clone();
        seen.left_off = self.left_off.clone();
        seen
    }

    pub(super) fn product(&self, share: &Share) -> Option<&ProductSku> {
        Some(&self.licenses.iter().find(|license| license.arn == share.license)?.product)
    }

    pub(super) fn products(&self) -> BTreeSet<ProductSku> {
        self.licenses.iter().map(|license| license.product.clone()).collect()
    }

    /// Accounts that could use a license that they get; the hub has it anyhow.
    pub(super) fn receivers(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(|account| account.id.as_str() != HUB && is_usable(account))
    }

    /// What the policy wants of a product for an account. All licenses of a product have one name here, so any will do. An
    /// account in a state that nobody knows is left as it is, whatever the policy says.
    pub(super) fn wish(&self, account: &Account, product: &ProductSku) -> Option<Wish> {
        if matches!(account.state, AccountState::Unknown(_)) {
            return None;
        }
        let license = self.licenses.iter().find(|license| license.product == *product)?;
        self.policy.explain(account, license).wish
    }

    /// Every pair of an account that could use a product and that product.
    pub(super) fn pairs(&self) -> Vec<(&Account, ProductSku)> {
        let products = self.products();
        self.receivers()
            .flat_map(|account| products.iter().map(move |product| (account, product.clone())))
            .collect()
    }

    /// How many grants of ours (or of others) are active for a product in an account.
    pub(super) fn active(&self, account: &AccountId, product: &ProductSku, ours: bool) -> usize {
        let of_it = self.grants.iter().filter(|given| {
            bears_our_name(&given.grant) == ours && self.product(&given.grant.share) == Some(product)
        });
        of_it.filter(|given| is_active_in(given, account)).count()
    }

    /// The accounts that a principal reaches by the place that they are at.
    pub(super) fn reached(&self, principal: &Principal) -> Vec<&Account> {
        self.receivers().filter(|account| reaches(principal, account)).collect()
    }
}

pub(super) fn reaches(principal: &Principal, account: &Account) -> bool {
    match principal {
        Principal::Account(id) => *id == account.id,
        Principal::OrgUnit(arn) => {
            arn.rsplit('/').next().is_some_and(|unit| account.path.split('/').any(|step| step == unit))
        }
        Principal::Organization(_) => true,
        Principal::Unknown(_) => false,
    }
}

pub(super) fn is_usable(account: &Account) -> bool {
    !matches!(account.state, AccountState::Suspended | AccountState::Closed | AccountState::PendingActivation)
}

pub(super) fn is_live(given: &Given) -> bool {
    !given.grant.status.is_terminal()
}

pub(super) fn is_ours_and_live(given: &Given) -> bool {
    is_live(given) && bears_our_name(&given.grant)
}

pub(super) fn is_active_in(given: &Given, account: &AccountId) -> bool {
    match given.grant.share.principal.account() {
        Some(id) => id == account && given.grant.status == GrantStatus::Active,
        None => {
            is_live(given)
                && given.parts.get(account).is_some_and(|(status, _)| *status == GrantStatus::Active)
        }
    }
}

/// The parts as AWS lists them.
pub(super) fn part_grants(given: &Given) -> Vec<Grant> {
    let number = given.grant.arn.as_str().rsplit('-').next().unwrap_or_default();
    let part = |(account, (status, reason)): (&AccountId, &(GrantStatus, Option<String>))| Grant {
        arn: format!("arn:aws:license-manager::{HUB}:grant:g-{account}{}", &number[12..]).parse().unwrap(),
        name: given.grant.name.clone(),
        share: Share {
            license: given.grant.share.license.clone(),
            principal: Principal::Account(account.clone()),
        },
        status: status.clone(),
        status_reason: reason.clone(),
        version: "1".into(),
    };
    given.parts.iter().map(part).collect()
}
