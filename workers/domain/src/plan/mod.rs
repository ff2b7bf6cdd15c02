//! The plan: what should be, compared with what was observed, line by line and with a reason on each.
//!
//! Expected flow: [`plan`] -> [`crate::guard::judge`] -> [`crate::work::items`]. Guarantees: it cannot fail for a reason
//! outside its input; the order of the input does not matter; a line that would write never rests on the tag index alone
//! (such accounts are [`Plan::doubtful`], to be looked at more closely first); a grant that does not bear our name
//! appears only as skipped (P1). A run that retires has a plan of its own, [`retirement`], and one that
//! adopts, [`adoption`].

mod accounts;
mod adoption;
mod area;
mod area_line;
mod below;
mod case;
mod decide;
mod line;
mod notes;
mod of_grants;
mod prepare;
mod product;
mod reason;
mod retirement;
mod sharing;
mod swap;
mod view;

pub use adoption::adoption;
pub use line::{Counts, Decision, Line};
pub use reason::Reason;
pub use retirement::retirement;

use std::collections::{BTreeMap, BTreeSet};

use crate::account::Account;
use crate::cover::Change;
use crate::grant::{Grant, Operation, Share};
use crate::identifier::{AccountId, GrantArn, LicenseArn, ProductSku};
use crate::license::{License, NotShareable, OwnSubscription};
use crate::observation::{Complete, Extent};
use crate::policy::Policy;
use crate::run::RunRequest;
use product::{Product, Products};
use sharing::Sharing;
use view::View;

/// All that a run saw. Only complete listings get in (P5); of a run that is about a few accounts or products they are the
/// complete listings of those.
#[derive(Debug, Clone)]
pub struct Observation {
    /// The account that holds the agreements and gives the grants; it is never a receiver.
    pub hub: AccountId,
    /// The Region that the run works in: where the licenses have to live that it shares.
    pub region: String,
    /// The ARN of the organization; `None` if no account told it. Without it only grants for accounts are made.
    pub organization: Option<String>,
    /// Which accounts were looked at.
    pub extent: Extent,
    /// Every account of the extent.
    pub accounts: Complete<Account>,
    /// Every license that the hub received.
    pub licenses: Complete<License>,
    /// What member accounts bought themselves.
    pub own_subscriptions: Complete<OwnSubscription>,
    /// Every grant that the hub gave, as far as it reaches what the run looks at.
    pub grants: Complete<Grant>,
    /// The parts, one for each account, of our live grants for OUs and the organization: what such a grant is worth shows in
    /// these alone. A run about a few accounts does not read them.
    pub parts: BTreeMap<GrantArn, Complete<Grant>>,
    /// Owned live grants that were not looked at, as the ledger remembers them.
    pub owned_elsewhere: usize,
    /// Shares whose grants failed in their workflow and were made anew, with how often.
    pub recreations: BTreeMap<Share, u32>,
    /// Shares that AWS refused because the account already uses the product; nothing on the grant tells of it.
    pub conflicts: BTreeSet<Share>,
    /// In which accounts our grants for areas were off when they had been activated, as [`crate::life_cycle::left_off`] names
    /// them: these are not activated again for that.
    pub left_off: BTreeMap<Share, String>,
}

/// What this run already did about a share, so that a later pass does not do it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    /// Shares that are left alone for the rest of the run, with what happened.
    #[serde(with = "as_pairs")]
    pub held: BTreeMap<Share, String>,
    /// Grants that this run took back so far; they count against the guard (P4).
    pub revocations: u32,
    /// Grants that bear our name and, as a step found out, not our tag: they are not ours (P1).
    #[serde(default)]
    pub foreign: BTreeSet<GrantArn>,
    /// What people approved in this run: what the guard would ask for, by the grants ([`crate::approval`]), and changes of
    /// how a product is shared. It is read from the questions and not kept beside them.
    #[serde(skip)]
    pub approved: BTreeSet<String>,
}

/// The plan of one pass.
#[derive(Debug)]
#[must_use]
pub struct Plan<'a> {
    /// One line for each account and license with something to say, in order of account, license, grant.
    pub lines: Vec<Line<'a>>,
    /// Accounts for which something would be written that rests on the tag index alone.
    pub doubtful: BTreeSet<&'a AccountId>,
    /// Licenses that are not shared, with the reason.
    pub not_shared: Vec<(&'a License, NotShareable)>,
    /// Accounts that need a person's attention, with the reason.
    pub notes: Vec<String>,
    /// Which accounts were looked at.
    pub extent: &'a Extent,
    /// Accounts that are to have every shareable license.
    pub accounts_selected: usize,
    /// Licenses that may be shared.
    pub licenses_shared: usize,
    /// What a new grant allows, by license, where the policy allows less than could be.
    pub operations: BTreeMap<&'a LicenseArn, Vec<Operation>>,
    /// Changes of how a product is shared that a person would have to approve; nothing of them is in the lines unless one did.
    pub changes: Vec<ModeChange<'a>>,
    /// Whether something was left undecided that only a run about the whole organization can decide.
    pub needs_everything: bool,
    /// Products that the event named and of which no license was found (yet).
    pub not_found: Vec<ProductSku>,
    /// Owned live grants: those that were observed, and those elsewhere.
    pub owned_live_grants: usize,
    /// How many lines of which kind.
    pub counts: Counts,
}

/// A change of how a product is shared: account by account, by OU, or with the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModeChange<'a> {
    /// The license of the product.
    pub license: &'a License,
    /// What would be exchanged for what.
    pub change: Change,
}

impl ModeChange<'_> {
    /// How an approval names it.
    pub fn key(&self) -> String {
        let to = self.change.to.map_or_else(|| "with nobody".to_owned(), |mode| mode.to_string());
        format!("{} {to}", self.license.product)
    }
}

impl std::fmt::Display for ModeChange<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} ({}): {}", self.license.product_name, self.license.product, self.change)
    }
}

/// Compares what should be with what was observed.
pub fn plan<'a>(
    policy: &Policy,
    observation: &'a Observation,
    request: &RunRequest,
    progress: &'a Progress,
) -> Plan<'a> {
    let view = View { policy, observation, request, progress };
    let mut products = Products::of(view);
    let receivers = prepare::receivers(view, &products);
    let tree = sharing::tree(view);
    let sharing: Vec<_> =
        products.shared.iter().map(|it| Sharing::of(view, it, &receivers, tree.as_ref())).collect();
    let mut lines = Vec::new();
    let mut doubtful = BTreeSet::new();
    area_line::areas(view, &products, &sharing, &receivers, &mut lines, &mut doubtful);
    let by_account = accounts::lines(view, &products, &sharing, &receivers, &mut lines);
    let quotas = notes::quotas(view, &products, &sharing, &mut lines);
    let changes: Vec<_> = products.shared.iter().zip(&sharing).filter_map(changed).collect();
    let notes = by_account.found.notes(view, &products, &sharing, &quotas, &changes);
    let of_accounts = lines.iter().filter(|line| line.area.is_none() && line.decision == Decision::Doubt);
    doubtful.extend(of_accounts.map(|line| line.account));
    let owned_live_grants = served(view) + observation.owned_elsewhere;
    let counts = Counts::of(&lines);
    Plan {
        lines,
        doubtful,
        notes,
        extent: &observation.extent,
        accounts_selected: by_account.selected,
        licenses_shared: products.shared.len(),
        operations: products.operations(),
        not_shared: std::mem::take(&mut products.not_shared),
        changes,
        needs_everything: by_account.needs_everything,
        not_found: prepare::not_found(observation, request),
        owned_live_grants,
        counts,
    }
}

/// The change of how a product is shared that a person would have to approve.
fn changed<'a>((product, sharing): (&Product<'a>, &Sharing<'a>)) -> Option<ModeChange<'a>> {
    let change = sharing.covered()?.cover.question.clone()?;
    Some(ModeChange { license: product.current, change })
}

/// How many accounts our grants serve: of a grant for an area its parts, or the accounts that it reaches.
fn served(view: View<'_, '_>) -> usize {
    let Observation { grants, parts, accounts, .. } = view.observation;
    let of_area = |grant: &Grant| match parts.get(&grant.arn) {
        Some(parts) => parts.items().iter().filter(|part| !part.status.is_terminal()).count(),
        None => accounts.items().iter().filter(|account| prepare::reaches(grant, account)).count(),
    };
    let owned = grants.items().iter().filter(|grant| view.owns_live(grant));
    owned.map(|grant| if grant.share.principal.account().is_some() { 1 } else { of_area(grant).max(1) }).sum()
}

fn is_owned_and_live(grant: &Grant) -> bool {
    crate::ownership::bears_our_name(grant) && !grant.status.is_terminal()
}

/// Maps with a struct for a key, as JSON: a list of pairs.
mod as_pairs {
    use super::{BTreeMap, Share};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        map: &BTreeMap<Share, String>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Share, String>, D::Error> {
        Ok(Vec::<(Share, String)>::deserialize(deserializer)?.into_iter().collect())
    }
}
