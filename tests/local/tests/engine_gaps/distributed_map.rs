//! The patches `distributed_map` and `map_run_children`.

use local::{Engine, Status};
use serde_json::json;

use crate::machine::{distributed_map, run, start};

/// Patch `distributed_map`.
#[tokio::test]
async fn a_distributed_map_evaluates_jsonata() {
    let states = json!({"Apply": distributed_map(
        &json!({
            "Items": "{% [1, 2] %}",
            "ItemSelector": {"n": "{% $states.context.Map.Item.Value %}", "from": "{% $states.input.from %}"},
            "MaxConcurrency": "{% 1 + 1 %}",
            "Output": {"sum": "{% $sum($states.result.n) %}", "from": "{% $states.result[0].from %}"},
        }),
        &json!({"Type": "Pass", "End": true}),
    )});

    let stock = run(&start(Engine::Stock).await, "Apply", states.clone()).await;
    assert_ne!(stock.output, Some(json!({"sum": 3, "from": "input"})), "the patch distributed_map can go");

    let ours = run(&start(Engine::Patched).await, "Apply", states).await;
    assert_eq!(ours.output, Some(json!({"sum": 3, "from": "input"})), "{:?} {:?}", ours.error, ours.cause);
}

/// Patch `map_run_children`.
#[tokio::test]
async fn a_child_knows_its_own_execution_and_no_variable_of_the_parent() {
    let states = json!({
        "Remember": {"Type": "Pass", "Assign": {"secret": "of the parent"}, "Output": [{"item": 1}], "Next": "Apply"},
        "Apply": distributed_map(
            // `Items` is left out, so that the stock engine reads its input as the items as well.
            &json!({}),
            &json!({"Type": "Pass", "End": true, "Output": {
                "sees": "{% $exists($secret) %}",
                "input": "{% $states.context.Execution.Input %}",
                "id": "{% $states.context.Execution.Id %}",
            }}),
        ),
    });

    let stock = run(&start(Engine::Stock).await, "Remember", states.clone()).await.output.unwrap();
    assert_eq!(stock[0]["sees"], true, "the patch map_run_children can go");

    let ours = run(&start(Engine::Patched).await, "Remember", states).await;
    let child = &ours.output.as_ref().unwrap()[0];
    assert_eq!((&child["sees"], &child["input"]), (&json!(false), &json!({"item": 1})));
    assert_ne!(child["id"], ours.execution);
}

/// What `ToleratedFailurePercentage` promises, on ours.
#[tokio::test]
async fn a_failed_child_leaves_the_others_alone() {
    let aws = start(Engine::Patched).await;
    let child = json!({
        "Type": "Choice",
        "Choices": [{"Condition": "{% $states.input.item = 2 %}", "Next": "Fail"}],
        "Default": "Pass",
    });
    let mut apply = distributed_map(&json!({"Items": [{"item": 1}, {"item": 2}, {"item": 3}]}), &child);
    apply["ItemProcessor"]["States"]["Fail"] = json!({"Type": "Fail", "Error": "Denied"});
    apply["ItemProcessor"]["States"]["Pass"] = json!({"Type": "Pass", "End": true});

    let strict = run(&aws, "Apply", json!({"Apply": apply.clone()})).await;
    assert_eq!(strict.error.as_deref(), Some("States.ExceedToleratedFailureThreshold"));

    apply["ToleratedFailurePercentage"] = json!(100.0);
    let aws = start(Engine::Patched).await;
    let tolerant = run(&aws, "Apply", json!({"Apply": apply})).await;
    assert_eq!(tolerant.status, Status::Succeeded);
}
