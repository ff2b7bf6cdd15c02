//! What a run tells: its report, and the record for the management side.

use domain::experience::record::MemberRecord;
use domain::experience::report::Ended;
use domain::report::Class;
use domain::run::{Run, RunRequest};
use serde_json::json;
use steps::experiences::report_experiences::{self, Request};
use steps::ports::experiences::Telling;
use steps::ports::{ApiError, ApiResult};

use crate::support::stacks::{NAME, Stacks, execution};
use crate::support::world::{OFFICES, SOURCE, STORES, experience, world};

async fn stacks() -> Stacks {
    let members = vec![experience(STORES, 0, 0), experience(OFFICES, 4, 0)];
    let stacks = Stacks::of(world(experience(SOURCE, 4, 0), members)).await;
    stacks.publish().await;
    stacks
}

fn record(stacks: &Stacks) -> MemberRecord {
    stacks.snapshots.records.lock().unwrap()[NAME].clone()
}

/// Seed defect P15: nothing but a time was told, and it was told of nothing as well.
#[tokio::test]
async fn the_management_side_is_told_revision_time_counts_and_whether_it_is_as_wanted() {
    let stacks = stacks().await;

    assert_eq!(stacks.run("run-1", json!({})).await.result, Ok(()));

    let told = record(&stacks);
    assert_eq!((told.revision, told.experiences.len()), (1, 2));
    assert!(told.at.starts_with("20") && told.at.ends_with('Z'), "{}", told.at);
    assert!(told.experiences.iter().all(|one| one.settled && one.failures.is_empty()));
    let stores = told.experiences.iter().find(|one| one.experience.as_str() == STORES).unwrap();
    assert_eq!((stores.counts.allow, stores.follows.as_str()), (4, SOURCE));
    assert!(stacks.publish().await.members_behind.is_empty());
}

#[tokio::test]
async fn an_hour_in_which_nothing_changes_changes_nothing() {
    let stacks = stacks().await;
    stacks.run("run-1", json!({})).await;
    stacks.sim.reset_calls();

    assert_eq!(stacks.run("run-2", json!({})).await.result, Ok(()));

    let calls = stacks.sim.calls();
    assert_eq!(calls.mutating(), 0);
    // Two experiences: each itself, then its policy.
    assert_eq!(calls.of("marketplace-catalog.BatchDescribeEntities"), 4);
    assert_eq!(stacks.report("run-2").summary.unchanged, 2);
}

#[tokio::test]
async fn what_failed_is_told_and_the_run_is_red_with_its_name() {
    let stacks = stacks().await;
    stacks.sim.fail_change_sets(crate::support::world::MEMBER, 100);

    let ended = stacks.run("run-1", json!({})).await;

    let error = ended.result.unwrap_err();
    assert!(error.name() == "ExperiencesFailed" && error.to_string().contains(STORES), "{error}");
    let row = stacks.row("run-1", STORES);
    assert_eq!((row.ended, row.class, row.left), (Ended::Failed, Some(Class::Throttled), 4));
    assert!(row.console.unwrap().contains("Experiences:exp-stores0000000"));
    let told = record(&stacks);
    let stores = told.experiences.iter().find(|one| one.experience.as_str() == STORES).unwrap();
    assert!(!stores.settled && stores.failures[0].contains("SERVER_FAULT"), "{stores:?}");
    assert_eq!(stacks.publish().await.members_behind, [NAME]);
}

/// A management side that takes nothing from us any more.
struct Refusing(&'static str);

impl Telling for Refusing {
    async fn tell(&self, _: &MemberRecord) -> ApiResult<()> {
        let (code, message) = (self.0.to_owned(), "not you".to_owned());
        Err(ApiError { operation: "sts:AssumeRole", code, message, status: 400 })
    }
}

#[tokio::test]
async fn a_management_side_that_cannot_be_told_is_a_failure_with_a_report() {
    let stacks = stacks().await;
    stacks.run("run-1", json!({})).await;
    let request = Request {
        run: Run {
            execution: execution("run-1"),
            started: "2026-11-22T01:00:00Z".into(),
            request: RunRequest::default(),
        },
        pass: 1,
        map_run: None,
    };
    let (bucket, clock) = (&stacks.bucket, &stacks.watch);

    let refused = Refusing("AccessDenied");
    let answer = report_experiences::run(bucket, &refused, clock, NAME, request.clone()).await.unwrap();
    assert_eq!((answer.failed, answer.summary.failed), (1, 0));
    assert!(
        answer.failures[0].contains("was not told of this run")
            && answer.failures[0].contains("sts:AssumeRole")
    );
    assert!(stacks.text("runs/run-1/report.md").contains("was not told of this run"));

    let busy = Refusing("ThrottlingException");
    let error = report_experiences::run(bucket, &busy, clock, NAME, request).await.unwrap_err();
    assert_eq!(error.name(), "Throttled", "it is sent again");
}

#[tokio::test]
async fn a_child_that_ended_without_a_word_is_a_failure() {
    let stacks = stacks().await;
    stacks.run("run-1", json!({})).await;
    stacks.bucket.0.lock().unwrap().remove("runs/run-1/pass-01/outcomes/exp-stores0000000.json");
    let run = Run {
        execution: execution("run-1"),
        started: "2026-11-22T01:00:00Z".into(),
        request: RunRequest::default(),
    };
    let request = Request { run, pass: 1, map_run: None };
    let table = &*stacks.snapshots;
    let answer = report_experiences::run(&stacks.bucket, table, &stacks.watch, NAME, request).await.unwrap();
    assert_eq!(answer.failed, 1);
    assert!(answer.failures[0].contains("ended without an outcome"), "{:?}", answer.failures);
    assert_eq!(stacks.row("run-1", STORES).done.allow, 4, "what it did is known all the same");
}
