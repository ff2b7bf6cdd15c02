//! Of all ways to share a product with exactly the wanted accounts, the one with the fewest grants is taken.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::{Account, AccountState};
use domain::grant::{GrantStatus, Principal};
use domain::life_cycle::Wish;
use domain::plan::{Decision, Progress, Reason, plan};
use domain::policy::{Policy, Products, Receivers, Rule, RuleSettings, ShareAs};
use domain::run::RunRequest;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::generate::worlds;
use super::run::Running;
use super::world::{Given, World, is_ours_and_live, reaches, unit, whole};
use crate::support::{HUB, cases, license};

/// The organization, with one license that nobody has yet; every account that is tagged gets it in the fewest grants.
fn fresh(world: World, everyone: bool) -> World {
    let receivers =
        if everyone { Receivers::All } else { Receivers::Any { places: Default::default(), tagged: true } };
    let settings = RuleSettings { share_as: Some(ShareAs::Auto), ..RuleSettings::default() };
    let rule = Rule { name: None, products: Products::All, receivers, settings };
    let policy = Policy { rules: [rule].into(), ..Policy::default() };
    let accounts = world.accounts.into_iter().filter(|account| !account.path.is_empty()).collect();
    World {
        policy,
        accounts,
        licenses: vec![license(1)],
        own: BTreeMap::new(),
        grants: Vec::new(),
        recreations: BTreeMap::new(),
        conflicts: BTreeSet::new(),
        left_off: BTreeMap::new(),
        ..world
    }
}

/// The fewest grants for the organization, first-level units and accounts that reach every wanted account once and no barred
/// one, by trying all of them.
fn fewest(world: &World) -> usize {
    let is_indifferent = |account: &&Account| {
        account.id.as_str() == HUB || matches!(account.state, AccountState::Suspended | AccountState::Closed)
    };
    let matter: Vec<_> = world.accounts.iter().filter(|account| !is_indifferent(account)).collect();
    let product = "prod-1".parse().unwrap();
    let is_wanted = |account: &Account| {
        account.state == AccountState::Active && world.wish(account, &product) == Some(Wish::Shared)
    };
    let mut all = vec![whole(), unit(1), unit(2)];
    all.extend(matter.iter().map(|account| Principal::Account(account.id.clone())));
    let is_exact = |chosen: u32| {
        matter.iter().all(|account| {
            let times = (0..all.len())
                .filter(|index| chosen & (1 << index) != 0 && reaches(&all[*index], account))
                .count();
            times == usize::from(is_wanted(account))
        })
    };
    (0..1_u32 << all.len())
        .filter(|chosen| is_exact(*chosen))
        .map(|chosen| chosen.count_ones() as usize)
        .min()
        .unwrap()
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn a_new_product_is_shared_exactly_and_with_the_fewest_grants(
        world in worlds(),
        everyone in any::<bool>(),
        order in any::<u64>(),
    ) {
        let world = fresh(world, everyone);
        let fewest = fewest(&world);
        let mut running = Running::new(world, RunRequest::default());
        running.until_idle(order)?;
        let world = &running.world;
        prop_assert_eq!(world.grants.iter().filter(|given| is_ours_and_live(given)).count(), fewest);
        for (account, product) in world.pairs() {
            let wanted = account.state == AccountState::Active
                && world.wish(account, &product) == Some(Wish::Shared);
            prop_assert_eq!(world.active(&account.id, &product, true), usize::from(wanted), "{}", account.id);
        }
    }

    /// When all is done and nothing was in the way, whoever is reached is to be.
    #[test]
    fn a_cover_is_exact_when_all_is_done_and_nothing_stands_in_the_way(
        world in worlds(),
        order in any::<u64>(),
    ) {
        let request = RunRequest { change_mode: true, allow_empty: true, ..RunRequest::default() };
        let mut running = Running::new(world, request);
        running.until_idle(order)?;
        let seen = running.world.seen();
        let progress = Progress::default();
        let plan = plan(&running.world.policy, &seen, &running.request, &progress);
        let stands_in_the_way = |product: &domain::identifier::ProductSku| {
            plan.lines.iter().any(|line| {
                let its = line.license_details.is_none_or(|license| license.product == *product);
                let is_left = matches!(line.decision, Decision::Hold | Decision::Skip | Decision::Doubt);
                its && (is_left || line.reason == Reason::UntilReplaced)
            }) || !plan.notes.is_empty() || !plan.changes.is_empty()
        };
        for (account, product) in running.world.pairs() {
            if stands_in_the_way(&product) || plan.not_shared.iter().any(|(it, _)| it.product == product) {
                continue;
            }
            let wish = running.world.wish(account, &product);
            let reaching = |given: &&Given| {
                is_ours_and_live(given)
                    && running.world.product(&given.grant.share) == Some(&product)
                    && reaches(&given.grant.share.principal, account)
            };
            let reaching: Vec<_> = running.world.grants.iter().filter(reaching).collect();
            let times = reaching.len();
            // Where a change toward the account's own grant was begun, what is active stays beside the area's.
            let begun = reaching.iter().any(|given| {
                given.grant.share.principal.account().is_some() && given.grant.status == GrantStatus::Active
            });
            let most = 1 + usize::from(begun);
            match wish {
                Some(Wish::Shared) => prop_assert!((1..=most).contains(&times), "{} {}", account.id, product),
                Some(Wish::Revoked) => prop_assert_eq!(times, 0, "{} {}", account.id, product),
                None => {}
            }
        }
    }
}
