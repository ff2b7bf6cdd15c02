//! The fence in front of every write (P9).

use domain::lease::Lease as LeaseState;
use domain::life_cycle::Wish;
use domain::limits::LAST_STEP_SECONDS_MAX;
use domain::work::NextTask;
use sim::GrantStatus;
use steps::error::StepError;
use steps::fence::fence;

use crate::support::desk::{Desk, texts};
use crate::support::hub::{Hub, execution};
use crate::support::world::{one_product, owned};

async fn passes(desk: &Desk) -> Result<(), StepError> {
    fence(desk, &execution("run-1")).await
}

async fn refusal(desk: &Desk) -> String {
    let before = desk.state();
    let error = passes(desk).await.unwrap_err();
    assert_eq!((error.name(), desk.state()), ("Busy", before));
    error.to_string()
}

#[tokio::test]
async fn no_step_calls_aws_when_another_run_holds_the_lease() {
    for next in [NextTask::Create, NextTask::Accept, NextTask::Activate, NextTask::Delete] {
        let mut world = one_product(&[Some("true")]);
        world.grants.push(owned(&world, 1, 0, GrantStatus::Disabled));
        let hub = Hub::of(world).await;
        let action = hub.action_on_grant(Wish::Shared, next);
        hub.running("run-2");

        let error = hub.write(action).await.unwrap_err();

        assert_eq!(error.name(), "Busy", "{next:?}");
        assert!(error.to_string().contains(":run-2 holds the lease"), "{error}");
        assert!(hub.sim.calls().log.is_empty(), "{next:?} called {:#?}", hub.sim.calls().counts);
        assert!(hub.ledger.entries.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_redriven_run_takes_the_lease_that_nobody_holds() {
    let desk = Desk::default().with_running(&["run-1"]);

    passes(&desk).await.unwrap();

    assert_eq!(desk.holder(), Some("run-1".into()));
}

#[tokio::test]
async fn a_redriven_run_takes_the_lease_of_a_dead_one_and_answers_for_its_marks() {
    let desk = Desk::held_by("run-2", &["run-3"]).with_running(&["run-1"]);

    passes(&desk).await.unwrap();

    assert_eq!((desk.holder(), desk.marks()), (Some("run-1".into()), texts(&["run-3"])));
}

#[tokio::test]
async fn a_redriven_run_waits_until_nothing_of_the_dead_one_is_at_work() {
    let desk = Desk::held_by("run-2", &[]).with_running(&["run-1"]);
    desk.ends("run-2");
    desk.pass_seconds(LAST_STEP_SECONDS_MAX - 1);

    assert!(refusal(&desk).await.contains("come back"));

    desk.pass_seconds(1);
    passes(&desk).await.unwrap();
}

/// A step that was on its way when its run was stopped.
#[tokio::test]
async fn a_step_of_a_dead_run_takes_nothing() {
    for desk in [Desk::default(), Desk::held_by("run-2", &[])] {
        assert!(refusal(&desk).await.contains("redrive it"));
    }
}

#[tokio::test]
async fn a_pause_leaves_the_holder_at_work_and_keeps_a_redriven_run_away() {
    let desk = Desk::held_by("run-1", &[]);
    desk.change(|lease| lease.paused = true);
    passes(&desk).await.unwrap();

    let desk = Desk::default().with_running(&["run-1"]);
    desk.change(|lease| lease.paused = true);
    assert!(refusal(&desk).await.contains("paused"));
}

/// Somebody wants to take over from the run, which was dead; only if it is redriven may it go on.
#[tokio::test]
async fn a_holder_writes_nothing_beside_an_heir_unless_it_runs_and_strikes_it_out() {
    let desk = Desk::held_by("run-1", &[]);
    desk.change(|lease| lease.heir = Some(execution("run-2")));
    refusal(&desk).await;

    let desk = desk.with_running(&["run-1"]);
    passes(&desk).await.unwrap();
    let holder = Some(execution("run-1"));
    assert_eq!(desk.state(), LeaseState { holder, unsettled: true, ..LeaseState::default() });
}
