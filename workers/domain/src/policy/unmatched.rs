//! What a policy names and nothing matches: most often a slip, so it is a warning in the plan.

use std::collections::BTreeSet;

use super::{NamePattern, Places, Policy, Products, Receivers};
use crate::account::Account;
use crate::identifier::{AccountId, OrgUnitId, ProductSku};
use crate::license::License;

/// Something that the policy names and that matches nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Unmatched {
    /// An account that the organization does not have.
    #[error("policy.toml names account {0}, which is not in the organization: correct it or leave it out")]
    Account(AccountId),
    /// An organizational unit without accounts.
    #[error(
        "policy.toml names the organizational unit {0}, in which no account is: correct it, leave it out, or leave it for \
         accounts to come"
    )]
    OrgUnit(OrgUnitId),
    /// A product of which there is no license.
    #[error("policy.toml names the product {0}, of which there is no license: correct it, or buy it first")]
    Sku(ProductSku),
    /// A pattern that fits no product.
    #[error(
        "policy.toml names products `{0}`, and no license is of such a one: correct the name, or buy it first"
    )]
    Name(NamePattern),
    /// A tag that no account carries.
    #[error("policy.toml goes by the tag {0}, which no account has: correct tag_key, or tag the accounts")]
    Tag(String),
}

/// What a policy names and nothing in a *whole* organization matches, each once, in a stable order. A part of the accounts
/// or licenses would tell of much that is well.
pub fn unmatched(policy: &Policy, accounts: &[Account], licenses: &[License]) -> BTreeSet<Unmatched> {
    let mut unmatched = BTreeSet::new();
    let mut places: Vec<&Places> = vec![&policy.except];
    let mut tagged = policy.rules.is_empty();
    for rule in &policy.rules {
        if let Receivers::Any { places: named, tagged: by_tag } = &rule.receivers {
            places.push(named);
            tagged |= by_tag;
        }
        if let Products::These { skus, names } = &rule.products {
            let is_bought = |sku: &&ProductSku| licenses.iter().any(|license| license.product == **sku);
            unmatched.extend(skus.iter().filter(|sku| !is_bought(sku)).cloned().map(Unmatched::Sku));
            let is_sold = |name: &&NamePattern| licenses.iter().any(|it| name.matches(&it.product_name));
            unmatched.extend(names.iter().filter(|name| !is_sold(name)).cloned().map(Unmatched::Name));
        }
    }
    let ids: BTreeSet<_> = accounts.iter().map(|account| &account.id).collect();
    let steps: BTreeSet<_> = accounts.iter().flat_map(|account| account.path.split('/')).collect();
    for named in places {
        let gone = named.accounts.iter().filter(|id| !ids.contains(id));
        unmatched.extend(gone.cloned().map(Unmatched::Account));
        let empty = named.organizational_units.iter().filter(|unit| !steps.contains(unit.as_str()));
        unmatched.extend(empty.cloned().map(Unmatched::OrgUnit));
    }
    if tagged && !accounts.iter().any(|account| account.tags.contains_key(&policy.tag_key)) {
        unmatched.insert(Unmatched::Tag(policy.tag_key.clone()));
    }
    unmatched
}
