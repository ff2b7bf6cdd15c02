//! The patch `redrive`, with what `walk` does for it.

use local::{Engine, Status};
use serde_json::{Value, json};

use crate::machine::{ended, history, redriven, run, start, start_run, states};

/// A state that fails until its execution was redriven, and then tells how often.
pub(crate) fn fails_at_first() -> Value {
    json!({"Type": "Pass", "End": true, "Output":
        "{% $states.context.Execution.RedriveCount = 0 ? $error('not yet') : $states.context.Execution.RedriveCount %}",
    })
}

/// A state that tells how often its execution was redriven.
pub(crate) fn counts() -> Value {
    json!({"Type": "Pass", "End": true, "Output": "{% $states.context.Execution.RedriveCount %}"})
}

#[tokio::test]
async fn goes_on_at_the_failed_state_with_its_input_and_variables() {
    let mut fragile = fails_at_first();
    fragile["Output"] = json!({
        "count": fragile["Output"],
        "input": "{% $states.input %}",
        "remembered": "{% $remembered %}",
        "has_time": "{% $exists($states.context.Execution.RedriveTime) %}",
    });
    let states = json!({
        "Remember": {"Type": "Pass", "Assign": {"remembered": "{% $states.context.Execution.RedriveCount %}"},
            "Output": "given", "Next": "Fragile"},
        "Fragile": fragile,
    });

    let stock = start(Engine::Stock).await;
    let failed = run(&stock, "Remember", states.clone()).await;
    let error = stock.redrive(&failed.execution).await.unwrap_err().to_string();
    assert!(error.contains("RedriveExecution"), "the patch redrive can go: {error}");

    let aws = start(Engine::Patched).await;
    let failed = run(&aws, "Remember", states).await;
    assert_eq!((&failed.status, failed.redrives), (&Status::Failed, 0));
    let again = redriven(&aws, &failed.execution).await;
    assert_eq!(again.redrives, 1);
    assert_eq!(
        again.output,
        Some(json!({"count": 1, "input": "given", "remembered": 0, "has_time": true})),
        "{:?} {:?}",
        again.error,
        again.cause,
    );
    let told = [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "PassStateEntered",
        "ExecutionFailed",
        "ExecutionRedriven",
        "PassStateExited",
        "ExecutionSucceeded",
    ];
    assert_eq!(history(&aws, &failed.execution).await, told);
}

#[tokio::test]
async fn runs_only_the_branches_and_iterations_again_that_did_not_end_well() {
    let line = |state: Value| json!({"StartAt": "Only", "States": {"Only": state}});
    let choosy = json!({"StartAt": "Which?", "States": {
        "Which?": {"Type": "Choice", "Default": "Well",
            "Choices": [{"Condition": "{% $states.input = 2 %}", "Next": "Fragile"}]},
        "Well": counts(),
        "Fragile": fails_at_first(),
    }});
    let states = json!({"Both": {"Type": "Parallel", "End": true, "Branches": [
        line(counts()),
        line(json!({"Type": "Map", "Items": [1, 2, 3], "ItemProcessor": choosy, "End": true})),
    ]}});
    let aws = start(Engine::Patched).await;

    let failed = run(&aws, "Both", states).await;
    assert_eq!(failed.status, Status::Failed);
    assert_eq!(redriven(&aws, &failed.execution).await.output, Some(json!([0, [0, 1, 0]])));
}

#[tokio::test]
async fn what_was_in_flight_when_it_was_redriven_is_not_heard_any_more() {
    // The first attempt comes back from its Wait long after the second one has ended.
    let states = json!({
        "Wait": {"Type": "Wait", "Next": "Done", "Seconds":
            "{% $states.context.Execution.RedriveCount = 0 ? 100 : 0 %}"},
        "Done": counts(),
    });
    let aws = start(Engine::Patched).await;
    let execution = start_run(&aws, "Wait", &states).await;
    aws.abort(&execution).await.unwrap();
    assert_eq!(redriven(&aws, &execution).await.output, Some(json!(1)));

    // A second run, started after the first, waits as long: when it has ended, the first attempt is back.
    let told = history(&aws, &execution).await;
    let second = start_run(&aws, "Wait", &states).await;
    assert_eq!(ended(&aws, &second).await.output, Some(json!(0)));
    assert_eq!(history(&aws, &execution).await, told);
}

#[tokio::test]
async fn counts_the_retries_of_the_failed_state_anew() {
    let states = json!({"Send": {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true,
        "Arguments": {"QueueUrl": "http://127.0.0.1/111111111111/no-such-queue", "MessageBody": "lost"},
        "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 2}],
    }});
    let aws = start(Engine::Patched).await;
    let tries = async |execution: &str| {
        history(&aws, execution).await.iter().filter(|event| *event == "TaskScheduled").count()
    };

    let failed = run(&aws, "Send", states).await;
    assert_eq!(tries(&failed.execution).await, 3);
    assert_eq!(redriven(&aws, &failed.execution).await.status, Status::Failed);
    assert_eq!(tries(&failed.execution).await, 6);
}

#[tokio::test]
async fn a_run_that_goes_on_or_ended_well_cannot_be_redriven() {
    let aws = start(Engine::Patched).await;
    let well = run(&aws, "Well", json!({"Well": counts()})).await;
    let error = aws.redrive(&well.execution).await.unwrap_err().to_string();
    assert!(error.contains("ExecutionNotRedrivable"), "{error}");

    let described = states(&aws).describe_execution().execution_arn(&well.execution).send().await.unwrap();
    assert_eq!(described.redrive_status.unwrap().as_str(), "NOT_REDRIVABLE");

    let error = aws.redrive(&format!("{}-unknown", well.execution)).await.unwrap_err().to_string();
    assert!(error.contains("ExecutionDoesNotExist"), "{error}");
}
