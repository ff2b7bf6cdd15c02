//! The patch `stop_execution`.

use local::{Engine, Status};
use serde_json::json;

use crate::machine::{distributed_map, running_child, start, start_run, states};

#[tokio::test]
async fn stopping_a_run_stops_its_children() {
    let apply = distributed_map(&json!({}), &json!({"Type": "Wait", "Seconds": 100_000, "End": true}));
    // `Items` is left out, so that the stock engine reads its input as the items as well.
    let machine = json!({"Items": {"Type": "Pass", "Output": [1], "Next": "Apply"}, "Apply": apply});
    for engine in [Engine::Stock, Engine::Patched] {
        let aws = start(engine).await;
        let execution = start_run(&aws, "Items", &machine).await;
        let child = running_child(&aws, &execution).await;

        aws.abort(&execution).await.unwrap();
        let child = aws.follow(&child).next().await.unwrap().unwrap().status;
        if engine == Engine::Stock {
            assert_eq!(child, Status::Running, "the patch stop_execution can go");
            continue;
        }
        assert_eq!(child, Status::Aborted);
        let map_runs = states(&aws).list_map_runs().execution_arn(&execution).send().await.unwrap().map_runs;
        let map_run =
            states(&aws).describe_map_run().map_run_arn(&map_runs[0].map_run_arn).send().await.unwrap();
        assert_eq!((map_run.status.as_str(), map_run.execution_counts.unwrap().aborted), ("ABORTED", 1));
        // A second time changes nothing.
        aws.abort(&execution).await.unwrap();
    }
}
