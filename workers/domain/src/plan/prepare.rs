//! The accounts, each with all that is known of it.

use std::collections::{BTreeMap, BTreeSet};

use super::Observation;
use super::product::Products;
use super::view::View;
use crate::account::Account;
use crate::grant::{Grant, GrantStatus, Principal};
use crate::identifier::{AccountId, ProductSku};
use crate::run::RunRequest;

/// An account that may get or lose something.
pub(super) struct Receiver<'a> {
    pub(super) id: &'a AccountId,
    pub(super) name: &'a str,
    /// `None` when it is not in the organization any more.
    pub(super) account: Option<&'a Account>,
    /// Its direct grants that are live, or were rejected, each with the number of its product, in order of both.
    grants: Vec<(Option<usize>, &'a Grant)>,
    /// What it bought itself.
    own: BTreeSet<&'a ProductSku>,
}

impl<'a> Receiver<'a> {
    fn new(id: &'a AccountId, account: Option<&'a Account>) -> Self {
        let name = account.map(|account| account.name.as_str()).unwrap_or_default();
        Self { id, name, account, grants: Vec::new(), own: BTreeSet::new() }
    }

    /// Its direct grants of one product, or (`None`) of what is not shared.
    pub(super) fn grants_of(&self, product: Option<usize>) -> impl Iterator<Item = &'a Grant> {
        let first = self.grants.partition_point(|(number, _)| *number < product);
        let of_product = self.grants.iter().skip(first).take_while(move |(number, _)| *number == product);
        of_product.map(|(_, grant)| *grant)
    }

    /// Whether it bought a product itself.
    pub(super) fn owns(&self, product: &ProductSku) -> bool {
        !self.own.is_empty() && self.own.contains(product)
    }
}

/// Products of the request of which the hub has no license at all: an event came before its license did, or a person mistyped.
pub(super) fn not_found(observation: &Observation, request: &RunRequest) -> Vec<ProductSku> {
    let found: BTreeSet<_> = observation.licenses.items().iter().map(|license| &license.product).collect();
    request.only.products.iter().filter(|product| !found.contains(product)).cloned().collect()
}

/// Whether a grant for an OU or the organization reaches an account. In doubt it does: two active grants for one product
/// are worse than one line that asks a person.
pub(super) fn reaches(grant: &Grant, account: &Account) -> bool {
    match &grant.share.principal {
        Principal::Account(_) => false,
        Principal::OrgUnit(arn) => {
            account.path.is_empty()
                || arn.rsplit('/').next().is_none_or(|unit| account.path.split('/').any(|part| part == unit))
        }
        Principal::Organization(_) | Principal::Unknown(_) => true,
    }
}

/// Every account that was looked at but the hub, and every one that left the organization with a grant of ours, in order
/// of id. Of an account that was not looked at, nobody knows whether it left, whatever the run was asked for.
pub(super) fn receivers<'a>(view: View<'a, '_>, products: &Products<'a>) -> Vec<Receiver<'a>> {
    let observation = view.observation;
    let mut receivers: BTreeMap<&AccountId, Receiver<'a>> = observation
        .accounts
        .items()
        .iter()
        .filter(|account| account.id != observation.hub)
        .map(|account| (&account.id, Receiver::new(&account.id, Some(account))))
        .collect();
    for own in observation.own_subscriptions.items() {
        if let Some(receiver) = receivers.get_mut(&own.account) {
            receiver.own.insert(&own.product);
        }
    }
    for grant in observation.grants.items().iter().filter(|grant| view.owns_live(grant)) {
        let account = grant.share.principal.account();
        if let Some(id) = account.filter(|id| **id != observation.hub && observation.extent.covers(id)) {
            receivers.entry(id).or_insert_with(|| Receiver::new(id, None));
        }
    }
    for grant in observation.grants.items().iter().filter(|grant| grant.status != GrantStatus::Deleted) {
        if let Some(receiver) = grant.share.principal.account().and_then(|id| receivers.get_mut(id)) {
            receiver.grants.push((products.number_of(view, grant), grant));
        }
    }
    let mut receivers: Vec<_> = receivers.into_values().collect();
    for receiver in &mut receivers {
        receiver.grants.sort_by_key(|(product, grant)| (*product, &grant.arn));
    }
    receivers
}
