//! The plan of an adoption: the grants of others that a person describes become ours, and nothing else is done (P1).
//!
//! It looks at grants and at the products of their licenses. What it takes over is ours for the next run, which keeps it or
//! takes it back like everything of ours.

use std::collections::BTreeMap;

use super::of_grants::{left_alone, of_grants};
use super::{Decision, Plan, Progress, Reason, is_owned_and_live};
use crate::adopt::Adopt;
use crate::grant::{Grant, GrantStatus, Share};
use crate::identifier::{AccountId, LicenseArn};
use crate::license::License;
use crate::life_cycle::{Hold, Wish};
use crate::observation::Complete;
use crate::ownership::bears_our_name;

/// Plans to take over the live grants of others that `adopt` describes; the others of others are only told, and what is ours
/// is not. Of several grants for one share one becomes ours, and none beside one of ours (P3).
pub fn adoption<'a>(
    hub: &'a AccountId,
    adopt: &Adopt,
    licenses: &'a Complete<License>,
    grants: &'a Complete<Grant>,
    progress: &'a Progress,
) -> Plan<'a> {
    let licenses: BTreeMap<_, _> = licenses.items().iter().map(|license| (&license.arn, license)).collect();
    let mut others: Vec<_> = grants.items().iter().filter(|grant| is_of_others_and_live(grant)).collect();
    others.sort_by_key(|grant| (grant.status != GrantStatus::Active, &grant.arn));
    let ours = grants.items().iter().filter(|grant| is_owned_and_live(grant));
    let mut kept: BTreeMap<&Share, &Grant> = BTreeMap::new();
    for grant in ours {
        let first = kept.entry(&grant.share).or_insert(grant);
        if grant.arn < first.arn {
            *first = grant;
        }
    }
    let mut lines = Vec::new();
    for grant in &others {
        let mut line = left_alone(hub, grant, licenses.get(&grant.share.license).copied());
        if adopt.describes(grant, line.license_details.map(|license| &license.product)) {
            (line.wish, line.decision, line.reason) = take_over(grant, &kept, progress);
            if line.reason == Reason::Adopted {
                kept.insert(&grant.share, grant);
            }
        }
        lines.push(line);
    }
    of_grants(lines, idle(adopt, &others, &licenses), grants)
}

fn is_of_others_and_live(grant: &Grant) -> bool {
    !bears_our_name(grant) && !grant.status.is_terminal()
}

fn take_over<'a>(
    grant: &Grant,
    kept: &BTreeMap<&Share, &'a Grant>,
    progress: &'a Progress,
) -> (Option<Wish>, Decision, Reason<'a>) {
    if let Some(kept) = kept.get(&grant.share) {
        return (None, Decision::Skip, Reason::Duplicate { kept });
    }
    let (decision, reason) = match (&grant.status, progress.held.get(&grant.share)) {
        (GrantStatus::Unknown(_), _) => (Decision::Hold, Reason::Held(Hold::UnknownStatus)),
        (_, Some(what)) => (Decision::Hold, Reason::EarlierInRun(what)),
        (_, None) => (Decision::Adopt, Reason::Adopted),
    };
    (Some(Wish::Shared), decision, reason)
}

/// What the request says and no grant of others meets: most often a slip.
fn idle(adopt: &Adopt, others: &[&Grant], licenses: &BTreeMap<&LicenseArn, &License>) -> Vec<String> {
    let meets = |adopt: &Adopt| {
        let product = |grant: &Grant| licenses.get(&grant.share.license).map(|license| &license.product);
        others.iter().any(|grant| adopt.describes(grant, product(grant)))
    };
    let is_idle = |told: &(String, Adopt)| !meets(&told.1);
    let mut idle: Vec<_> = each(adopt)
        .filter(is_idle)
        .map(|(told, _)| format!("No grant of others {told}: correct it in `adopt`, or leave it out."))
        .collect();
    if idle.is_empty() && !meets(adopt) {
        idle.push(
            "No grant of others meets everything that `adopt` says: say less, or adopt in several runs."
                .to_owned(),
        );
    }
    idle
}

/// Each thing that a request says, by itself and in words.
fn each(adopt: &Adopt) -> impl Iterator<Item = (String, Adopt)> {
    let accounts = adopt.accounts.iter().map(|account| {
        let alone = Adopt { accounts: [account.clone()].into(), ..Adopt::default() };
        (format!("is for account {account}"), alone)
    });
    let products = adopt.products.iter().map(|product| {
        let alone = Adopt { products: [product.clone()].into(), ..Adopt::default() };
        (format!("is of product {product}"), alone)
    });
    let grants = adopt.grants.iter().map(|grant| {
        let alone = Adopt { grants: [grant.clone()].into(), ..Adopt::default() };
        (format!("has the ARN {grant}"), alone)
    });
    let names = adopt.names.iter().map(|name| {
        let alone = Adopt { names: [name.clone()].into(), ..Adopt::default() };
        (format!("has a name like `{name}`"), alone)
    });
    let named_after_account = adopt.named_after_account.then(|| {
        let alone = Adopt { named_after_account: true, ..Adopt::default() };
        ("is named after its account".to_owned(), alone)
    });
    accounts.chain(products).chain(grants).chain(names).chain(named_after_account)
}
