//! Fetch the snapshot: whole or not at all, and every experience that there is.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::experience::identity::Administrator;
use domain::experience::record::MemberRecord;
use domain::experience::snapshot::{Head, Part};
use domain::run::{Run, RunRequest};
use serde_json::{Value, json};
use steps::error::StepError;
use steps::experiences::fetch_snapshot::{Answer, Request, run};
use steps::experiences::fetched::Fetched;
use steps::experiences::item::ExperienceItem;
use steps::experiences::keys;
use steps::experiences::member::Member;
use steps::ports::experiences::Published;
use steps::ports::{ApiError, ApiResult};

use crate::support::catalog::Wire;
use crate::support::snapshots::SnapshotTable;
use crate::support::stacks::{NAME, Stacks};
use crate::support::world::{MEMBER, MEMBER_MANAGEMENT, OFFICES, SOURCE, STORES, experience, product, world};

async fn stacks() -> Stacks {
    let source = experience(SOURCE, 5, 1);
    Stacks::of(world(source, vec![experience(STORES, 0, 0), experience(OFFICES, 0, 0)])).await
}

fn run_of(account: &str) -> Run {
    let execution = format!("arn:aws:states:us-east-1:{account}:execution:marketplace-steward-sync:run-1");
    let started = "2026-11-22T01:00:00Z".to_owned();
    Run { execution: execution.parse().unwrap(), started, request: RunRequest::default() }
}

fn member(settings: Value) -> Member {
    Member { name: NAME.to_owned(), settings: serde_json::from_value(settings).unwrap() }
}

async fn fetch(stacks: &Stacks, published: &impl Published, settings: Value) -> Result<Answer, StepError> {
    let request = Request { run: run_of(MEMBER), pass: 1 };
    let aws = &stacks.aws;
    run(published, aws, &aws.prerequisites(), &stacks.bucket, &member(settings), request).await
}

fn everything() -> Value {
    json!({"follows": [{"source": SOURCE}]})
}

fn is_empty(stacks: &Stacks) -> bool {
    stacks.bucket.0.lock().unwrap().is_empty()
}

/// The table, and what happens to it between the reading of a head and of its parts.
struct Changing<'a, F> {
    table: &'a SnapshotTable,
    reads: AtomicU32,
    between: F,
}

impl<F: Fn(&SnapshotTable, u32) + Sync> Published for Changing<'_, F> {
    async fn head(&self) -> ApiResult<Option<Head>> {
        let head = self.table.head().await;
        (self.between)(self.table, self.reads.fetch_add(1, Ordering::Relaxed) + 1);
        head
    }

    async fn parts(&self, head: &Head) -> ApiResult<Vec<Part>> {
        self.table.parts(head).await
    }

    async fn record(&self, member: &str) -> ApiResult<Option<MemberRecord>> {
        self.table.record(member).await
    }
}

impl<'a, F: Fn(&SnapshotTable, u32) + Sync> Changing<'a, F> {
    fn of(stacks: &'a Stacks, between: F) -> Self {
        Self { table: &stacks.snapshots, reads: AtomicU32::new(0), between }
    }
}

#[tokio::test]
async fn finds_every_experience_over_all_pages_and_makes_an_item_of_each() {
    let stacks = stacks().await;
    stacks.publish().await;

    let answer = fetch(&stacks, &*stacks.snapshots, everything()).await.unwrap();

    assert_eq!((answer.revision, answer.experiences), (1, 2));
    let items: Vec<ExperienceItem> = stacks.file(&answer.items_key);
    assert!(items.iter().all(|item| item.found && item.follows.as_str() == SOURCE && item.revision == 1));
    assert!(serde_json::to_string(&items[0]).unwrap().len() < 1_000, "the state stays small");
    let fetched: Fetched = stacks.file(&keys::fetched(&run_of(MEMBER), 1));
    assert_eq!(fetched.administrator, Administrator::Delegated);
    assert_eq!(
        fetched.content.source(&SOURCE.parse().unwrap()).unwrap().published().unwrap().products.allowed.len(),
        5
    );
}

/// Seed defect P9: in a management account nothing is shared with oneself, and nothing found was a success.
#[tokio::test]
async fn in_a_management_account_it_finds_its_own_and_where_there_is_none_it_fails() {
    let stacks = stacks().await;
    stacks.publish().await;
    let (management, run_of) = (Wire::new(&stacks.sim, MEMBER_MANAGEMENT), run_of(MEMBER_MANAGEMENT));
    let request = Request { run: run_of.clone(), pass: 1 };
    let (table, bucket, member) = (&*stacks.snapshots, &stacks.bucket, member(everything()));

    let answer =
        run(table, &management, &management.prerequisites(), bucket, &member, request).await.unwrap();

    assert_eq!(answer.experiences, 2);
    let fetched: Fetched = stacks.file(&keys::fetched(&run_of, 1));
    assert_eq!(fetched.administrator, Administrator::ManagementAccount);

    let nobody = Stacks::of(world(experience(SOURCE, 5, 1), vec![])).await;
    nobody.publish().await;
    let error = fetch(&nobody, &*nobody.snapshots, everything()).await.unwrap_err();
    assert!(error.name() == "Invalid" && error.to_string().contains("sees no experience"), "{error}");
    assert!(is_empty(&nobody));
}

#[tokio::test]
async fn before_anything_was_published_it_says_where_to_begin() {
    let stacks = stacks().await;
    let error = fetch(&stacks, &*stacks.snapshots, everything()).await.unwrap_err();
    assert!(error.name() == "Invalid" && error.to_string().contains("start publish-experiences"), "{error}");
    assert!(is_empty(&stacks));
}

/// Seed defects P1 and P3.
#[tokio::test]
async fn a_part_that_is_missing_stops_the_run_before_any_write_and_names_the_fix() {
    let stacks = stacks().await;
    stacks.publish().await;
    stacks.snapshots.parts.lock().unwrap().clear();

    let ended = stacks.run("run-1", json!({})).await;

    let error = ended.result.unwrap_err().to_string();
    assert!(error.contains("part 1 of 1") && error.contains("start publish-experiences"), "{error}");
    assert!(is_empty(&stacks) && stacks.ours(STORES).is_empty());
}

#[tokio::test]
async fn a_text_that_is_not_the_one_of_the_head_is_refused() {
    let stacks = stacks().await;
    stacks.publish().await;
    for part in stacks.snapshots.parts.lock().unwrap().values_mut() {
        part.text = part.text.replace(&product(5), &product(9));
    }
    let error = fetch(&stacks, &*stacks.snapshots, everything()).await.unwrap_err();
    assert!(error.name() == "Invalid" && error.to_string().contains("has the checksum"), "{error}");
    assert!(is_empty(&stacks));
}

/// Seed defect P3: a snapshot that another one replaces between its head and its parts is read again, and never mixed.
#[tokio::test]
async fn a_snapshot_that_is_replaced_while_it_is_read_is_never_mixed() {
    let stacks = stacks().await;
    stacks.publish().await;
    let first = stacks.snapshots.head.lock().unwrap().clone();
    let old = stacks.snapshots.parts.lock().unwrap().clone();
    stacks.sim.approve_products(SOURCE, &[&product(99)]).unwrap();
    stacks.pass_seconds(300);
    assert_eq!(stacks.publish().await.revision, 2);
    let (second, new) =
        (stacks.snapshots.head.lock().unwrap().clone(), stacks.snapshots.parts.lock().unwrap().clone());
    *stacks.snapshots.head.lock().unwrap() = first;
    *stacks.snapshots.parts.lock().unwrap() = old;
    // The first snapshot is gone as soon as its head was read.
    let replaced = Changing::of(&stacks, |table, read| {
        if read == 1 {
            table.head.lock().unwrap().clone_from(&second);
            let mut parts = new.clone();
            parts.retain(|_, part| part.revision == 2);
            *table.parts.lock().unwrap() = parts;
        }
    });

    let answer = fetch(&stacks, &replaced, everything()).await.unwrap();

    assert_eq!((answer.revision, replaced.reads.load(Ordering::Relaxed)), (2, 2));
    let fetched: Fetched = stacks.file(&keys::fetched(&run_of(MEMBER), 1));
    let source = fetched.content.source(&SOURCE.parse().unwrap()).unwrap();
    assert!(source.published().unwrap().products.allowed.contains(&product(99).parse().unwrap()));
}

#[tokio::test]
async fn a_snapshot_that_is_replaced_again_and_again_is_given_up_after_a_few_reads() {
    let stacks = stacks().await;
    stacks.publish().await;
    let replaced = Changing::of(&stacks, |table, _| table.parts.lock().unwrap().clear());
    let error = fetch(&stacks, &replaced, everything()).await.unwrap_err();
    assert!(error.to_string().contains("it was read 4 times"), "{error}");
    assert_eq!(replaced.reads.load(Ordering::Relaxed), 4);
}

/// Seed defect P10.
#[tokio::test]
async fn settings_that_contradict_themselves_stop_the_run() {
    let stacks = stacks().await;
    stacks.publish().await;
    for (settings, told) in [
        (json!({"follows": []}), "`follows` is empty"),
        (json!({"follows": [{"source": SOURCE}, {"source": "exp-other"}]}), "`follows[0].experiences`"),
    ] {
        let error = fetch(&stacks, &*stacks.snapshots, settings).await.unwrap_err();
        assert!(error.name() == "Invalid" && error.to_string().contains(told), "{error}");
    }
    assert!(is_empty(&stacks));
}

/// The table of a management side whose release writes records in another form.
struct OddRecord<'a>(&'a SnapshotTable);

impl Published for OddRecord<'_> {
    async fn head(&self) -> ApiResult<Option<Head>> {
        self.0.head().await
    }

    async fn parts(&self, head: &Head) -> ApiResult<Vec<Part>> {
        self.0.parts(head).await
    }

    async fn record(&self, _: &str) -> ApiResult<Option<MemberRecord>> {
        let (code, message) = (ApiError::UNREADABLE.to_owned(), "missing field `settled`".to_owned());
        Err(ApiError { operation: "dynamodb:GetItem", code, message, status: 200 })
    }
}

/// It is replaced at the end of the run; if it were an error it would be one for ever.
#[tokio::test]
async fn an_own_record_that_cannot_be_read_is_none() {
    let stacks = stacks().await;
    stacks.publish().await;

    let answer = fetch(&stacks, &OddRecord(&stacks.snapshots), everything()).await.unwrap();

    assert_eq!(answer.experiences, 2);
}
