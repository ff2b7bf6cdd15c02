//! A machine of some states, deployed and run.

use std::path::Path;

use aws_sdk_sfn::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use local::{Deployment, Ended, Engine, HUB_ACCOUNT, LocalAws, LocalError, Options, REGION, Status};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A local AWS with this engine, and the role `engine` that may do everything.
pub(crate) async fn start(engine: Engine) -> LocalAws {
    let aws = LocalAws::start(&Options { engine, ..Options::default() }).await.unwrap();
    aws.deploy_beside("Role", &role("engine", &["*"])).await.unwrap();
    aws
}

/// The template of a role that may do this, and nothing else.
pub(crate) fn role(name: &str, actions: &[&str]) -> Value {
    let statement = |more: Value| json!({"Version": "2012-10-17", "Statement": [more]});
    json!({"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {
        "RoleName": name,
        "AssumeRolePolicyDocument": statement(json!({
            "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "states.amazonaws.com"},
        })),
        "Policies": [{"PolicyName": "rights", "PolicyDocument": statement(json!({
            "Sid": "Rights", "Effect": "Allow", "Action": actions, "Resource": "*",
        }))}],
    }}}})
}

/// The folder that `cdk synth` would have written for this template.
pub(crate) fn assembly(template: &Value) -> TempDir {
    let bucket = "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}";
    let files = [
        (
            "manifest.json",
            json!({"artifacts": {
                "Engine.assets": {"type": "cdk:asset-manifest", "properties": {"file": "assets.json"}},
                "Engine": {
                    "type": "aws:cloudformation:stack",
                    "properties": {"stackTemplateAssetObjectUrl": format!("s3://{bucket}/template")},
                    "dependencies": ["Engine.assets"],
                },
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

/// The template of one machine.
pub(crate) fn template(definition: &Value) -> Value {
    json!({
        "Resources": {"Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
            "RoleArn": "arn:aws:iam::111111111111:role/engine", "Definition": definition,
        }}},
        "Outputs": {"Machine": {"Value": {"Ref": "Machine"}}},
    })
}

/// Deploys a template, or updates what is deployed.
pub(crate) async fn deploy(aws: &LocalAws, template: &Value) -> Result<Deployment, LocalError> {
    aws.hub().deploy("Engine", assembly(template).path(), Path::new("no-function-needs-it")).await
}

/// Deploys a machine with the given states and starts it.
pub(crate) async fn start_run(aws: &LocalAws, start_at: &str, states: &Value) -> String {
    let definition = json!({"QueryLanguage": "JSONata", "StartAt": start_at, "States": states});
    let deployment = deploy(aws, &template(&definition)).await.unwrap();
    aws.start_run(deployment.output("Machine").unwrap(), &json!({"from": "input"})).await.unwrap()
}

/// Runs a machine with the given states to its end.
pub(crate) async fn run(aws: &LocalAws, start_at: &str, states: Value) -> Ended {
    let execution = start_run(aws, start_at, &states).await;
    ended(aws, &execution).await
}

/// How a run ends.
pub(crate) async fn ended(aws: &LocalAws, execution: &str) -> Ended {
    aws.follow(execution).ended().await.unwrap()
}

/// What a redriven run ends with.
pub(crate) async fn redriven(aws: &LocalAws, execution: &str) -> Ended {
    aws.redrive(execution).await.unwrap();
    ended(aws, execution).await
}

/// A client for what the library does not offer.
pub(crate) fn states(aws: &LocalAws) -> aws_sdk_sfn::Client {
    let http: SharedHttpClient = aws_smithy_http_client::Builder::new().build_http();
    aws_sdk_sfn::Client::from_conf(
        aws_sdk_sfn::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static(REGION))
            .endpoint_url(aws.endpoint())
            .credentials_provider(Credentials::new(HUB_ACCOUNT, "local", None, None, "local"))
            .http_client(http)
            .build(),
    )
}

/// The types of a run's events, in their order.
pub(crate) async fn history(aws: &LocalAws, execution: &str) -> Vec<String> {
    let history = states(aws).get_execution_history().execution_arn(execution).max_results(1000);
    let events = history.send().await.unwrap().events;
    events.iter().map(|event| event.r#type.as_str().to_owned()).collect()
}

/// Waits until the newest Map Run of an execution has a child that runs, and gives its execution ARN.
pub(crate) async fn running_child(aws: &LocalAws, execution: &str) -> String {
    let mut follow = aws.follow(execution);
    while let Some(progress) = follow.next().await.unwrap() {
        if let Some(child) = progress.children.iter().find(|child| child.status == Status::Running) {
            return child.execution.clone();
        }
    }
    panic!("{execution} ended before a child of it was seen running")
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
