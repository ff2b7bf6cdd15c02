//! The patch `redrive`, with what `distributed_map` does for it.

use local::{Engine, Status};
use serde_json::json;

use crate::machine::{distributed_map, redriven, run, running_child, start, start_run, states};
use crate::redrive::{counts, fails_at_first};

#[tokio::test]
async fn takes_a_failed_map_run_up_again_with_the_children_that_did_not_end_well() {
    let mut apply = distributed_map(
        &json!({"Items": [1, 2, 3]}),
        &json!({"Type": "Choice", "Default": "Well",
            "Choices": [{"Condition": "{% $states.input = 2 %}", "Next": "Fragile"}]}),
    );
    apply["ItemProcessor"]["States"]["Well"] = counts();
    apply["ItemProcessor"]["States"]["Fragile"] = fails_at_first();
    let aws = start(Engine::Patched).await;

    let failed = run(&aws, "Apply", json!({"Apply": apply})).await;
    assert_eq!(failed.error.as_deref(), Some("States.ExceedToleratedFailureThreshold"));
    assert_eq!(redriven(&aws, &failed.execution).await.output, Some(json!([0, 1, 0])));

    let map_runs =
        states(&aws).list_map_runs().execution_arn(&failed.execution).send().await.unwrap().map_runs;
    let [map_run] = map_runs.as_slice() else { panic!("{map_runs:?}") };
    let map_run = states(&aws).describe_map_run().map_run_arn(&map_run.map_run_arn).send().await.unwrap();
    assert_eq!((map_run.status.as_str(), map_run.redrive_count), ("SUCCEEDED", Some(1)));
    assert_eq!(map_run.item_counts.unwrap().succeeded, 3);
}

#[tokio::test]
async fn leaves_a_map_run_alone_that_was_allowed_its_failures() {
    let mut apply = distributed_map(
        &json!({"Items": [1], "ToleratedFailurePercentage": 100}),
        &json!({"Type": "Fail", "Error": "Denied"}),
    );
    apply.as_object_mut().unwrap().remove("End");
    apply["Next"] = json!("Fragile");
    let aws = start(Engine::Patched).await;

    let failed = run(&aws, "Apply", json!({"Apply": apply, "Fragile": fails_at_first()})).await;
    let again = redriven(&aws, &failed.execution).await;

    assert_eq!(again.output, Some(json!(1)));
    let map_runs =
        states(&aws).list_map_runs().execution_arn(&failed.execution).send().await.unwrap().map_runs;
    let map_run = states(&aws).describe_map_run().map_run_arn(&map_runs[0].map_run_arn).send().await.unwrap();
    assert_eq!((map_run.redrive_count, map_run.item_counts.unwrap().failed), (Some(0), 1));
}

#[tokio::test]
async fn takes_an_aborted_map_run_up_again() {
    let mut apply = distributed_map(
        &json!({"Items": [1, 2], "MaxConcurrency": 1}),
        // Longer than the test; redriven, it is over at once.
        &json!({"Type": "Wait", "Next": "Done", "Seconds":
            "{% $states.input = 1 and $states.context.Execution.RedriveCount = 0 ? 100000 : 0 %}"}),
    );
    apply["ItemProcessor"]["States"]["Done"] = counts();
    let aws = start(Engine::Patched).await;
    let execution = start_run(&aws, "Apply", &json!({"Apply": apply})).await;
    let child = running_child(&aws, &execution).await;

    aws.abort(&execution).await.unwrap();
    let aborted = aws.follow(&execution).next().await.unwrap().unwrap();
    assert_eq!(aborted.status, Status::Aborted);
    let [known] = aborted.children.as_slice() else { panic!("the second item was started") };
    assert_eq!((&known.execution, &known.status), (&child, &Status::Aborted));

    assert_eq!(redriven(&aws, &execution).await.output, Some(json!([1, 0])));
}
