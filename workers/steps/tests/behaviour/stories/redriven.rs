//! A run that failed or was stopped, and that somebody redrives in the console.

use domain::policy::TAG_KEY;
use domain::report::{ActionResult, Report, Row};
use serde_json::json;
use sim::{Failure, GrantStatus};
use tokio::sync::Notify;

use crate::support::execution::Execution;
use crate::support::hub::{Hub, execution};
use crate::support::world::{foreign, id, world};

fn refuse_creations() -> Failure {
    Failure::Refuse {
        operation: "CreateGrant".to_owned(),
        code: "AccessDeniedException".to_owned(),
        message: "an SCP says no".to_owned(),
    }
}

/// Three accounts with three products each; the second account failed, and its cause is gone again.
async fn failed() -> (Hub, Execution) {
    let hub = Hub::of(world(&[Some("true"), Some("true"), Some("true")])).await;
    hub.sim.break_account(&id(2), refuse_creations());
    let mut run = Execution::of("run-1", json!({}));
    let ended = hub.drive(&mut run, false, &mut async |_: &Hub| ()).await;
    assert_eq!(ended.result.unwrap_err().name(), "AccountsFailed");
    assert_eq!(hub.lease.state.lock().unwrap().holder, None);
    hub.sim.heal_account(&id(2));
    hub.sim.reset_calls();
    (hub, run)
}

#[tokio::test]
async fn goes_on_with_exactly_what_failed() {
    let (hub, mut run) = failed().await;
    let tried = hub.ledger.entries.lock().unwrap().len();

    hub.redrive(&mut run).await.result.unwrap();

    assert_eq!(hub.sim.calls().mutating(), 6, "created and activated: {:#?}", hub.sim.calls().counts);
    let entries = hub.ledger.entries.lock().unwrap().len();
    assert_eq!(entries - tried, 6);
    let summary = hub.report("run-1").summary;
    assert_eq!((summary.changed, summary.failed), (9, 0), "the report is about the whole run");
    hub.assert_converged();
    assert_eq!(hub.lease.state.lock().unwrap().holder, None);
}

#[tokio::test]
async fn fails_again_while_the_cause_is_there_and_heals_with_a_later_redrive() {
    let (hub, mut run) = failed().await;
    hub.sim.break_account(&id(2), refuse_creations());

    let error = hub.redrive(&mut run).await.result.unwrap_err();
    assert!(error.name() == "AccountsFailed" && error.to_string().contains(&id(2)), "{error}");

    hub.sim.heal_account(&id(2));
    hub.redrive(&mut run).await.result.unwrap();
    hub.assert_converged();
}

/// Also what no action was about: a redriven run looks at a part only.
#[tokio::test]
async fn tells_of_the_rest_what_it_told_before() {
    let mut world = world(&[Some("true"), Some("true")]);
    world.grants.push(foreign(&world, 1, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    hub.sim.break_account(&id(2), refuse_creations());
    let mut run = Execution::of("run-1", json!({}));
    hub.drive(&mut run, false, &mut async |_: &Hub| ()).await.result.unwrap_err();
    let skipped = |report: Report| -> Vec<Row> {
        report.outcomes.into_iter().filter(|row| row.result == ActionResult::Skipped).collect()
    };
    let before = skipped(hub.report("run-1"));
    hub.sim.heal_account(&id(2));

    hub.redrive(&mut run).await.result.unwrap();

    assert_eq!((before.len(), skipped(hub.report("run-1"))), (1, before));
}

/// Both ways to rerun, one after the other.
#[tokio::test]
async fn writes_nothing_when_another_run_has_put_it_right() {
    let (hub, mut run) = failed().await;
    hub.run("run-2", json!({"only": {"accounts": [id(2)]}})).await.result.unwrap();
    hub.sim.reset_calls();

    hub.redrive(&mut run).await.result.unwrap();

    assert_eq!(hub.sim.calls().mutating(), 0, "{:#?}", hub.sim.calls().counts);
    assert_eq!(hub.report("run-1").summary.failed, 0);
}

#[tokio::test]
async fn says_who_holds_the_lease_and_takes_it_when_that_run_is_over() {
    let (hub, mut run) = failed().await;
    hub.running("run-2");

    let error = hub.redrive(&mut run).await.result.unwrap_err();

    assert!(error.name() == "Busy" && error.to_string().contains("run-2"), "{error}");
    assert_eq!(hub.lease.state.lock().unwrap().holder, Some(execution("run-2")));
    hub.kill("run-2");
    hub.redrive(&mut run).await.result.unwrap();
    hub.assert_converged();
}

/// Stopped at any of its waits: in a child, or between two passes.
#[tokio::test]
async fn takes_up_each_child_where_it_stood_when_the_run_was_stopped() {
    for stops_at in [1, 5, 12, 13] {
        let hub = Hub::of(world(&[Some("true"), Some("true")])).await;
        let mut run = Execution::of("run-1", json!({}));
        let stopped = Notify::new();
        let mut waits = 0;
        let mut stops = async |_: &Hub| {
            waits += 1;
            if waits == stops_at {
                stopped.notify_one();
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            ended = hub.drive(&mut run, false, &mut stops) => panic!("{ended:?}"),
            () = stopped.notified() => hub.kill("run-1"),
        }

        hub.redrive(&mut run).await.result.unwrap();

        hub.assert_converged();
        let created = hub.ledger.entries_of("license-manager:CreateGrant").len();
        assert_eq!((created, hub.given().len()), (6, 6), "stopped at wait {stops_at}");
        assert_eq!(hub.report("run-1").summary.changed, 6, "stopped at wait {stops_at}");
    }
}

/// What was redriven before its end looks once, not once more because of the redrive.
#[tokio::test]
async fn ends_as_one_that_was_never_stopped_when_it_was_redriven_before_its_end() {
    let hub = Hub::of(world(&[Some("true")])).await;
    hub.set_policy("[guard]\nrevocations_maximum = 1\n");
    let mut run = Execution::of("run-1", json!({}));
    let error = hub.drive(&mut run, false, &mut async |_: &Hub| ()).await.result.unwrap_err();
    assert_eq!(error.name(), "Invalid");
    hub.allow_every_revocation();

    let ended = hub.redrive(&mut run).await;

    ended.result.unwrap();
    assert_eq!(ended.passes, 2, "one that writes, one that finds nothing left");
}

#[tokio::test]
async fn looks_at_all_again_when_the_guard_had_stopped_it() {
    let hub = Hub::of(world(&[Some("true"), Some("true")])).await;
    hub.run("run-1", json!({})).await.result.unwrap();
    hub.sim.tag_account(&id(1), TAG_KEY, "false").unwrap();
    hub.set_policy("[guard]\nrevocations_max = 1\n");
    let mut run = Execution::of("run-2", json!({"look_closer": [id(1)]}));
    let error = hub.drive(&mut run, false, &mut async |_: &Hub| ()).await.result.unwrap_err();
    assert!(error.name() == "Invalid" && error.to_string().contains("guard"), "{error}");

    hub.allow_every_revocation();
    hub.redrive(&mut run).await.result.unwrap();

    assert!(hub.live(1).is_empty());
}
