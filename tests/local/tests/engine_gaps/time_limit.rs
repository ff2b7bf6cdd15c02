//! The patch `time_limit`.

use local::{Engine, Status};
use serde_json::json;

use crate::machine::{deploy, ended, redriven, start, template};

#[tokio::test]
async fn a_run_that_takes_too_long_times_out_and_has_the_whole_time_again_when_redriven() {
    // Half a second is over long before the Wait is; redriven, the Wait needs no time.
    let definition = json!({
        "QueryLanguage": "JSONata", "StartAt": "Wait", "TimeoutSeconds": 50,
        "States": {"Wait": {"Type": "Wait", "End": true, "Seconds":
            "{% $states.context.Execution.RedriveCount = 0 ? 100000 : 0 %}"}},
    });
    let aws = start(Engine::Patched).await;
    let deployment = deploy(&aws, &template(&definition)).await.unwrap();
    let execution = aws.start_run(deployment.output("Machine").unwrap(), &json!({})).await.unwrap();
    assert_eq!(ended(&aws, &execution).await.status, Status::TimedOut);
    assert_eq!(redriven(&aws, &execution).await.status, Status::Succeeded);
}

#[tokio::test]
async fn the_stock_engine_knows_no_time_limit() {
    let definition = json!({
        "StartAt": "Wait", "TimeoutSeconds": 1, "States": {"Wait": {"Type": "Wait", "Seconds": 100, "End": true}},
    });
    let aws = start(Engine::Stock).await;
    let deployment = deploy(&aws, &template(&definition)).await.unwrap();
    let execution = aws.start_run(deployment.output("Machine").unwrap(), &json!({})).await.unwrap();
    assert_eq!(ended(&aws, &execution).await.status, Status::Succeeded, "the patch time_limit can go");
}
