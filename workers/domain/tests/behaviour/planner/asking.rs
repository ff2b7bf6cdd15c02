//! What a person is asked, and what an answer allows.

use std::collections::BTreeSet;

use domain::account::{Account, TagSource};
use domain::cover::Mode;
use domain::grant::{GrantStatus, Principal};
use domain::guard::{Verdict, covers, judge};
use domain::identifier::{AccountId, ProductSku};
use domain::life_cycle::Wish;
use domain::plan::{Progress, plan};
use domain::policy::GuardLimits;
use domain::run::RunRequest;
use proptest::prelude::{any, prop_assert, prop_assert_eq, prop_assert_ne, proptest};

use super::generate::worlds;
use super::run::{Ended, Pass, Running};
use super::world::{World, is_live, is_ours_and_live, reaches};
use crate::support::cases;

/// Everything is known of every account, so that nothing is in doubt.
fn looked_at(mut world: World) -> World {
    world.accounts.iter_mut().for_each(|account| account.tags_from = TagSource::Account);
    world
}

fn request(change_mode: bool) -> RunRequest {
    RunRequest { change_mode, allow_empty: true, ..RunRequest::default() }
}

/// Accounts that could use what they have of ours, with the product.
fn having(world: &World) -> BTreeSet<(AccountId, ProductSku)> {
    let pairs = world.pairs().into_iter().map(|(account, product)| (account.id.clone(), product));
    pairs.filter(|(account, product)| world.active(account, product, true) > 0).collect()
}

/// With whom live grants of ours share a product.
fn owned(world: &World, product: &ProductSku) -> BTreeSet<Principal> {
    let of_it = world.grants.iter().filter(|given| {
        is_ours_and_live(given)
            && given.grant.status != GrantStatus::PendingDelete
            && world.product(&given.grant.share) == Some(product)
    });
    of_it.map(|given| given.grant.share.principal.clone()).collect()
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// P4: a grant for many counts as many accounts as lose the product by it.
    #[test]
    fn the_guard_counts_every_account_that_loses_a_product(world in worlds(), order in any::<u64>()) {
        let mut world = looked_at(world);
        world.policy.guard = GuardLimits { revocations_max: u32::MAX, revocations_percent_max: 100 };
        let before = having(&world);
        let mut running = Running::new(world, request(false));
        let seen = running.world.seen();
        let counted = running.plan(&seen).counts.revocations;
        running.pass(Pass { order, crash_after: None, approves: true })?;
        let lost = before.difference(&having(&running.world)).count();
        prop_assert!(lost <= counted as usize, "{lost} lost, {counted} counted");
        prop_assert!(running.progress.revocations <= counted);
    }

    /// P4.
    #[test]
    fn what_is_asked_after_few_revocations_is_asked_after_more(
        world in worlds(),
        earlier in 0..40_u32,
        more in 0..40_u32,
        percent in 0..100_u32,
    ) {
        let world = looked_at(world);
        let (seen, request) = (world.seen(), request(false));
        let limits = GuardLimits { revocations_max: 20, revocations_percent_max: percent };
        let few = Progress { revocations: earlier, ..Progress::default() };
        let many = Progress { revocations: earlier + more, ..Progress::default() };
        let plan = plan(&world.policy, &seen, &request, &few);
        if judge(&plan, &few, limits, &request) != Verdict::Go {
            prop_assert_ne!(judge(&plan, &many, limits, &request), Verdict::Go);
        }
    }

    #[test]
    fn an_approval_covers_exactly_what_it_names(
        world in worlds(),
        change_mode in any::<bool>(),
        but in any::<proptest::sample::Index>(),
    ) {
        let world = looked_at(world);
        let (seen, request, progress) = (world.seen(), request(change_mode), Progress::default());
        let limits = GuardLimits { revocations_max: 0, revocations_percent_max: 0 };
        let plan = plan(&world.policy, &seen, &request, &progress);
        let all = covers(&plan, &request);
        let judged = |approved: BTreeSet<String>| {
            judge(&plan, &Progress { approved, ..Progress::default() }, limits, &request)
        };
        prop_assert_eq!(judged(all.clone()), Verdict::Go);
        prop_assert_eq!(all.is_empty(), judged(BTreeSet::new()) == Verdict::Go);
        if !all.is_empty() {
            let mut less = all.clone();
            less.remove(&all.iter().nth(but.index(all.len())).cloned().unwrap());
            prop_assert!(matches!(judged(less), Verdict::Ask(_)));
        }
    }

    /// Neither is a wider kind of grant made, nor an account served by another grant than before.
    #[test]
    fn how_a_product_is_shared_never_changes_without_an_approval(world in worlds(), order in any::<u64>()) {
        let before = world.clone();
        let mut running = Running::new(world, request(false));
        for _ in 0..6 {
            if running.pass(Pass { order, crash_after: None, approves: true })? != Ended::Applied {
                break;
            }
        }
        for product in before.products() {
            let (old, new) = (owned(&before, &product), owned(&running.world, &product));
            // What reaches nobody who may keep the product is no way of sharing.
            let keeps = |account: &&Account| {
                before.wish(account, &product) != Some(Wish::Revoked)
                    && !before.own.contains_key(&(account.id.clone(), product.clone()))
            };
            let serves =
                |it: &Principal| before.receivers().filter(keeps).any(|account| reaches(it, account));
            let Some(mode) = Mode::of(&old).filter(|_| old.iter().any(serves)) else { continue };
            let made: Vec<_> = new.difference(&old).collect();
            prop_assert!(Mode::of(made.iter().copied()) <= Some(mode), "{product} {made:?} beside {old:?}");
            for account in before.receivers() {
                let has_its_own = before.own.contains_key(&(account.id.clone(), product.clone()));
                let others = before.grants.iter().filter(|given| is_live(given) && !is_ours_and_live(given));
                let mut of_it = others.filter(|given| before.product(&given.grant.share) == Some(&product));
                let has_of_others = of_it.any(|given| reaches(&given.grant.share.principal, account));
                if before.wish(account, &product) != Some(Wish::Shared) || has_its_own || has_of_others {
                    continue;
                }
                let reached = |principals: &BTreeSet<Principal>| principals.iter().any(|it| reaches(it, account));
                let stayed: BTreeSet<_> = old.intersection(&new).cloned().collect();
                prop_assert!(!reached(&old) || reached(&stayed), "{} {product} {old:?} {new:?}", account.id);
            }
        }
    }

    /// Who says no gets none of it.
    #[test]
    fn nothing_is_written_that_was_asked_and_not_approved(
        world in worlds(),
        change_mode in any::<bool>(),
        order in any::<u64>(),
    ) {
        let world = looked_at(world);
        let (seen, request) = (world.seen(), request(change_mode));
        let asks = {
            let progress = Progress::default();
            let plan = plan(&world.policy, &seen, &request, &progress);
            judge(&plan, &progress, world.policy.guard, &request) != Verdict::Go
        };
        let before = format!("{:?}", world.grants);
        let mut running = Running::new(world, request);
        let ended = running.pass(Pass { order, crash_after: None, approves: false })?;
        prop_assert_eq!(asks, ended == Ended::Refused);
        if asks {
            prop_assert_eq!(before, format!("{:?}", running.world.grants));
        }
    }
}
