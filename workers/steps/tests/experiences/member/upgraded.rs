//! A run that an older version began and that this version ends (P11). See `tests/fixtures/README.md`.
//!
//! It waited for an answer, and for a change set, while this version was deployed.

use domain::experience::report::Ended;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sim::WorldFile;
use steps::experiences::item::ExperienceItem;
use steps::experiences::{conclude_experience, report_experiences};

use crate::support::stacks::{NAME, Stacks};
use crate::support::world::{MEMBER, OFFICES, STORES, product};

/// The run that version 1 began.
const RUN: &str = "snapshot-20261122T020000Z-fedcba987654";
/// The files of its pass.
const FILES: [&str; 7] = [
    "items.json",
    "snapshot.json",
    "outcomes/exp-archived00000.json",
    "plans/exp-archived00000.json",
    "plans/exp-offices000000.json",
    "plans/exp-stores0000000.json",
    "work/exp-offices000000.json",
];

fn old<T: DeserializeOwned>(path: &str) -> T {
    let file = format!("{}/tests/fixtures/v1/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| {
        panic!(
            "{path} of version 1: {error}; payload compatibility (P11) is broken: a run of that version that is in flight \
             would stop here. Give what is new a serde default that means what the older version meant; never change the \
             fixture. See workers/steps/tests/fixtures/README.md"
        )
    })
}

/// What the state machine of version 1 sends to a step.
fn request<T: DeserializeOwned>(step: &str) -> T {
    let payload: Value = old(&format!("steps/{step}.json"));
    serde_json::from_value(payload["request"].clone())
        .unwrap_or_else(|error| panic!("{step} of version 1: {error}; see tests/fixtures/README.md"))
}

/// The keys of all that it left in the bucket.
fn keys() -> Vec<String> {
    let question = format!("runs/{RUN}/questions/exp-stores0000000-01-1.json");
    let of_the_pass = FILES.iter().map(|file| format!("runs/{RUN}/pass-01/{file}"));
    of_the_pass.chain([question, "quarantine.json".to_owned()]).collect()
}

/// The organizations in which version 1 began the run, and its files.
async fn stacks() -> Stacks {
    let stacks = Stacks::of(old::<WorldFile>("experiences.json")).await;
    stacks.sim.set_product_known(MEMBER, &product(3), false);
    stacks.running(RUN);
    for key in keys() {
        stacks.put(&key, &old::<Value>(&format!("bucket/{key}")));
    }
    stacks
}

#[tokio::test]
async fn a_run_that_an_older_version_planned_and_asked_about_is_ended_by_this_one() {
    let stacks = stacks().await;

    for step in ["compare-of-an-approval", "start-change-set"] {
        let item = stacks.worked(&stacks.aws, request(step)).await;
        conclude_experience::run(&stacks.bucket, item).await.unwrap();
    }
    let request = request("report-experiences");
    let (table, clock) = (&*stacks.snapshots, &stacks.watch);
    let answer = report_experiences::run(&stacks.bucket, table, clock, NAME, request).await.unwrap();

    assert_eq!((answer.summary.changed, answer.summary.skipped, answer.failed), (2, 1, 0));
    for id in [STORES, OFFICES] {
        stacks.assert_like_the_source(id, &[product(3)]);
    }
    let stores = stacks.row(RUN, STORES);
    assert_eq!((stores.ended, stores.done.withdrawals), (Ended::Changed, 20));
    assert!(stores.answer.unwrap().by.is_some());
    assert_eq!(stacks.row(RUN, OFFICES).held.len(), 1, "what was in quarantine");
    assert_eq!(stacks.quarantine(), [format!("allow {}", product(3))]);
}

#[tokio::test]
async fn what_an_older_version_sends_to_the_other_steps_is_read() {
    for step in ["compare", "check-change-set", "conclude-experience"] {
        request::<ExperienceItem>(step);
    }
    request::<steps::experiences::fetch_snapshot::Request>("fetch-snapshot");
}
