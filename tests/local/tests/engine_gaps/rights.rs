//! What a role may do: the patches `rights`, `organizations`, `machine_rights`, `missing_objects`, `service_rights` and
//! `storage_keys`.

use std::time::SystemTime;

use local::{Engine, LocalAws};
use serde_json::{Value, json};

use crate::machine::{deploy, distributed_map, ended, role, run, start, template};
use crate::script;
use crate::triggers::triggered;

/// The role of the machine may do this from now on, and nothing else.
async fn allow(aws: &LocalAws, actions: &[&str]) {
    aws.deploy_beside("Role", &role("engine", actions)).await.unwrap();
}

/// Patches `rights` and `organizations`.
#[test]
fn a_worker_may_do_what_the_policies_of_its_role_allow() {
    let expected = json!({
        "start by the alias": true,
        "start by another alias": false,
        "start by the machine": false,
        "a role of a member": true,
        "a role of a stranger": false,
        "as itself": true,
        "what nothing allows": false,
        "what is denied": false,
        "what two statements allow": true,
        "the administrator": true,
    });
    let stock = script::run("rights_walk.py", &["worker", "--stock"]);
    for how in expected.as_object().unwrap().keys() {
        assert_eq!(stock["allowed"][how], true, "the patch rights can go: {how}");
    }
    let ours = script::run("rights_walk.py", &["worker"]);
    assert_eq!(ours["allowed"], expected);
    assert_eq!(
        ours["noted"],
        json!([
            ["states:StartExecution", "Live"],
            ["sts:TagSession", "Own"],
            ["sqs:SendMessage", "Itself"],
            ["sqs:SendMessage", "Itself", "Twice"],
        ])
    );
}

/// A machine that makes this one call, beside a key and one more resource.
fn machine(resource: &str, arguments: &Value, beside: (&str, Value)) -> Value {
    let mut template = template(&json!({"QueryLanguage": "JSONata", "StartAt": "Call", "States": {"Call": {
        "Type": "Task", "Resource": resource, "Arguments": arguments, "End": true,
    }}}));
    template["Resources"][beside.0] = beside.1;
    template["Resources"]["Key"] = json!({"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*",
            "Principal": {"AWS": "arn:aws:iam::111111111111:root"}}],
    }}});
    template
}

/// A machine that tells a topic, whose own policy lets in none of the account.
fn tells(topic: &Value) -> Value {
    let arguments = json!({"TopicArn": "arn:aws:sns:us-east-1:111111111111:news", "Message": "look"});
    let topic = json!({"Type": "AWS::SNS::Topic", "Properties": topic});
    let mut template = machine("arn:aws:states:::sns:publish", &arguments, ("Topic", topic));
    template["Resources"]["Policy"] = json!({"Type": "AWS::SNS::TopicPolicy", "Properties": {
        "Topics": [{"Ref": "Topic"}],
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "sns:Publish", "Resource": {"Ref": "Topic"},
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
        }]},
    }});
    template
}

async fn error_of(aws: &LocalAws, template: &Value) -> Option<String> {
    let deployment = deploy(aws, template).await.unwrap();
    let execution = aws.start_run(deployment.output("Machine").unwrap(), &json!({})).await.unwrap();
    let run = ended(aws, &execution).await;
    run.error.map(|error| format!("{error}: {}", run.cause.unwrap_or_default()))
}

/// Patch `machine_rights`.
#[tokio::test]
async fn a_task_is_done_only_if_the_role_of_the_machine_allows_it() {
    let template = tells(&json!({"TopicName": "news"}));
    let stock = start(Engine::Stock).await;
    allow(&stock, &["sns:Subscribe"]).await;
    assert_eq!(error_of(&stock, &template).await, None, "the patch machine_rights can go");

    let ours = start(Engine::Patched).await;
    allow(&ours, &["sns:Subscribe"]).await;
    let error = error_of(&ours, &template).await.unwrap();
    assert!(error.starts_with("SNS.AuthorizationErrorException") && error.contains("sns:Publish"), "{error}");
    allow(&ours, &["sns:Publish"]).await;
    assert_eq!(error_of(&ours, &template).await, None);
}

/// Patch `machine_rights`.
#[tokio::test]
async fn a_map_run_starts_only_if_the_role_of_the_machine_may_start_it() {
    let states = json!({"Apply": distributed_map(
        &json!({"Items": "{% [1, 2] %}"}),
        &json!({"Type": "Pass", "End": true}),
    )});
    let aws = start(Engine::Patched).await;
    allow(&aws, &["states:DescribeExecution"]).await;
    let refused = run(&aws, "Apply", states.clone()).await;
    assert_eq!(refused.error.as_deref(), Some("States.Permissions"), "{:?}", refused.cause);
    allow(&aws, &["states:StartExecution"]).await;
    assert_eq!(run(&aws, "Apply", states).await.error, None);
}

/// Patch `storage_keys`.
#[tokio::test]
async fn what_a_key_encrypts_needs_the_key_as_well() {
    let template = tells(&json!({"TopicName": "news", "KmsMasterKeyId": {"Fn::GetAtt": ["Key", "Arn"]}}));
    let stock = start(Engine::Stock).await;
    allow(&stock, &["sns:Publish"]).await;
    assert_eq!(error_of(&stock, &template).await, None, "the patch storage_keys can go");

    let ours = start(Engine::Patched).await;
    allow(&ours, &["sns:Publish", "kms:Decrypt"]).await;
    assert!(error_of(&ours, &template).await.is_some());
    allow(&ours, &["sns:Publish", "kms:Decrypt", "kms:GenerateDataKey"]).await;
    assert_eq!(error_of(&ours, &template).await, None);
}

/// Patch `missing_objects`.
#[tokio::test]
async fn only_who_may_list_a_bucket_is_told_that_an_object_is_missing() {
    let arguments = json!({"Bucket": "notes", "Key": "no-note"});
    let bucket = json!({"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "notes"}});
    let template = machine("arn:aws:states:::aws-sdk:s3:headObject", &arguments, ("Bucket", bucket));
    let stock = start(Engine::Stock).await;
    allow(&stock, &["s3:GetObject"]).await;
    let error = error_of(&stock, &template).await.unwrap();
    assert!(!error.contains("not authorized"), "the patch missing_objects can go: {error}");

    let ours = start(Engine::Patched).await;
    allow(&ours, &["s3:GetObject"]).await;
    let refused = error_of(&ours, &template).await.unwrap();
    assert!(refused.contains("not authorized"), "{refused}");
    allow(&ours, &["s3:GetObject", "s3:ListBucket"]).await;
    assert_eq!(error_of(&ours, &template).await, Some(error));
}

/// Patch `service_rights`.
#[tokio::test]
async fn a_schedule_starts_its_machine_only_if_its_role_may() {
    let aws = start(Engine::Patched).await;
    let machine = triggered(&aws).await;
    let before = SystemTime::now();
    allow(&aws, &["states:DescribeExecution"]).await;
    aws.fire_schedule("full-pass").await.unwrap();
    assert!(aws.run_started_since(&machine, before, 0).await.is_err());

    allow(&aws, &["states:StartExecution"]).await;
    aws.fire_schedule("full-pass").await.unwrap();
    assert!(aws.run_started_since(&machine, before, 30).await.is_ok());
}
