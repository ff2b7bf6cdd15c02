//! The optional mirrors, read and written back.

use domain::experience::details::Described;
use domain::experience::identity::{Administrator, EntityId, ExperienceId};
use domain::experience::report::Ended;
use domain::report::Class;
use serde_json::{Value, json};
use sim::{BrandingEntry, ExperienceEntry, ExperienceStatus};

use steps::experiences::report_experiences::Request;
use steps::experiences::{conclude_experience, report_experiences};
use steps::ports::experiences::{Catalog, EntityKind};
use steps::ports::{ApiResult, Page};

use crate::support::catalog::Wire;
use crate::support::stacks::{NAME, Stacks};
use crate::support::world::{MEMBER, SOURCE, STORES, experience, world};

fn branded(id: &str, title: &str, logo: &str) -> ExperienceEntry {
    ExperienceEntry {
        branding: Some(BrandingEntry {
            title: Some(title.to_owned()),
            logo_url: Some(logo.to_owned()),
            ..BrandingEntry::default()
        }),
        ..experience(id, 2, 0)
    }
}

fn settings(stacks: &Stacks, settings: Value) {
    *stacks.settings.lock().unwrap() = serde_json::from_value(settings).unwrap();
}

#[tokio::test]
async fn branding_and_status_follow_when_asked_for_and_what_was_applied_is_remembered() {
    let source = branded(SOURCE, "Ours", "https://assets.example.com/logo.png");
    let disabled = ExperienceEntry { status: ExperienceStatus::Disabled, ..experience(STORES, 0, 0) };
    let stacks = Stacks::of(world(source, vec![disabled])).await;
    stacks.publish().await;
    assert_eq!(stacks.run("run-1", json!({})).await.result, Ok(()));
    assert_eq!(
        stacks.row("run-1", STORES).ended,
        Ended::Skipped,
        "nothing is mirrored unless it is asked for"
    );

    settings(&stacks, json!({"follows": [{"source": SOURCE}], "mirror": {"status": true, "branding": true}}));
    assert_eq!(stacks.run("run-2", json!({})).await.result, Ok(()));

    let here = stacks.experience(STORES);
    assert!(here.is_enabled);
    assert_eq!(here.look.unwrap().title.as_deref(), Some("Ours"));
    let row = stacks.row("run-2", STORES);
    assert_eq!((row.ended, row.done.settings), (Ended::Changed, 2));
    assert_eq!(row.logo_applied.as_deref(), Some("https://assets.example.com/logo.png"));
    assert_eq!(stacks.run("run-3", json!({})).await.result, Ok(()));
    assert_eq!(stacks.row("run-3", STORES).ended, Ended::Unchanged);
    assert!(stacks.row("run-3", STORES).logo_applied.is_some(), "it is remembered from run to run");
}

#[tokio::test]
async fn audiences_follow_by_an_explicit_map_only() {
    let source = ExperienceEntry { principals: vec!["o-central000".into()], ..experience(SOURCE, 2, 0) };
    let stacks = Stacks::of(world(source, vec![experience(STORES, 2, 0)])).await;
    stacks.publish().await;
    assert_eq!(stacks.run("run-1", json!({})).await.result, Ok(()));
    assert!(stacks.experience(STORES).principals.is_empty());

    let map = json!({"o-central000": [MEMBER]});
    settings(&stacks, json!({"follows": [{"source": SOURCE, "experiences": [STORES], "audiences": map}]}));
    assert_eq!(stacks.run("run-2", json!({})).await.result, Ok(()));
    assert_eq!(stacks.experience(STORES).principals, [MEMBER.to_owned()].into());
    assert_eq!(stacks.run("run-3", json!({})).await.result, Ok(()));
    assert_eq!(stacks.row("run-3", STORES).ended, Ended::Unchanged);
}

/// It is archived between two change sets: what is left cannot be done, and that is no quiet skip.
#[tokio::test]
async fn an_experience_that_is_closed_in_the_middle_of_the_work_is_a_failure() {
    let stacks = Stacks::of(world(experience(SOURCE, 120, 0), vec![experience(STORES, 0, 0)])).await;
    stacks.publish().await;
    let mut done = false;

    let ended = stacks
        .run_with("run-1", json!({}), false, &mut async |stacks: &Stacks| {
            if !done {
                stacks.pass_seconds(300);
                done = stacks.sim.enable_experience(STORES, false).is_ok();
            }
        })
        .await;

    assert!(done);
    assert_eq!(ended.result.unwrap_err().name(), "ExperiencesFailed");
    let row = stacks.row("run-1", STORES);
    assert_eq!((row.ended, row.class), (Ended::Failed, Some(Class::Invalid)), "{}", row.reason);
}

/// A Catalog that copies logos, and answers with the address of the copy (AWS-FACTS 9.6).
struct Copying<'a>(&'a Wire);

impl Catalog for Copying<'_> {
    async fn entities(
        &self,
        kind: EntityKind,
        by: Administrator,
        token: Option<String>,
    ) -> ApiResult<Page<String>> {
        self.0.entities(kind, by, token).await
    }

    async fn experience(&self, id: &ExperienceId) -> ApiResult<Described> {
        self.0.experience(id).await
    }

    async fn describe(&self, ids: &[EntityId]) -> ApiResult<Vec<ApiResult<Described>>> {
        let mut answers = self.0.describe(ids).await?;
        for described in answers.iter_mut().flatten() {
            let details = described.details_document.as_mut().unwrap();
            if details["Configuration"]["LogoUrl"].is_string() {
                details["Configuration"]["LogoUrl"] = "https://copies.example.com/0815".into();
            }
        }
        Ok(answers)
    }
}

#[tokio::test]
async fn a_logo_that_the_catalog_copied_is_no_difference_neither_at_once_nor_in_the_next_run() {
    let source = branded(SOURCE, "Ours", "https://assets.example.com/logo.png");
    let stacks = Stacks::of(world(source, vec![experience(STORES, 2, 0)])).await;
    settings(&stacks, json!({"follows": [{"source": SOURCE}], "mirror": {"branding": true}}));
    stacks.publish().await;
    let catalog = Copying(&stacks.aws);
    for (run, ended) in [("run-1", Ended::Changed), ("run-2", Ended::Unchanged)] {
        let item = stacks.fetched(run).await.pop().unwrap();
        let item = stacks.worked(&catalog, item).await;
        let request = Request { run: item.run.clone(), pass: 1, map_run: None };
        conclude_experience::run(&stacks.bucket, item).await.unwrap();
        let (table, clock) = (&*stacks.snapshots, &stacks.watch);
        report_experiences::run(&stacks.bucket, table, clock, NAME, request).await.unwrap();
        assert_eq!(stacks.row(run, STORES).ended, ended, "{run}");
    }
    assert_eq!(stacks.ours(STORES).len(), 1);
}
