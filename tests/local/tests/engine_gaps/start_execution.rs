//! The patch `start_execution`.

use aws_sdk_sfn::types::RoutingConfigurationListItem;
use local::{Engine, LocalAws};
use serde_json::{Value, json};

use crate::machine::{ended, run, start, states};

fn says(word: &str) -> String {
    let only = json!({"Type": "Pass", "Output": word, "End": true});
    json!({"QueryLanguage": "JSONata", "StartAt": "Only", "States": {"Only": only}}).to_string()
}

/// A machine of which the first version says `first`, the newest definition `second`; the alias is on the first.
async fn aliased(aws: &LocalAws) -> (String, String, String) {
    let client = states(aws);
    let created = client
        .create_state_machine()
        .name("versioned")
        .definition(says("first"))
        .role_arn("arn:aws:iam::111111111111:role/engine")
        .publish(true)
        .send()
        .await
        .unwrap();
    let version = created.state_machine_version_arn.unwrap();
    let route =
        RoutingConfigurationListItem::builder().state_machine_version_arn(&version).weight(100).build();
    let alias =
        client.create_state_machine_alias().name("live").routing_configuration(route.unwrap()).send().await;
    let machine = created.state_machine_arn;
    client
        .update_state_machine()
        .state_machine_arn(&machine)
        .definition(says("second"))
        .send()
        .await
        .unwrap();
    (machine, version, alias.unwrap().state_machine_alias_arn)
}

async fn output(aws: &LocalAws, machine: &str) -> Option<Value> {
    let execution = aws.start_run(machine, &json!({})).await.unwrap();
    ended(aws, &execution).await.output
}

#[tokio::test]
async fn an_alias_runs_its_version_and_not_the_newest_definition() {
    let stock = start(Engine::Stock).await;
    let (_, _, alias) = aliased(&stock).await;
    assert_eq!(
        output(&stock, &alias).await,
        Some(json!("second")),
        "this part of the patch start_execution can go"
    );

    let aws = start(Engine::Patched).await;
    let (machine, version, alias) = aliased(&aws).await;
    assert_eq!(output(&aws, &machine).await, Some(json!("second")));
    assert_eq!(output(&aws, &version).await, Some(json!("first")));
    let execution = aws.start_run(&alias, &json!({})).await.unwrap();
    assert_eq!(ended(&aws, &execution).await.output, Some(json!("first")));
    let described = states(&aws).describe_execution().execution_arn(&execution).send().await.unwrap();
    assert_eq!(described.state_machine_arn, machine);
    assert_eq!(described.state_machine_version_arn, Some(version));
    assert_eq!(described.state_machine_alias_arn, Some(alias));
}

#[tokio::test]
async fn a_name_that_runs_with_the_same_input_is_the_same_run() {
    let wait = json!({"Type": "Wait", "Seconds": 100_000, "End": true});
    let waits = json!({"StartAt": "Wait", "States": {"Wait": wait}}).to_string();
    let role = "arn:aws:iam::111111111111:role/engine";
    for engine in [Engine::Stock, Engine::Patched] {
        let aws = start(engine).await;
        let client = states(&aws);
        let create = client.create_state_machine().name("waits").definition(&waits).role_arn(role);
        let machine = create.send().await.unwrap().state_machine_arn;
        let begin = async |input: &str| {
            client.start_execution().state_machine_arn(&machine).name("once").input(input).send().await
        };
        let first = begin("1").await.unwrap().execution_arn;

        let again = begin("1").await;
        if engine == Engine::Stock {
            assert!(again.is_err(), "this part of the patch start_execution can go");
            continue;
        }
        assert_eq!(again.unwrap().execution_arn, first);
        let other = begin("2").await.unwrap_err().into_service_error();
        assert!(other.is_execution_already_exists(), "{other:?}");
        aws.abort(&first).await.unwrap();
        let late = begin("1").await.unwrap_err().into_service_error();
        assert!(late.is_execution_already_exists(), "{late:?}");
    }
}

#[tokio::test]
async fn a_name_with_a_character_that_is_not_allowed_is_refused() {
    let invalid = ["a b", "a:b", "2026-11-22T06:00:00Z", "a/b", "a#b", &"a".repeat(81)].map(str::to_owned);
    for engine in [Engine::Stock, Engine::Patched] {
        let aws = start(engine).await;
        let (machine, ..) = aliased(&aws).await;
        let client = states(&aws);
        let begin = |name: &str| client.start_execution().state_machine_arn(&machine).name(name).send();
        if engine == Engine::Stock {
            assert!(begin(&invalid[0]).await.is_ok(), "this part of the patch start_execution can go");
            continue;
        }
        for name in &invalid {
            let refused = begin(name).await.unwrap_err().into_service_error();
            assert!(refused.is_invalid_name(), "{name}: {refused:?}");
        }
        assert!(begin("tag-2026-11-22T060000Z-0123456789ab_x.y").await.is_ok());
    }
}

#[tokio::test]
async fn a_task_that_starts_an_execution_sees_errors_with_the_service_before_them() {
    let missing = "arn:aws:states:us-east-1:111111111111:stateMachine:missing";
    let states = json!({"Start": {
        "Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "End": true,
        "Arguments": {"StateMachineArn": missing},
    }});
    let expected = Some("StepFunctions.StateMachineDoesNotExistException");
    let stock = run(&start(Engine::Stock).await, "Start", states.clone()).await;
    assert_ne!(stock.error.as_deref(), expected, "this part of the patch start_execution can go");
    let ours = run(&start(Engine::Patched).await, "Start", states).await;
    assert_eq!(ours.error.as_deref(), expected);
}
