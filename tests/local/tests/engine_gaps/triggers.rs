//! What starts a machine, live: schedules, and events with their ids.

use std::path::Path;
use std::time::SystemTime;

use local::{Engine, LocalAws};
use serde_json::json;

use crate::machine::{assembly, start, template};

const START_SECONDS_MAX: u64 = 30;

/// A machine that gives back its input, started by two schedules and a rule; gives its ARN.
pub(crate) async fn triggered(aws: &LocalAws) -> String {
    let role = "arn:aws:iam::111111111111:role/engine";
    let schedule = |name: &str, state: &str| {
        let input =
            r#"{"StateMachineArn":"${Machine}","Name":"schedule-<aws.scheduler.execution-id>","Input":"{}"}"#;
        json!({"Type": "AWS::Scheduler::Schedule", "Properties": {
            "Name": name,
            "State": state,
            "ScheduleExpression": "rate(6 hours)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": {
                "Arn": "arn:aws:scheduler:::aws-sdk:sfn:startExecution",
                "RoleArn": role,
                "Input": {"Fn::Sub": input},
            },
        }})
    };
    let template = json!({
        "Resources": {
            "Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
                "RoleArn": role,
                "Definition": {"StartAt": "End", "States": {"End": {"Type": "Pass", "End": true}}},
            }},
            "FullPass": schedule("full-pass", "ENABLED"),
            "Drift": schedule("drift", "DISABLED"),
            "Rule": {"Type": "AWS::Events::Rule", "Properties": {
                "EventPattern": {"source": ["aws.organizations"]},
                "Targets": [{"Id": "machine", "Arn": {"Ref": "Machine"}, "RoleArn": role}],
            }},
        },
        "Outputs": {"Machine": {"Value": {"Ref": "Machine"}}},
    });
    let assembly = assembly(&template);
    let deployment =
        aws.hub().deploy("Engine", assembly.path(), Path::new("no-function-needs-it")).await.unwrap();
    deployment.output("Machine").unwrap().to_owned()
}

/// Patch `universal_target`, and the way in `schedules`.
#[tokio::test]
async fn a_schedule_that_fires_starts_its_machine() {
    let (stock, ours) = (start(Engine::Stock).await, start(Engine::Patched).await);
    let (machine_of_stock, machine) = (triggered(&stock).await, triggered(&ours).await);
    let before = SystemTime::now();

    stock.fire_schedule("full-pass").await.unwrap();
    ours.fire_schedule("full-pass").await.unwrap();

    let none = stock.run_started_since(&machine_of_stock, before, 0).await;
    assert!(none.is_err(), "the patch universal_target can go");
    let execution = ours.run_started_since(&machine, before, START_SECONDS_MAX).await.unwrap();
    let name = ours.follow(&execution).ended().await.unwrap().name().to_owned();
    assert!(name.starts_with("schedule-") && !name.contains('<'), "{name}");
}

/// The way in `schedules`.
#[tokio::test]
async fn a_schedule_that_is_off_or_unknown_does_not_fire() {
    let aws = start(Engine::Patched).await;
    triggered(&aws).await;
    let error = aws.fire_schedule("drift").await.unwrap_err().to_string();
    assert!(error.contains("drift") && error.contains("DISABLED"), "{error}");
    let error = aws.fire_schedule("no-such-schedule").await.unwrap_err().to_string();
    assert!(error.contains("there is no such schedule"), "{error}");
}

/// Patch `scheduler_calls`.
#[tokio::test]
async fn a_task_reads_a_schedule_and_replaces_it() {
    let call = |operation: &str| format!("arn:aws:states:::aws-sdk:scheduler:{operation}");
    let states = json!({
        "Read": {"Type": "Task", "Resource": call("getSchedule"), "Arguments": {"Name": "full-pass"}, "Next": "Replace"},
        "Replace": {
            "Type": "Task",
            "Resource": call("updateSchedule"),
            "Arguments": "{% $merge([$states.input, {'State': 'DISABLED'}]) %}",
            "Next": "Miss",
        },
        "Miss": {"Type": "Task", "Resource": call("getSchedule"), "Arguments": {"Name": "no-such"}, "End": true},
    });
    let mut errors = Vec::new();
    for engine in [Engine::Stock, Engine::Patched] {
        let aws = start(engine).await;
        triggered(&aws).await;
        let definition = json!({"QueryLanguage": "JSONata", "StartAt": "Read", "States": states});
        let beside = aws.hub().deploy_beside("Caller", &template(&definition)).await.unwrap();
        let execution = aws.start_run(beside.output("Machine").unwrap(), &json!({})).await.unwrap();
        errors.push(aws.follow(&execution).ended().await.unwrap().error.unwrap());
        if engine == Engine::Patched {
            let error = aws.fire_schedule("full-pass").await.unwrap_err().to_string();
            assert!(error.contains("DISABLED"), "{error}");
        }
    }
    assert_ne!(errors[0], "Scheduler.ResourceNotFoundException", "the patch scheduler_calls can go");
    assert_eq!(errors[1], "Scheduler.ResourceNotFoundException");
}

/// The way in `queues`.
#[tokio::test]
async fn a_queue_can_be_looked_into_without_receiving() {
    let aws = start(Engine::Patched).await;
    let template =
        json!({"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "letters"}}}});
    aws.hub().deploy("Engine", assembly(&template).path(), Path::new("no-function-needs-it")).await.unwrap();
    aws.put_message("letters", "poison").await.unwrap();
    for _ in 0..2 {
        assert_eq!(aws.messages_in("letters").await.unwrap(), ["poison"]);
    }
    let error = aws.messages_in("no-such-queue").await.unwrap_err().to_string();
    assert!(error.contains("there is no such queue"), "{error}");
}

/// The way in `aws_events`.
#[tokio::test]
async fn an_event_reaches_its_target_with_the_id_and_time_that_it_had() {
    let aws = start(Engine::Patched).await;
    let machine = triggered(&aws).await;
    let before = SystemTime::now();

    let event = aws.sample_event("tag-resource", &[]).unwrap();
    aws.put_aws_event(&event).await.unwrap();

    let execution = aws.run_started_since(&machine, before, START_SECONDS_MAX).await.unwrap();
    assert_eq!(aws.follow(&execution).ended().await.unwrap().input, event);
}
