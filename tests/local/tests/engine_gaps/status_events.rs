//! The patch `status_events`.

use std::time::SystemTime;

use local::{Deployment, Engine, LocalAws};
use serde_json::{Value, json};

use crate::machine::{deploy, ended, start, states, template};

const SECONDS_MAX: u64 = 10;

/// A machine that waits, and one that is started by each event about the end of the first one.
async fn watched(aws: &LocalAws) -> Deployment {
    let wait = json!({"Type": "Wait", "Seconds": 100_000, "End": true});
    let mut template = template(&json!({"StartAt": "Wait", "States": {"Wait": wait}}));
    template["Resources"]["Watch"] = json!({"Type": "AWS::StepFunctions::StateMachine", "Properties": {
        "RoleArn": "arn:aws:iam::111111111111:role/engine",
        "Definition": {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}},
    }});
    template["Resources"]["Ended"] = json!({"Type": "AWS::Events::Rule", "Properties": {
        "EventPattern": {
            "source": ["aws.states"],
            "detail": {"stateMachineArn": [{"Ref": "Machine"}], "status": ["ABORTED"]},
        },
        "Targets": [{"Id": "watch", "Arn": {"Ref": "Watch"}, "RoleArn": "arn:aws:iam::111111111111:role/engine"}],
    }});
    template["Outputs"]["Watch"] = json!({"Value": {"Ref": "Watch"}});
    deploy(aws, &template).await.unwrap()
}

async fn told_of_an_aborted_run(engine: Engine) -> Value {
    let aws = start(engine).await;
    let deployment = watched(&aws).await;
    let before = SystemTime::now();
    let execution = aws.start_run(deployment.output("Machine").unwrap(), &json!({})).await.unwrap();
    let stop = states(&aws).stop_execution().execution_arn(&execution).error("Enough").cause("by hand");
    stop.send().await.unwrap();
    let watch = deployment.output("Watch").unwrap();
    let told = aws.run_started_since(watch, before, SECONDS_MAX).await.unwrap();
    ended(&aws, &told).await.input["detail"].clone()
}

#[tokio::test]
async fn the_end_of_a_run_is_told_with_its_error_and_whether_it_can_be_redriven() {
    let stock = told_of_an_aborted_run(Engine::Stock).await;
    assert_eq!(stock["redriveStatus"], "NOT_REDRIVABLE", "the patch status_events can go");

    let ours = told_of_an_aborted_run(Engine::Patched).await;
    assert_eq!((&ours["redriveStatus"], &ours["redriveCount"]), (&json!("REDRIVABLE"), &json!(0)));
    assert_eq!((&ours["error"], &ours["cause"]), (&json!("Enough"), &json!("by hand")));
    assert!(ours["stopDate"].as_u64() >= ours["startDate"].as_u64(), "{ours}");
}
