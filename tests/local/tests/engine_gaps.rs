//! Each patch of the engine, from both sides: the gap is there on stock MiniStack, and closed on ours.
//!
//! When a test fails on the stock side, MiniStack has closed the gap itself: remove the module that the test names
//! from `ministack/engine`, and the test with it.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use local::{Ended, Engine, LocalAws, Options, Status};
use serde_json::{Value, json};
use tempfile::TempDir;

async fn start(engine: Engine) -> LocalAws {
    LocalAws::start(&Options { engine, ..Options::default() }).await.unwrap()
}

/// The folder that `cdk synth` would have written for this template.
fn assembly(template: &Value) -> TempDir {
    let bucket = "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}";
    let files = [
        (
            "manifest.json",
            json!({"artifacts": {
                "Engine.assets": {"type": "cdk:asset-manifest", "properties": {"file": "assets.json"}},
                "Engine": {"type": "aws:cloudformation:stack", "properties": {
                    "stackTemplateAssetObjectUrl": format!("s3://{bucket}/template"),
                }},
            }}),
        ),
        (
            "assets.json",
            json!({"files": {"template": {
                "source": {"path": "template.json", "packaging": "file"},
                "destinations": {"current": {"bucketName": bucket, "objectKey": "template"}},
            }}}),
        ),
        ("template.json", template.clone()),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content.to_string()).unwrap();
    }
    folder
}

/// Runs a machine with the given states to its end.
async fn run(aws: &LocalAws, start_at: &str, states: Value) -> Ended {
    let definition = json!({"QueryLanguage": "JSONata", "StartAt": start_at, "States": states});
    let template = json!({
        "Resources": {"Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
            "RoleArn": "arn:aws:iam::111111111111:role/engine", "Definition": definition,
        }}},
        "Outputs": {"Machine": {"Value": {"Ref": "Machine"}}},
    });
    let assembly = assembly(&template);
    let deployment = aws.deploy(assembly.path(), Path::new("no-function-needs-it")).await.unwrap();
    let execution =
        aws.start_run(deployment.output("Machine").unwrap(), &json!({"from": "input"})).await.unwrap();
    aws.follow(&execution).ended().await.unwrap()
}

fn distributed_map(fields: &Value, child: &Value) -> Value {
    let mut state = json!({
        "Type": "Map",
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Child", "States": {"Child": child},
        },
        "End": true,
    });
    state.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    state
}

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

/// Patch `evaluation_time`.
#[test]
fn an_expression_that_waits_for_the_processor_is_not_late() {
    let gives = |arguments: &[&str]| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/slow_machine.py");
        let printed = Command::new(local::python()).arg("-B").arg(script).args(arguments).output().unwrap();
        String::from_utf8(printed.stdout).unwrap()
    };
    assert_eq!(gives(&["--stock"]), "States.QueryEvaluationError\n", "the patch evaluation_time can go");
    assert_eq!(gives(&[]), "evaluated\n");
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
