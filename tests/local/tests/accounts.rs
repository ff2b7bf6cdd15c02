//! Several accounts side by side: the same stack in each of them, and what passes from one to the other.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use local::{Deployment, HUB_ACCOUNT, LocalAws, LocalError, Options, Status};
use serde_json::{Value, json};
use sim::WorldFile;

const ASSEMBLY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hello");
/// The delegated administrator of the second organization.
const MEMBER: &str = "320000000002";

type Told = Result<(), LocalError>;

async fn started() -> LocalAws {
    let world = WorldFile::experiences().unwrap();
    LocalAws::start(&Options { world: Some(world), ..Options::default() }).await.unwrap()
}

async fn deployed(aws: &LocalAws, account: &str) -> Deployment {
    let bootstrap = Path::new(ASSEMBLY).join("echo-bootstrap.py");
    aws.account(account).deploy("Hello", Path::new(ASSEMBLY), &bootstrap).await.unwrap()
}

#[tokio::test]
async fn a_stack_in_two_accounts_is_two_stacks() -> Told {
    let aws = started().await;
    let (ours, theirs) = (deployed(&aws, HUB_ACCOUNT).await, deployed(&aws, MEMBER).await);
    let (bucket, machine) = (ours.output("StateBucket").unwrap(), theirs.output("Machine").unwrap());
    assert!(machine.contains(MEMBER), "{machine}");

    let work = json!([{"account": "222222222222", "well": true}]).to_string().into_bytes();
    aws.account(MEMBER).put_object(theirs.output("StateBucket").unwrap(), "work.json", work).await?;
    assert!(aws.object(bucket, "work.json").await.is_err(), "the other account has none");

    let execution = aws.start_run(machine, &json!({})).await?;
    let ended = aws.follow(&execution).ended().await?;
    assert_eq!(ended.status, Status::Succeeded, "{:?} {:?}", ended.error, ended.cause);
    assert_eq!(aws.runs(machine).await?, [execution]);
    assert!(aws.runs(ours.output("Machine").unwrap()).await?.is_empty());
    Ok(())
}

/// A role that may do this.
fn role(action: &str) -> Value {
    json!({"Type": "AWS::IAM::Role", "Properties": {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": ["scheduler.amazonaws.com", "states.amazonaws.com"]},
        }]},
        "Policies": [{"PolicyName": "rights", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": action, "Resource": "*",
        }]}}],
    }})
}

/// One of each kind, all of them with names that are given.
fn named() -> Value {
    let role_arn = json!({"Fn::GetAtt": ["Role", "Arn"]});
    let key = json!([{"AttributeName": "pk", "KeyType": "HASH"}]);
    let kinds = json!([{"AttributeName": "pk", "AttributeType": "S"}]);
    let end = json!({"StartAt": "End", "States": {"End": {"Type": "Pass", "End": true}}});
    json!({
        "Resources": {
            "Role": role("states:StartExecution"),
            "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {
                "TableName": "things", "KeySchema": key, "AttributeDefinitions": kinds,
                "BillingMode": "PAY_PER_REQUEST",
            }},
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "letters"}},
            "Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
                "StateMachineName": "works", "RoleArn": role_arn, "Definition": end,
            }},
            "Schedule": {"Type": "AWS::Scheduler::Schedule", "Properties": {
                "Name": "hourly", "ScheduleExpression": "rate(1 hour)", "FlexibleTimeWindow": {"Mode": "OFF"},
                "Target": {
                    "Arn": "arn:aws:scheduler:::aws-sdk:sfn:startExecution", "RoleArn": role_arn,
                    "Input": {"Fn::Sub": r#"{"StateMachineArn":"${Machine}","Input":"{}"}"#},
                },
            }},
        },
        "Outputs": {"Machine": {"Value": {"Ref": "Machine"}}},
    })
}

#[tokio::test]
async fn the_same_names_in_two_accounts_are_two_things() -> Told {
    let aws = started().await;
    let (hub, member) = (aws.hub(), aws.account(MEMBER));
    let ours = hub.deploy_beside("Named", &named()).await?;
    let theirs = member.deploy_beside("Named", &named()).await?;

    member.change_row("things", &[("pk", "one")], &[("colour", "blue")]).await?;
    assert_eq!(member.rows("things").await?[0]["colour"], "blue");
    assert!(hub.rows("things").await?.is_empty());
    member.remove_row("things", &[("pk", "one")]).await?;
    assert!(member.rows("things").await?.is_empty());

    member.put_message("letters", "hello").await?;
    assert_eq!(member.messages_in("letters").await?, ["hello"]);
    assert!(hub.messages_in("letters").await?.is_empty());

    member.fire_schedule("hourly").await?;
    assert_eq!(aws.runs(theirs.output("Machine").unwrap()).await?.len(), 1);
    assert!(aws.runs(ours.output("Machine").unwrap()).await?.is_empty());
    Ok(())
}

/// A machine that tells a topic; a queue of the other account is on it.
fn teller() -> Value {
    let tell = json!({
        "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true,
        "Arguments": {"TopicArn": "${Topic}", "Message": "{% $string($states.input) %}"},
    });
    json!({
        "Resources": {
            "Role": role("sns:Publish"),
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "snapshots"}},
            "Policy": {"Type": "AWS::SNS::TopicPolicy", "Properties": {
                "Topics": [{"Ref": "Topic"}],
                "PolicyDocument": {"Statement": [{
                    "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{MEMBER}:root")},
                    "Action": "sns:Subscribe", "Resource": {"Ref": "Topic"},
                }]},
            }},
            "Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
                "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "DefinitionSubstitutions": {"Topic": {"Ref": "Topic"}},
                "Definition": {"QueryLanguage": "JSONata", "StartAt": "Tell", "States": {"Tell": tell}},
            }},
        },
        "Outputs": {"Machine": {"Value": {"Ref": "Machine"}}},
    })
}

fn listener() -> Value {
    let topic = format!("arn:aws:sns:us-east-1:{HUB_ACCOUNT}:snapshots");
    let event = json!({"source": ["aws.marketplacecatalog"], "detail-type": ["Change Set Succeeded"]});
    json!({"Resources": {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "sync"}},
        "Policy": {"Type": "AWS::SQS::QueuePolicy", "Properties": {
            "Queues": [{"Ref": "Queue"}],
            "PolicyDocument": {"Statement": [{
                "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
                "Resource": {"Fn::GetAtt": ["Queue", "Arn"]},
                "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
            }]},
        }},
        "Subscription": {"Type": "AWS::SNS::Subscription", "Properties": {
            "TopicArn": topic, "Protocol": "sqs", "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]},
            "RawMessageDelivery": true,
        }},
        "Rule": {"Type": "AWS::Events::Rule", "Properties": {
            "EventPattern": event,
            "Targets": [{"Id": "queue", "Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}],
        }},
    }})
}

#[tokio::test]
async fn what_a_machine_tells_a_topic_reaches_the_queue_of_another_account_as_it_is() {
    let aws = started().await;
    let teller = aws.hub().deploy_beside("Teller", &teller()).await.unwrap();
    aws.account(MEMBER).deploy_beside("Listener", &listener()).await.unwrap();
    let told = json!({"detail-type": "Snapshot Published"});

    let execution = aws.start_run(teller.output("Machine").unwrap(), &told).await.unwrap();
    let ended = aws.follow(&execution).ended().await.unwrap();

    assert_eq!(ended.status, Status::Succeeded, "{:?} {:?}", ended.error, ended.cause);
    let messages = aws.account(MEMBER).messages_in("sync").await.unwrap();
    assert_eq!(messages, [told.to_string()]);
}

#[tokio::test]
async fn an_event_comes_to_the_bus_of_the_account_that_it_names() {
    let aws = started().await;
    for account in [HUB_ACCOUNT, MEMBER] {
        let mut listener = listener();
        listener["Resources"].as_object_mut().unwrap().remove("Subscription");
        aws.account(account).deploy_beside("Listener", &listener).await.unwrap();
    }
    let event = json!({
        "version": "0", "id": "one", "detail-type": "Change Set Succeeded", "source": "aws.marketplacecatalog",
        "account": MEMBER, "time": "2026-11-22T01:00:00Z", "region": "us-east-1", "resources": [], "detail": {},
    });
    aws.put_aws_event(&event).await.unwrap();

    assert_eq!(aws.account(MEMBER).messages_in("sync").await.unwrap().len(), 1);
    assert!(aws.hub().messages_in("sync").await.unwrap().is_empty());
}
