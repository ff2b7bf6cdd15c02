//! A run that takes everything back (P12): what it takes, what it leaves, what it asks, and what goes on after it.

use domain::approval::{Decision, Record};
use domain::report::{ActionResult, Class};
use domain::retire::{Aftermath, Switch};
use domain::run::{Run, RunRequest};
use domain::work::Caught;
use serde_json::json;
use sim::{Failure, GrantStatus, GrantView};
use steps::diff;
use steps::snapshot::PassRequest;
use steps::take_lease::Answer as Lease;

use crate::support::hub::Hub;
use crate::support::retiring::{Around, Retiring, all_stopped, approving, deciding};
use crate::support::truth::is_owned;
use crate::support::world::{foreign, id, owned, world};

/// Two accounts with three products each, one that lost its tag long ago, one with a grant of a person; and one with a
/// grant in every status.
async fn shared() -> Hub {
    let mut world = world(&[Some("true"), Some("true"), None, None]);
    for product in 0..3 {
        world.grants.push(owned(&world, 1, product, GrantStatus::Active));
        world.grants.push(owned(&world, 2, product, GrantStatus::Disabled));
    }
    world.grants.push(owned(&world, 3, 0, GrantStatus::FailedWorkflow));
    world.grants.push(owned(&world, 3, 1, GrantStatus::PendingAccept));
    world.grants.push(foreign(&world, 4, 0, GrantStatus::Active));
    let mut look_alike = owned(&world, 4, 1, GrantStatus::Active);
    look_alike.tags.clear();
    world.grants.push(look_alike);
    Hub::of(world).await
}

fn owned_live(hub: &Hub) -> Vec<GrantView> {
    hub.given().into_iter().filter(|grant| is_owned(grant) && !grant.status.is_terminal()).collect()
}

fn foreign_live(hub: &Hub) -> usize {
    hub.given().iter().filter(|grant| !is_owned(grant) && !grant.status.is_terminal()).count()
}

fn paused(hub: &Hub) -> bool {
    hub.lease.state.lock().unwrap().paused
}

#[tokio::test]
async fn takes_back_every_grant_of_ours_and_no_other() {
    let hub = shared().await;
    let mut run = Retiring::of("retire-1", json!({}));
    hub.retire_with(&mut run, &mut approving()).await.unwrap();

    assert_eq!(owned_live(&hub), []);
    assert_eq!(foreign_live(&hub), 2);
    hub.assert_every_write_is_in_the_ledger();
    assert!(run.stopped && !run.removed_guard_rail);
    let summary = hub.report("retire-1").summary;
    assert_eq!((summary.changed, summary.failed, summary.skipped), (8, 0, 2));
    let told = hub.text("runs/retire-1/report.md").await;
    for part in ["a-rule", "a-schedule", "All runs stay paused", "MarketplaceStewardHub"] {
        assert!(told.contains(part), "{part}: {told}");
    }

    hub.sim.reset_calls();
    let mut again = Retiring::of("retire-2", json!({}));
    hub.retire_with(&mut again, &mut approving()).await.unwrap();
    assert_eq!(
        again.asked[0].covers.len(),
        1,
        "what only bears our name is found out when it is to be deleted"
    );
    assert_eq!(hub.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn every_run_that_comes_during_it_or_after_it_ends_as_paused() {
    let hub = shared().await;
    let mut during = Vec::new();
    let mut around = Around {
        person: async |_: &Hub, _: &Record| Some(Decision::Approve),
        at_every_wait: async |hub: &Hub| {
            let name = format!("share-{}", hub.sim.now().epoch_milliseconds());
            during.push(Box::pin(hub.run(&name, json!({}))).await.lease.unwrap());
        },
        twice: false,
        aftermath: all_stopped(),
    };
    hub.retire_with(&mut Retiring::of("retire-1", json!({})), &mut around).await.unwrap();
    drop(around);
    assert!(!during.is_empty() && during.iter().all(|answer| *answer == Lease::Paused), "{during:?}");
    let after = hub.run("share-after", json!({})).await;
    assert!(matches!(after.lease, Some(Lease::Paused)), "{after:?}");
    assert_eq!(owned_live(&hub), []);

    // What is paused can be undone.
    hub.run("share-again", json!({"pause": false})).await.result.unwrap();
    assert_eq!(owned_live(&hub).len(), 6);
}

#[tokio::test]
async fn nothing_is_written_before_a_person_approved() {
    let hub = shared().await;
    for (name, decision) in [("rejected", Some(Decision::Reject)), ("unanswered", None)] {
        let mut run = Retiring::of(name, json!({}));
        let error = hub.retire_with(&mut run, &mut deciding(decision)).await.unwrap_err();
        let how = if decision.is_some() { "rejected by answer" } else { "nobody answered" };
        assert!(error.name() == "Invalid" && error.to_string().contains(how), "{error}");
        assert_eq!(run.asked.len(), 1);
        assert_eq!(run.asked[0].covers.len(), 9, "those that are ours by name");
        assert!(!run.stopped, "what starts runs goes on");
        assert!(!paused(&hub), "the pause that it began is over");
        assert_eq!(hub.sim.calls().mutating(), 0);
    }
    assert_eq!(owned_live(&hub).len(), 8);
    let share = hub.run("share-1", json!({})).await;
    assert!(matches!(share.lease, Some(Lease::Go { .. })), "{share:?}");
}

#[tokio::test]
async fn a_pause_of_an_operator_outlives_a_refusal() {
    let hub = shared().await;
    let _ = hub.run("pause", json!({"pause": true})).await;
    let mut run = Retiring::of("retire-1", json!({}));
    hub.retire_with(&mut run, &mut deciding(Some(Decision::Reject))).await.unwrap_err();
    assert!(paused(&hub));

    // Also one that comes while it asks.
    let _ = hub.run("go-on", json!({"pause": false})).await;
    let mut around = Around {
        person: async |_: &Hub, _: &Record| Some(Decision::Reject),
        at_every_wait: async |hub: &Hub| {
            let _ = Box::pin(hub.run("pause-too", json!({"pause": true}))).await;
        },
        twice: false,
        aftermath: all_stopped(),
    };
    hub.retire_with(&mut Retiring::of("retire-2", json!({})), &mut around).await.unwrap_err();
    assert!(paused(&hub));
}

/// A Diff that is delivered again while the run waits leaves what the answer needs.
#[tokio::test]
async fn a_question_that_is_asked_twice_can_still_be_answered() {
    let hub = shared().await;
    let mut around = Around {
        person: async |hub: &Hub, record: &Record| {
            let request = RunRequest { retire: true, ..RunRequest::default() };
            let started = "2026-11-22T01:00:00Z".to_owned();
            let run = Run { execution: record.run.clone(), started, request };
            let again = diff::run(&hub.bucket, PassRequest { run, pass: 1, first_pass: 1 }).await.unwrap();
            assert_eq!((again.next, again.question.unwrap().name), (diff::Next::Ask, record.name.clone()));
            Some(Decision::Approve)
        },
        at_every_wait: async |_: &Hub| (),
        twice: true,
        aftermath: all_stopped(),
    };
    let mut run = Retiring::of("retire-1", json!({}));
    hub.retire_with(&mut run, &mut around).await.unwrap();
    assert_eq!((run.asked.len(), owned_live(&hub).len()), (1, 0));
    hub.assert_every_write_is_in_the_ledger();
}

#[tokio::test]
async fn what_came_after_the_question_is_asked_for_anew() {
    let hub = shared().await;
    hub.let_a_person_in();
    let license = hub.world.licenses[2].arn.clone();
    let mut around = Around {
        // While the person thinks, somebody shares in our name.
        person: async |hub: &Hub, record: &Record| {
            if record.name.as_str() == "pass-01" {
                crate::seeds::a_person_shares_as_us(hub, &id(3), &license).await;
            }
            Some(Decision::Approve)
        },
        at_every_wait: async |_: &Hub| (),
        twice: false,
        aftermath: all_stopped(),
    };
    let mut run = Retiring::of("retire-1", json!({}));
    hub.retire_with(&mut run, &mut around).await.unwrap();
    let asked: Vec<_> = run.asked.iter().map(|record| record.covers.len()).collect();
    assert_eq!(asked, [9, 1]);
    assert_eq!(owned_live(&hub), []);
}

#[tokio::test]
async fn says_what_would_be_taken_back_and_does_nothing_else() {
    let hub = shared().await;
    let mut run = Retiring::of("plan", json!({"plan_only": true}));
    hub.retire_with(&mut run, &mut approving()).await.unwrap();
    assert!(run.asked.is_empty() && !run.stopped && !paused(&hub));
    assert_eq!(hub.sim.calls().mutating(), 0);
    let report = hub.report("plan");
    assert_eq!((report.summary.planned, report.summary.failed), (9, 0));
    assert!(hub.text("runs/plan/report.md").await.contains("To take back: 9"));
}

fn refuse_deletions() -> Failure {
    Failure::Refuse {
        operation: "DeleteGrant".to_owned(),
        code: "AccessDeniedException".to_owned(),
        message: "an SCP says no".to_owned(),
    }
}

#[tokio::test]
async fn what_cannot_be_taken_back_is_told_with_why_and_a_redrive_finishes() {
    let hub = shared().await;
    hub.sim.break_account(&id(2), refuse_deletions());
    let mut run = Retiring::of("retire-1", json!({"remove_guard_rail": true}));
    let error = hub.retire_with(&mut run, &mut approving()).await.unwrap_err();
    assert_eq!(error.name(), "AccountsFailed");
    let told = error.to_string();
    assert!(told.contains("3 left") && told.contains(&id(2)) && told.contains("Denied"), "{told}");
    assert_eq!(owned_live(&hub).len(), 3);
    assert!(paused(&hub) && run.stopped && !run.removed_guard_rail);
    assert!(hub.text("runs/retire-1/report.md").await.contains("The guard rail stays"));

    hub.sim.heal_account(&id(2));
    run.redrive();
    hub.retire_with(&mut run, &mut approving()).await.unwrap();
    assert_eq!(owned_live(&hub), []);
    assert!(paused(&hub) && run.removed_guard_rail);
    assert_eq!(run.asked.len(), 1, "what was approved stays approved");
    assert!(hub.text("runs/retire-1/report.md").await.contains("The guard rail is removed by the run"));
}

#[tokio::test]
async fn what_cannot_be_stopped_is_told_and_what_is_not_there_is_fine() {
    let hub = shared().await;
    let switch = |name: &str, error: &str| {
        let failure = Caught { error: error.to_owned(), cause: "AWS says so".to_owned() };
        Switch { name: name.to_owned(), failure: Some(failure) }
    };
    let mut around = approving();
    around.aftermath = Aftermath {
        rules: vec![switch("lost-rule", "EventBridge.ResourceNotFoundException")],
        schedules: vec![switch("stuck", "Scheduler.AccessDeniedException")],
        guard_rail: None,
    };
    let mut run = Retiring::of("retire-1", json!({}));
    let error = hub.retire_with(&mut run, &mut around).await.unwrap_err().to_string();
    assert!(
        error.contains("schedule stuck could not be disabled") && !error.contains("lost-rule"),
        "{error}"
    );
}

#[tokio::test]
async fn a_run_at_work_is_in_its_way_and_named() {
    let hub = shared().await;
    hub.running("share-1");
    let error = hub.retire("retire-1").await.unwrap_err();
    assert!(error.name() == "Busy" && error.to_string().contains("share-1 is at work"), "{error}");
    assert!(!paused(&hub), "the run at work goes on");
    hub.kill("share-1");
    hub.retire("retire-2").await.unwrap();
    assert_eq!(owned_live(&hub), []);
}

#[tokio::test]
async fn a_grant_that_only_bears_our_name_is_left_and_told() {
    let hub = shared().await;
    hub.retire("retire-1").await.unwrap();
    let report = hub.report("retire-1");
    let left: Vec<_> = report
        .outcomes
        .iter()
        .filter(|row| row.account.as_str() == id(4))
        .map(|row| (row.result, row.class))
        .collect();
    assert_eq!(left, [(ActionResult::Skipped, Some(Class::Foreign)); 2]);
}
