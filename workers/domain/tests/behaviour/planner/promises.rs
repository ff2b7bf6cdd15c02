//! What holds at every step of every pass, in any order of the actions and wherever a pass dies.

use domain::run::RunRequest;
use proptest::prelude::{Strategy, any, prop, prop_assert_eq, proptest};
use proptest::test_runner::TestCaseError;

use super::generate::worlds;
use super::run::{Ended, Pass, Promise, Running};
use super::world::World;
use crate::support::cases;

/// Passes, some of which die after some steps, and whether a person approves what is asked.
fn passes() -> impl Strategy<Value = (bool, Vec<Pass>)> {
    let pass = (any::<u64>(), prop::option::weighted(0.5, 0..12_usize));
    (any::<bool>(), prop::collection::vec(pass, 1..5)).prop_map(|(approves, passes)| {
        let pass = |(order, crash_after)| Pass { order, crash_after, approves };
        (approves, passes.into_iter().map(pass).collect())
    })
}

/// What of a promise is broken on the way.
fn broken(
    world: World,
    (change_mode, passes): (bool, Vec<Pass>),
    promise: Promise,
) -> Result<Vec<String>, TestCaseError> {
    let request = RunRequest { change_mode, allow_empty: true, ..RunRequest::default() };
    let mut running = Running::new(world, request);
    for pass in passes {
        if running.pass(pass)? != Ended::Applied {
            break;
        }
    }
    let broken = running.broken.into_iter().filter(|(it, _)| *it == promise);
    Ok(broken.map(|(_, what)| what).collect())
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// P1.
    #[test]
    fn a_grant_of_others_is_in_no_action(world in worlds(), passes in passes()) {
        prop_assert_eq!(broken(world, passes, Promise::OthersGrantsAreLeft)?, Vec::<String>::new());
    }

    /// P2.
    #[test]
    fn a_wanted_account_never_loses_its_active_grant(world in worlds(), passes in passes()) {
        prop_assert_eq!(broken(world, passes, Promise::WantedKeepIt)?, Vec::<String>::new());
    }

    /// P3.
    #[test]
    fn a_share_never_has_a_second_live_grant(world in worlds(), passes in passes()) {
        prop_assert_eq!(broken(world, passes, Promise::OneOfAShare)?, Vec::<String>::new());
    }

    #[test]
    fn an_account_that_is_not_wanted_never_gains_anything(world in worlds(), passes in passes()) {
        prop_assert_eq!(broken(world, passes, Promise::UnwantedGainNothing)?, Vec::<String>::new());
    }

    #[test]
    fn what_an_account_has_of_its_own_is_switched_off_only_where_the_policy_says_so(
        world in worlds(),
        passes in passes(),
    ) {
        prop_assert_eq!(broken(world, passes, Promise::OthersAreLeft)?, Vec::<String>::new());
    }

    #[test]
    fn nobody_is_asked_twice_for_the_same(world in worlds(), passes in passes()) {
        prop_assert_eq!(broken(world, passes, Promise::AskedOnce)?, Vec::<String>::new());
    }
}
