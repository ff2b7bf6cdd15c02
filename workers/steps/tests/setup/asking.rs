//! Nothing is fixed that no person approved, call by call.

use serde_json::json;

use crate::support::execution::Execution;
use crate::support::stack::{People, Stack};
use crate::support::world::{LICENSES, MANAGEMENT, PRIVATE_MARKETPLACE, PURCHASE_ORDERS};

#[tokio::test]
async fn the_question_says_what_why_and_which_calls_an_approval_covers() {
    let stack = Stack::bare().await;

    let ended = stack.fix("run-1").await;

    let asked = &ended.asked[0];
    for words in [
        "SETUP-010: License Manager is not linked",
        "lets accounts receive grants without accepting each",
        "in 111111111111: aws license-manager update-service-settings --region us-east-1",
        "runs/run-1/pass-01/plan.md",
        r#"{"approve": "run-1/setup-01""#,
    ] {
        assert!(asked.contains(words), "{words} in {asked}");
    }
}

#[tokio::test]
async fn a_plan_that_is_rejected_writes_nothing_and_a_redrive_asks_again() {
    let stack = Stack::bare().await;
    stack.people(People::Reject);
    let mut execution = Execution::of("run-1", json!({"fix": true}), false);
    let mut nothing = async |_: &Stack| ();

    let ended = stack.drive(&mut execution, &mut nothing).await;

    let error = ended.result.unwrap_err();
    assert_eq!(error.name(), "Invalid");
    assert!(error.to_string().contains("rejected by reject-run-1"), "{error}");
    assert_eq!(stack.sim.calls().mutating(), 0);

    stack.people(People::Approve);
    execution.redrive();
    let ended = stack.drive(&mut execution, &mut nothing).await;
    ended.result.as_ref().unwrap();
    assert_eq!((ended.asked.len(), ended.ids()), (1, vec!["SETUP-014"]));
}

#[tokio::test]
async fn a_question_that_nobody_answers_is_a_no_after_a_day() {
    let stack = Stack::bare().await;
    stack.people(People::Sleep);

    let ended = stack.fix("run-1").await;

    let error = ended.result.unwrap_err().to_string();
    assert!(error.contains("not answered"), "{error}");
    assert_eq!(stack.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn what_came_after_the_approval_is_asked_about_anew() {
    let stack = Stack::green().await;
    stack.sim.set_trust(LICENSES, false);
    let mut is_first = true;
    let mut breaks_more = async |stack: &Stack| {
        if std::mem::take(&mut is_first) {
            stack.sim.remove_linked_role(MANAGEMENT, PURCHASE_ORDERS);
        }
    };

    let ended = stack.run_with("run-1", json!({"fix": true}), false, &mut breaks_more).await;

    ended.result.unwrap();
    assert_eq!(ended.asked.len(), 2);
    assert!(!ended.asked[0].contains("SETUP-030") && ended.asked[1].contains("SETUP-030"));
    assert_eq!(stack.written(), ["iam.CreateServiceLinkedRole", "organizations.EnableAWSServiceAccess"]);
}

#[tokio::test]
async fn what_somebody_put_right_in_the_meantime_is_not_done_again() {
    let stack = Stack::green().await;
    stack.sim.set_trust(LICENSES, false);
    stack.sim.set_trust(PRIVATE_MARKETPLACE, false);
    let mut puts_right = async |stack: &Stack| stack.sim.set_trust(LICENSES, true);

    let ended = stack.run_with("run-1", json!({"fix": true}), false, &mut puts_right).await;

    ended.result.unwrap();
    assert_eq!((ended.asked.len(), stack.written().len()), (1, 1));
}

/// What was approved before stays done; what was not is not.
#[tokio::test]
async fn a_second_plan_that_is_rejected_leaves_what_was_fixed_before() {
    let stack = Stack::green().await;
    stack.sim.set_trust(LICENSES, false);
    let mut waits = 0;
    let mut breaks_more = async |stack: &Stack| {
        waits += 1;
        if waits == 2 {
            stack.sim.remove_linked_role(MANAGEMENT, PURCHASE_ORDERS);
            stack.people(People::Reject);
        }
    };

    let ended = stack.run_with("run-1", json!({"fix": true}), false, &mut breaks_more).await;

    assert!(ended.result.unwrap_err().to_string().contains("rejected"));
    assert_eq!(stack.written(), ["organizations.EnableAWSServiceAccess"]);
    assert_eq!(ended.told.unwrap().fixed.len(), 1);
}
