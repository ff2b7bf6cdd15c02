//! A machine of some states, deployed and run.

use std::path::Path;

use local::{Ended, Engine, LocalAws, Options};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A local AWS with this engine.
pub(crate) async fn start(engine: Engine) -> LocalAws {
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
pub(crate) async fn run(aws: &LocalAws, start_at: &str, states: Value) -> Ended {
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

/// A Distributed Map with these fields, whose child is one state.
pub(crate) fn distributed_map(fields: &Value, child: &Value) -> Value {
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
