//! The patch `stop_date`.

use std::time::{Duration, SystemTime};

use local::{Engine, LocalAws};
use serde_json::json;

use crate::machine::{run, start, states};

/// How long ago the first of two runs ended, when the second has waited for 100 seconds, which is one.
async fn told_since_the_end(aws: &LocalAws) -> Duration {
    let first = run(aws, "Wait", json!({"Wait": {"Type": "Wait", "Seconds": 0, "End": true}})).await;
    run(aws, "Wait", json!({"Wait": {"Type": "Wait", "Seconds": 100, "End": true}})).await;
    let told = states(aws).describe_execution().execution_arn(&first.execution).send().await.unwrap();
    SystemTime::now().duration_since(SystemTime::try_from(*told.stop_date().unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn the_time_since_a_run_ended_passes_as_fast_as_the_waits() {
    let told = told_since_the_end(&start(Engine::Stock).await).await;
    assert!(told < Duration::from_secs(100), "the patch stop_date can go: {told:?}");
    let told = told_since_the_end(&start(Engine::Patched).await).await;
    assert!(told >= Duration::from_secs(100), "{told:?}");
}
