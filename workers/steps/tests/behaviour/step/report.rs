//! Report.

use domain::limits::NAMES_SHOWN_MAX;
use domain::report::Report;
use serde_json::json;
use sim::Failure;

use crate::support::hub::Hub;
use crate::support::world::{id, world};

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
