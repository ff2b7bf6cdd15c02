//! Where runs end: nothing is left to do, and everybody has what they are to have, or it is told why not.

use domain::grant::GrantStatus;
use domain::identifier::{AccountId, ProductSku};
use domain::license::License;
use domain::life_cycle::Wish;
use domain::ownership::bears_our_name;
use domain::plan::{Decision, Plan, Reason};
use domain::run::RunRequest;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use proptest::test_runner::TestCaseError;

use super::generate::worlds;
use super::run::{Ended, Pass, Running};
use super::world::{World, is_live};
use crate::support::cases;

/// Runs to the end, with everything approved that is asked for.
fn ended(world: World, change_mode: bool, order: u64) -> Result<Running, TestCaseError> {
    let request = RunRequest { change_mode, allow_empty: true, ..RunRequest::default() };
    let mut running = Running::new(world, request);
    running.until_idle(order)?;
    Ok(running)
}

/// Whether a line says why an account has, or has not, a product: its own, or that of the area that it is in.
fn is_told(plan: &Plan<'_>, account: &AccountId, product: &ProductSku) -> bool {
    plan.lines.iter().any(|line| {
        (line.account == account || line.reason == Reason::Undecided)
            && line.license_details.is_some_and(|license| license.product == *product)
            && matches!(line.decision, Decision::Hold | Decision::Skip)
    })
}

/// Whether any license of a product is shared.
fn is_shared(world: &World, plan: &Plan<'_>, product: &ProductSku) -> bool {
    let is_left_out = |license: &License| plan.not_shared.iter().any(|(it, _)| it.arn == license.arn);
    world.licenses.iter().any(|license| license.product == *product && !is_left_out(license))
}

/// Accounts of this wish that have not so many active grants of ours, though nobody says why.
fn unexplained(ended: &Running, wish: Wish, active: usize) -> Vec<String> {
    let seen = ended.world.seen();
    let plan = ended.plan(&seen);
    let pairs = ended.world.pairs().into_iter().filter(|(account, product)| {
        ended.world.wish(account, product) == Some(wish)
            && ended.world.active(&account.id, product, true) != active
            && is_shared(&ended.world, &plan, product)
            && !is_told(&plan, &account.id, product)
    });
    pairs.map(|(account, product)| format!("{} {product}: {:?}", account.id, plan.lines)).collect()
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// P6 and P8.
    #[test]
    fn a_run_ends_within_six_passes_and_the_next_one_has_nothing_to_do(
        world in worlds(),
        change_mode in any::<bool>(),
        order in any::<u64>(),
    ) {
        let mut next = ended(world, change_mode, order)?;
        let seen = next.world.seen();
        let plan = next.plan(&seen);
        prop_assert_eq!(plan.counts.actions() + plan.counts.doubt, 0, "{:?}", plan.lines);
        prop_assert_eq!(next.pass(Pass { order, crash_after: None, approves: true })?, Ended::Idle);
    }

    /// A run after a run, and a run that takes up what one left that died, come to the same end.
    #[test]
    fn a_run_that_takes_up_a_dead_one_ends_within_six_passes(
        world in worlds(),
        change_mode in any::<bool>(),
        order in any::<u64>(),
        crash_after in 0..16_usize,
    ) {
        let request = RunRequest { change_mode, allow_empty: true, ..RunRequest::default() };
        let mut dead = Running::new(world, request);
        dead.pass(Pass { order, crash_after: Some(crash_after), approves: true })?;
        ended(dead.world, change_mode, order)?;
    }

    #[test]
    fn in_the_end_a_wanted_account_has_one_active_grant_of_ours_or_it_is_told_why_not(
        world in worlds(),
        change_mode in any::<bool>(),
        order in any::<u64>(),
    ) {
        let ended = ended(world, change_mode, order)?;
        for (account, product) in ended.world.pairs() {
            prop_assert!(ended.world.active(&account.id, &product, true) <= 1, "{} {product}", account.id);
        }
        prop_assert_eq!(unexplained(&ended, Wish::Shared, 1), Vec::<String>::new());
    }

    #[test]
    fn in_the_end_who_is_not_wanted_has_nothing_of_ours_or_it_is_told_why(
        world in worlds(),
        change_mode in any::<bool>(),
        order in any::<u64>(),
    ) {
        let ended = ended(world, change_mode, order)?;
        prop_assert_eq!(unexplained(&ended, Wish::Revoked, 0), Vec::<String>::new());
    }

    /// Where nothing stood in the way, no wanted account is reached by two grants of ours for a product.
    #[test]
    fn in_the_end_no_wanted_account_is_reached_twice(
        world in worlds(),
        order in any::<u64>(),
    ) {
        let ended = ended(world, true, order)?;
        let seen = ended.world.seen();
        let plan = ended.plan(&seen);
        if !plan.notes.is_empty() || !plan.changes.is_empty() {
            return Ok(());
        }
        for (account, product) in ended.world.pairs() {
            if ended.world.wish(account, &product) != Some(Wish::Shared) {
                continue;
            }
            let reaching: Vec<_> = ended.world.grants.iter().filter(|given| {
                is_live(given)
                    && bears_our_name(&given.grant)
                    && given.grant.status != GrantStatus::PendingDelete
                    && ended.world.product(&given.grant.share) == Some(&product)
                    && super::world::reaches(&given.grant.share.principal, account)
            }).collect();
            // What stays beside another one says so on its line.
            let told = reaching.iter().filter(|given| plan.lines.iter().any(|line| {
                line.grant.is_some_and(|grant| grant.arn == given.grant.arn) && (line.decision != Decision::Keep || line.reason == Reason::UntilReplaced)
            }));
            // Where a change toward the account's own grant was begun, what is active stays beside the area's.
            let begun = reaching.iter().any(|given| {
                given.grant.share.principal.account().is_some() && given.grant.status == GrantStatus::Active
            });
            prop_assert!(reaching.len() <= 1 + usize::from(begun) + told.count(), "{reaching:?} {:?}", plan.lines);
        }
    }
}
