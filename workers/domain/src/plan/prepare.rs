//! The observation, put in the order in which decisions are made.

use std::collections::{BTreeMap, BTreeSet};

use super::{Observation, is_owned_and_live};
use crate::account::Account;
use crate::grant::{Grant, GrantStatus, Principal};
use crate::identifier::{AccountId, LicenseArn, ProductSku};
use crate::license::{License, NotShareable};
use crate::life_cycle::Wish;
use crate::policy::{Because, Policy, Selection};
use crate::run::RunRequest;

/// An account that may get or lose something, with all that is known of it.
pub(super) struct Receiver<'a> {
    pub(super) id: &'a AccountId,
    pub(super) name: &'a str,
    /// `None` when it is not in the organization any more.
    pub(super) account: Option<&'a Account>,
    pub(super) selection: Selection,
    /// Its direct grants that are live, or were rejected.
    pub(super) grants: Vec<&'a Grant>,
    /// What it bought itself.
    pub(super) own: BTreeSet<&'a ProductSku>,
}

/// The licenses to share, by ARN, and the rest with the reason. Of two licenses of one product the older is shared.
pub(super) fn licenses(
    observation: &Observation,
) -> (BTreeMap<&LicenseArn, &License>, Vec<(&License, NotShareable)>) {
    let mut by_product: BTreeMap<&ProductSku, Vec<&License>> = BTreeMap::new();
    let mut not_shared = Vec::new();
    for license in observation.licenses.items() {
        match license.shareable_by(&observation.hub) {
            Ok(()) => by_product.entry(&license.product).or_default().push(license),
            Err(why) => not_shared.push((license, why)),
        }
    }
    let mut shared = BTreeMap::new();
    for mut licenses in by_product.into_values() {
        licenses.sort_by_key(|license| (license.created_seconds.unwrap_or(i64::MAX), &license.arn));
        let oldest = licenses.remove(0);
        shared.insert(&oldest.arn, oldest);
        not_shared.extend(
            licenses
                .into_iter()
                .map(|newer| (newer, NotShareable::Older { shared: oldest.arn.clone() })),
        );
    }
    not_shared.sort_by_key(|(license, _)| &license.arn);
    (shared, not_shared)
}

/// Products of the request of which the hub has no license at all: an event came before its license did, or a person mistyped.
pub(super) fn not_found(observation: &Observation, request: &RunRequest) -> Vec<ProductSku> {
    let found: BTreeSet<_> = observation.licenses.items().iter().map(|license| &license.product).collect();
    request.only.products.iter().filter(|product| !found.contains(product)).cloned().collect()
}

/// Live grants for an OU or the organization, by license: accounts below them need no grant of their own.
pub(super) fn areas(observation: &Observation) -> BTreeMap<&LicenseArn, Vec<&Grant>> {
    let mut areas: BTreeMap<&LicenseArn, Vec<&Grant>> = BTreeMap::new();
    for grant in observation.grants.items() {
        if grant.share.principal.account().is_none() && !grant.status.is_terminal() {
            areas.entry(&grant.share.license).or_default().push(grant);
        }
    }
    for grants in areas.values_mut() {
        grants.sort_by_key(|grant| &grant.arn);
    }
    areas
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

/// Every account that was looked at but the hub, and every one that left the organization with an owned grant, in order
/// of id. Of an account that was not looked at, nobody knows whether it left, whatever the run was asked for.
pub(super) fn receivers<'a>(policy: &Policy, observation: &'a Observation) -> Vec<Receiver<'a>> {
    let mut receivers: BTreeMap<&AccountId, Receiver<'a>> = observation
        .accounts
        .items()
        .iter()
        .filter(|account| account.id != observation.hub)
        .map(|account| {
            let receiver = Receiver {
                id: &account.id,
                name: &account.name,
                account: Some(account),
                selection: policy.select(account),
                grants: Vec::new(),
                own: BTreeSet::new(),
            };
            (&account.id, receiver)
        })
        .collect();
    for own in observation.own_subscriptions.items() {
        if let Some(receiver) = receivers.get_mut(&own.account) {
            receiver.own.insert(&own.product);
        }
    }
    for grant in observation.grants.items().iter().filter(|grant| is_owned_and_live(grant)) {
        let Some(id) = grant
            .share
            .principal
            .account()
            .filter(|id| **id != observation.hub && observation.extent.covers(id))
        else {
            continue;
        };
        receivers.entry(id).or_insert_with(|| Receiver {
            id,
            name: "",
            account: None,
            selection: Selection { wish: Some(Wish::Revoked), because: Because::Gone },
            grants: Vec::new(),
            own: BTreeSet::new(),
        });
    }
    for grant in observation.grants.items().iter().filter(|grant| grant.status != GrantStatus::Deleted) {
        if let Some(receiver) = grant.share.principal.account().and_then(|id| receivers.get_mut(id)) {
            receiver.grants.push(grant);
        }
    }
    let mut receivers: Vec<_> = receivers.into_values().collect();
    for receiver in &mut receivers {
        receiver.grants.sort_by_key(|grant| &grant.arn);
    }
    receivers
}
