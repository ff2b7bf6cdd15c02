//! A run that an older version began and that this version ends (P11). See `tests/fixtures/README.md`.

use domain::approval::Record;
use domain::plan::{Decision, Progress};
use domain::report::{ActionResult, Class, PlanFile};
use domain::work::Item;
use serde::de::DeserializeOwned;
use serde_json::json;
use sim::{Failure, WorldFile};
use steps::snapshot::PassRequest;
use steps::{answer, ask, conclude_target, diff, finish, report, settle};

use crate::support::hub::Hub;
use crate::support::tables::Bucket;
use crate::support::waiting::Waiting;
use crate::support::world::id;

/// The run that version 1 began.
const RUN: &str = "tag-20261122T010000Z-b4c615bf0ddb";
/// What another run of version 1 asked.
const QUESTION: &str = "runs/snapshot-20261122T020000Z-0123456789ab/questions/exp-hf00default00-01-1.json";
/// Where its files lie, below `bucket`.
const PASS: &str = "runs/tag-20261122T010000Z-b4c615bf0ddb/pass-01";

fn text(path: &str) -> String {
    let path = format!("{}/tests/fixtures/v1/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn old<T: DeserializeOwned>(path: &str) -> T {
    serde_json::from_str(&text(path)).unwrap_or_else(|error| {
        panic!(
            "{path} of version 1: {error}; payload compatibility (P11) is broken: a run of that version that is in flight \
             would stop here. Give what is new a serde default that means what the older version meant; never change the \
             fixture. See workers/steps/tests/fixtures/README.md"
        )
    })
}

/// What the state machine of version 1 sends to a step.
fn request<T: DeserializeOwned>(step: &str) -> T {
    let payload: serde_json::Value = old(&format!("steps/{step}.json"));
    serde_json::from_value(payload["request"].clone()).unwrap_or_else(|error| {
        panic!("{step} of version 1: {error}; payload compatibility (P11) is broken, see tests/fixtures/README.md")
    })
}

/// The organization in which version 1 began the run, and these of the run's files.
async fn hub(files: &[String]) -> Hub {
    let hub = Hub::of(old::<WorldFile>("world.json")).await;
    hub.sim.link_license_manager(false);
    hub.sim.break_account(
        &id(3),
        Failure::Refuse {
            operation: "CreateGrant".to_owned(),
            code: "AccessDeniedException".to_owned(),
            message: "not you".to_owned(),
        },
    );
    hub.running(RUN);
    for file in files {
        let body = text(&format!("bucket/{file}")).into_bytes();
        hub.bucket.0.lock().unwrap().insert(file.clone(), body);
    }
    hub
}

/// Its four targets: one to share with, one to take back from, one that AWS refuses, one to activate.
fn outcomes() -> Vec<String> {
    (1..=4).map(|account| format!("{PASS}/outcomes/{}-1.json", id(account))).collect()
}

#[tokio::test]
async fn a_run_that_an_older_version_planned_is_applied_and_ended_by_this_one() {
    let hub = hub(&["policy.toml".to_owned(), format!("{PASS}/work.json")]).await;

    let mut red = Vec::new();
    for mut item in old::<Vec<Item>>(&format!("bucket/{PASS}/work.json")) {
        for action in &mut item.actions {
            *action = hub.followed(action.clone()).await;
        }
        red.extend(conclude_target::run(&hub.bucket, item).await.err());
    }
    settle::run(&hub.bucket, request("settle")).await.unwrap();
    let next = PassRequest { pass: 2, ..request("list-accounts") };
    hub.pass_seconds(60);
    hub.list(&next).await.unwrap();
    let planned = diff::run(&hub.bucket, next.clone()).await.unwrap();
    let told = report::run(&hub.bucket, next.into()).await.unwrap();

    assert_eq!((hub.statuses(1), hub.statuses(4)), (vec!["ACTIVE"], vec!["ACTIVE"]));
    assert!(hub.live(2).is_empty() && hub.live(3).is_empty());
    assert_eq!(red.len(), 1, "{red:?}");
    assert!(red[0].to_string().contains(&id(3)), "{}", red[0]);
    assert_eq!(planned.next, diff::Next::Report, "what failed is not tried again in the run");
    let told_then: finish::Request = request("finish");
    assert_eq!(told.summary, told_then.report.summary, "as version 1 ended it");
    assert_eq!(hub.row(RUN, 3).class, Some(Class::Denied));
    hub.assert_every_write_is_in_the_ledger();
}

#[tokio::test]
async fn what_an_older_version_did_is_counted_as_it_counted_it() {
    let hub = hub(&outcomes()).await;

    let settled = settle::run(&hub.bucket, request("settle")).await.unwrap();

    assert_eq!((settled.failed, settled.waiting), (1, 0));
    let file = format!("runs/{RUN}/progress.json");
    let then: Progress = old(&format!("bucket/{file}"));
    let now: Progress = hub.file(&file);
    assert_eq!(json!(now), json!(then));
    assert_eq!((now.revocations, now.held.len()), (1, 1));
}

#[tokio::test]
async fn what_failed_under_an_older_version_is_not_tried_again_in_its_run() {
    let hub = hub(&["policy.toml".to_owned(), format!("runs/{RUN}/progress.json")]).await;
    let next = PassRequest { pass: 2, ..request("list-accounts") };
    hub.list(&next).await.unwrap();

    let planned = diff::run(&hub.bucket, next).await.unwrap();

    let plan: PlanFile = hub.file(&planned.plan_key);
    let held: Vec<_> = plan.rows.iter().filter(|row| row.decision == Decision::Hold).collect();
    assert_eq!(held.len(), 1, "{:?}", plan.rows);
    assert_eq!(held[0].account.as_str(), id(3));
}

#[tokio::test]
async fn a_child_that_failed_under_an_older_version_is_told_with_its_reason() {
    let hub = hub(&[]).await;
    let item: Item = request("conclude-target-of-a-failure");
    let file = format!("{PASS}/outcomes/{}.json", item.item);

    let error = conclude_target::run(&hub.bucket, item).await.unwrap_err();

    assert!(error.to_string().contains(&id(3)) && error.to_string().contains("not you"), "{error}");
    let told: Item = hub.file(&file);
    let outcome = told.actions[0].outcome.clone().unwrap();
    assert_eq!((outcome.result, outcome.class), (ActionResult::Failed, Some(Class::Denied)));
}

/// The run asked under version 1, waits over a deployment, and its Task is tried again before a person answers.
#[tokio::test]
async fn a_question_of_an_older_version_is_asked_and_answered_by_this_one() {
    let (bucket, tasks) = (Bucket::default(), Waiting::default());
    let question: Record = old(&format!("bucket/{QUESTION}"));
    bucket.0.lock().unwrap().insert(QUESTION.to_owned(), text(&format!("bucket/{QUESTION}")).into_bytes());
    let token = question.token.as_ref().unwrap().reveal();
    tasks.begins(token);

    ask::run(&bucket, &tasks, request("ask")).await.unwrap();
    let answer = answer::run(&bucket, &tasks, request("answer")).await.unwrap();

    assert_eq!(answer.given, [question.name]);
    assert_eq!(tasks.given(token).unwrap().decision, answer.decision);
}
