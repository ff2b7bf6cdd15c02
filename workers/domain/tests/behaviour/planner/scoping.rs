//! A run about a few accounts, or a few products, decides about them as one that looks at everything.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::TagSource;
use domain::identifier::ProductSku;
use domain::observation::Extent;
use domain::plan::{Line, Observation, Plan, Progress, plan};
use domain::policy::ShareAs;
use domain::run::{Only, RunRequest};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::generate::worlds;
use super::world::{World, is_ours_and_live, reaches};
use crate::support::{cases, complete};

/// A world as a run about everything sees it, and as one about a part of it does.
struct Sights {
    world: World,
    all: Observation,
    seen: Observation,
    only: Only,
    progress: Progress,
}

impl Sights {
    fn of(world: World, seen: Observation, only: Only) -> Self {
        Self { all: world.seen(), world, seen, only, progress: Progress::default() }
    }

    /// The plan for everything, and the one for the part.
    fn plans(&self) -> (Plan<'_>, Plan<'_>) {
        let everything = RunRequest { leave_held: true, allow_empty: true, ..RunRequest::default() };
        let part = RunRequest { only: self.only.clone(), ..everything.clone() };
        let planned = |seen, request| plan(&self.world.policy, seen, request, &self.progress);
        (planned(&self.all, &everything), planned(&self.seen, &part))
    }
}

/// The world, looked at closely and with everything told, and what a run sees that is about the accounts of `chosen`, by
/// bits; `None` where these are no accounts.
fn of_accounts(mut world: World, chosen: u8) -> Option<Sights> {
    world.accounts.retain(|account| !account.path.is_empty());
    world.accounts.iter_mut().for_each(|account| account.tags_from = TagSource::Account);
    for license in &mut world.licenses {
        license.created_seconds = license.created_seconds.or(Some(0));
    }
    let accounts: Vec<_> = world
        .accounts
        .iter()
        .enumerate()
        .filter(|(index, _)| chosen & (1 << index) != 0)
        .map(|(_, account)| account.clone())
        .collect();
    let ids: BTreeSet<_> = accounts.iter().map(|account| account.id.clone()).collect();
    let mut seen = world.seen();
    seen.extent = Extent::Accounts(ids.clone());
    seen.own_subscriptions =
        seen.own_subscriptions.filter_map(|own| ids.contains(&own.account).then_some(own));
    let is_near = |principal: &_| accounts.iter().any(|account| reaches(principal, account));
    seen.grants = seen.grants.filter_map(|grant| is_near(&grant.share.principal).then_some(grant));
    let near =
        world.grants.iter().filter(|given| is_ours_and_live(given) && !is_near(&given.grant.share.principal));
    seen.owned_elsewhere = near.count();
    seen.parts = BTreeMap::new();
    seen.accounts = complete(accounts);
    let only = Only { accounts: ids, ..Only::default() };
    (!only.accounts.is_empty()).then(|| Sights::of(world, seen, only))
}

fn key(line: &Line<'_>) -> String {
    format!(
        "{:?} {:?} {:?} {:?}",
        line.principal(),
        line.license,
        line.grant.map(|grant| &grant.arn),
        line.decision
    )
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// What a run about a few accounts does, one about everything would do as well.
    #[test]
    fn what_is_done_for_a_few_accounts_is_done_for_the_whole_as_well(world in worlds(), chosen in any::<u8>()) {
        let Some(sights) = of_accounts(world, chosen) else { return Ok(()) };
        let (whole, scoped) = sights.plans();
        let done: BTreeSet<_> =
            whole.lines.iter().filter(|line| line.decision.is_action()).map(key).collect();
        for line in scoped.lines.iter().filter(|line| line.decision.is_action()) {
            prop_assert!(done.contains(&key(line)), "{line:?} is not in {:?}", whole.lines);
        }
    }

    /// Where a product is shared account by account, nothing is left out either.
    #[test]
    fn accounts_that_are_shared_with_one_by_one_are_decided_as_within_the_whole(
        world in worlds(),
        chosen in any::<u8>(),
    ) {
        let Some(sights) = of_accounts(world, chosen) else { return Ok(()) };
        let (whole, scoped) = sights.plans();
        let Sights { world, only, .. } = &sights;
        let with_areas: BTreeSet<&ProductSku> = world.grants.iter()
            .filter(|given| given.grant.share.principal.account().is_none())
            .filter_map(|given| world.product(&given.grant.share))
            .chain(world.licenses.iter().filter(|license| {
                world.policy.settings(license).map_or(true, |settings| settings.share_as != ShareAs::Account)
            }).map(|license| &license.product))
            .collect();
        let of_it = |line: &&Line<'_>| {
            only.accounts.contains(line.account)
                && line.license_details.is_some_and(|license| !with_areas.contains(&license.product))
        };
        let told = |line: &Line<'_>| format!("{} {}", key(line), line.reason);
        let inside: Vec<_> = whole.lines.iter().filter(of_it).map(told).collect();
        let scoped: Vec<_> = scoped.lines.iter().filter(of_it).map(told).collect();
        prop_assert_eq!(scoped, inside);
    }

    #[test]
    fn a_product_is_decided_as_within_the_whole(world in worlds(), number in 1..3_u64) {
        let mut world = world;
        world.accounts.iter_mut().for_each(|account| account.tags_from = TagSource::Account);
        let product: ProductSku = format!("prod-{number}").parse().unwrap();
        let mut seen = world.seen();
        let arns: BTreeSet<_> = world.licenses.iter()
            .filter(|license| license.product == product)
            .map(|license| license.arn.clone())
            .collect();
        seen.licenses = seen.licenses.filter_map(|license| arns.contains(&license.arn).then_some(license));
        seen.grants = seen.grants.filter_map(|grant| arns.contains(&grant.share.license).then_some(grant));
        seen.own_subscriptions = seen.own_subscriptions.filter_map(|own| (own.product == product).then_some(own));
        let only = Only { products: [product.clone()].into(), ..Only::default() };
        let sights = Sights::of(world, seen, only);
        let (whole, scoped) = sights.plans();
        let told = |line: &Line<'_>| format!("{} {}", key(line), line.reason);
        let of_it = |line: &&Line<'_>| line.license_details.is_some_and(|license| license.product == product);
        let inside: Vec<_> = whole.lines.iter().filter(of_it).map(told).collect();
        prop_assert_eq!(scoped.lines.iter().map(told).collect::<Vec<_>>(), inside);
    }
}
