//! The patch `walk`.

use local::Engine;
use serde_json::json;

use crate::machine::{run, start};

#[tokio::test]
async fn a_run_that_was_not_redriven_counts_no_redrive() {
    let states = json!({"Look": {"Type": "Pass", "End": true, "Output": {
        "count": "{% $states.context.Execution.RedriveCount %}",
        "has_time": "{% $exists($states.context.Execution.RedriveTime) %}",
    }}});

    let stock = run(&start(Engine::Stock).await, "Look", states.clone()).await;
    assert_eq!(
        stock.error.as_deref(),
        Some("States.QueryEvaluationError"),
        "this part of the patch walk can go"
    );

    let ours = run(&start(Engine::Patched).await, "Look", states).await;
    assert_eq!(
        ours.output,
        Some(json!({"count": 0, "has_time": false})),
        "{:?} {:?}",
        ours.error,
        ours.cause
    );
}

#[tokio::test]
async fn what_a_branch_assigns_is_its_own() {
    let branch = json!({"StartAt": "Assign", "States": {
        "Assign": {"Type": "Pass", "Assign": {"inner": 1, "outer": 2}, "End": true},
    }});
    let states = json!({
        "Remember": {"Type": "Pass", "Assign": {"outer": 1}, "Next": "Both"},
        "Both": {"Type": "Parallel", "Branches": [branch.clone(), branch], "Next": "Look"},
        "Look": {"Type": "Pass", "End": true, "Output": {"inner": "{% $exists($inner) %}", "outer": "{% $outer %}"}},
    });

    let stock = run(&start(Engine::Stock).await, "Remember", states.clone()).await;
    assert_eq!(stock.output, Some(json!({"inner": true, "outer": 2})), "this part of the patch walk can go");

    let ours = run(&start(Engine::Patched).await, "Remember", states).await;
    assert_eq!(ours.output, Some(json!({"inner": false, "outer": 1})));
}
