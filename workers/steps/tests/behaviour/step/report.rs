//! Report.

use domain::limits::NAMES_SHOWN_MAX;
use domain::report::{ActionResult, Report};
use serde_json::json;
use sim::{Failure, GrantStatus};

use crate::support::execution::map_run;
use crate::support::hub::Hub;
use crate::support::world::{id, one_product, owned, world};

fn refuse_creations() -> Failure {
    Failure::Refuse {
        operation: "CreateGrant".to_owned(),
        code: "AccessDeniedException".to_owned(),
        message: "an SCP says no".to_owned(),
    }
}

fn text(hub: &Hub, key: &str) -> String {
    String::from_utf8(hub.bucket.0.lock().unwrap()[key].clone()).unwrap()
}

#[tokio::test]
async fn is_written_for_people_for_spreadsheets_and_for_programs() {
    let hub = Hub::of(world(&[Some("true"), Some("true")])).await;
    hub.sim.break_account(&id(2), refuse_creations());

    hub.run("run-1", json!({"reason": "somebody wanted it"})).await.result.unwrap_err();

    let report: Report = hub.report("run-1");
    assert_eq!((report.summary.changed, report.summary.failed), (3, 3));
    assert_eq!(report.run.reason, "somebody wanted it");
    for file in ["report.md", "report.csv", "report.html"] {
        let text = text(&hub, &format!("runs/run-1/{file}"));
        assert!(text.contains(&id(2)) && text.contains("an SCP says no"), "{file}: {text}");
    }
}

#[tokio::test]
async fn links_the_child_of_each_failure_and_the_map_run_of_each_pass() {
    let hub = Hub::of(world(&[Some("true"), Some("true")])).await;
    hub.sim.break_account(&id(2), refuse_creations());

    hub.run("run-1", json!({})).await.result.unwrap_err();

    let report = hub.report("run-1");
    let map_runs: Vec<_> = report.run.map_runs.iter().map(|map_run| map_run.arn.clone()).collect();
    assert_eq!(map_runs, [map_run(1)]);
    for row in &report.outcomes {
        let failed = row.result == ActionResult::Failed;
        let item = format!("Apply:{}-1-in-pass-1", id(2));
        assert_eq!(
            row.child.as_ref().is_some_and(|child| child.as_str().ends_with(&item)),
            failed,
            "{row:#?}"
        );
        assert_eq!(row.console.is_some(), failed, "{row:#?}");
    }
}

/// Nothing was written, and what would be is in the plan: the run tells it and ends well.
#[tokio::test]
async fn of_a_run_that_plans_only_says_what_drifted() {
    let hub = Hub::of(world(&[Some("true")])).await;

    let ended = hub.run("drift-1", json!({"plan_only": true})).await;

    assert_eq!((ended.result, ended.drift_told, hub.sim.calls().mutating()), (Ok(()), 1, 0));
    assert!(
        text(&hub, "runs/drift-1/report.md").contains("Drift: 3 to change"),
        "{}",
        text(&hub, "runs/drift-1/report.md")
    );
}

#[tokio::test]
async fn what_aws_is_still_at_work_on_is_no_drift() {
    let mut world = one_product(&[Some("true")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::PendingWorkflow));
    let hub = Hub::of(world).await;

    let ended = hub.run("drift-1", json!({"plan_only": true})).await;

    assert_eq!((ended.result, ended.drift_told), (Ok(()), 0));
    assert!(text(&hub, "runs/drift-1/report.md").contains("No drift"));
}

#[tokio::test]
async fn names_the_product_of_the_request_that_has_no_license() {
    let hub = Hub::of(world(&[Some("true")])).await;

    hub.run("run-1", json!({"only": {"products": ["prod-nobody-bought"]}})).await.result.unwrap();

    let notes = hub.report("run-1").notes;
    assert!(notes.iter().any(|note| note.contains("prod-nobody-bought")), "{notes:?}");
}

#[tokio::test]
async fn names_in_the_error_are_few_and_the_rest_is_counted() {
    let hub = Hub::of(world(&[Some("true"); 12])).await;
    for account in 1..=12 {
        hub.sim.break_account(&id(account), refuse_creations());
    }

    let error = hub.run("run-1", json!({})).await.result.unwrap_err();

    assert_eq!(error.name(), "AccountsFailed");
    assert_eq!(error.to_string().matches("(Account ").count(), NAMES_SHOWN_MAX);
    assert!(error.to_string().contains("36 failed") && error.to_string().contains("and 16 more"), "{error}");
    assert!(
        error.to_string().len() < 32_768,
        "an error that Step Functions takes: {}",
        error.to_string().len()
    );
}
