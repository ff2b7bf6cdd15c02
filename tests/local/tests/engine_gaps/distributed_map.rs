//! The patch `distributed_map`.

use local::{Engine, Status};
use serde_json::{Value, json};

use crate::machine::{deploy, distributed_map, ended, run, start, states, template};

#[tokio::test]
async fn a_distributed_map_evaluates_jsonata() {
    let states = json!({"Apply": distributed_map(
        &json!({
            "Items": "{% [1, 2] %}",
            "ItemSelector": {"n": "{% $states.context.Map.Item.Value %}", "from": "{% $states.input.from %}"},
            "MaxConcurrency": "{% 1 + 1 %}",
            "Output": {"sum": "{% $sum($states.result.n) %}", "from": "{% $states.result[0].from %}"},
        }),
        &json!({"Type": "Pass", "End": true}),
    )});

    let stock = run(&start(Engine::Stock).await, "Apply", states.clone()).await;
    assert_ne!(
        stock.output,
        Some(json!({"sum": 3, "from": "input"})),
        "this part of the patch distributed_map can go"
    );

    let ours = run(&start(Engine::Patched).await, "Apply", states).await;
    assert_eq!(ours.output, Some(json!({"sum": 3, "from": "input"})), "{:?} {:?}", ours.error, ours.cause);
}

#[tokio::test]
async fn a_child_knows_its_own_execution_and_no_variable_of_the_parent() {
    let states = json!({
        "Remember": {"Type": "Pass", "Assign": {"secret": "of the parent"}, "Output": [{"item": 1}], "Next": "Apply"},
        "Apply": distributed_map(
            // `Items` is left out, so that the stock engine reads its input as the items as well.
            &json!({}),
            &json!({"Type": "Pass", "End": true, "Output": {
                "sees": "{% $exists($secret) %}",
                "input": "{% $states.context.Execution.Input %}",
                "id": "{% $states.context.Execution.Id %}",
            }}),
        ),
    });

    let stock = run(&start(Engine::Stock).await, "Remember", states.clone()).await.output.unwrap();
    assert_eq!(stock[0]["sees"], true, "this part of the patch distributed_map can go");

    let ours = run(&start(Engine::Patched).await, "Remember", states).await;
    let child = &ours.output.as_ref().unwrap()[0];
    assert_eq!((&child["sees"], &child["input"]), (&json!(false), &json!({"item": 1})));
    assert_ne!(child["id"], ours.execution);
}

#[tokio::test]
async fn a_result_writer_leaves_the_map_run_and_where_its_results_are() {
    let apply = distributed_map(
        &json!({
            "Label": "Apply",
            "ResultWriter": {
                "Resource": "arn:aws:states:::s3:putObject",
                "Arguments": {"Bucket": "results", "Prefix": "{% 'runs/' & $states.input[0] %}"},
            },
        }),
        &json!({"Type": "Pass", "End": true}),
    );
    let definition = json!({"QueryLanguage": "JSONata", "StartAt": "Items", "States": {
        "Items": {"Type": "Pass", "Output": ["one"], "Next": "Apply"}, "Apply": apply,
    }});
    let mut template = template(&definition);
    template["Resources"]["Bucket"] =
        json!({"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "results"}});
    for engine in [Engine::Stock, Engine::Patched] {
        let aws = start(engine).await;
        let deployment = deploy(&aws, &template).await.unwrap();
        let execution = aws.start_run(deployment.output("Machine").unwrap(), &json!({})).await.unwrap();
        let output = ended(&aws, &execution).await.output.unwrap();
        if engine == Engine::Stock {
            assert_eq!(output, json!(["one"]), "this part of the patch distributed_map can go");
            continue;
        }
        let map_runs = states(&aws).list_map_runs().execution_arn(&execution).send().await.unwrap().map_runs;
        let (arn, id) = (&map_runs[0].map_run_arn, map_runs[0].map_run_arn.rsplit(':').next().unwrap());
        let parts: Vec<&str> = execution.split(':').collect();
        assert_eq!(arn, &format!("arn:aws:states:us-east-1:111111111111:mapRun:{}/Apply:{id}", parts[6]));
        let key = format!("runs/one/{id}/manifest.json");
        assert_eq!(
            output,
            json!({"MapRunArn": arn, "ResultWriterDetails": {"Bucket": "results", "Key": key}}),
        );
        let manifest: Value = serde_json::from_slice(&aws.object("results", &key).await.unwrap()).unwrap();
        let written = manifest["ResultFiles"]["SUCCEEDED"][0]["Key"].as_str().unwrap();
        let written: Value = serde_json::from_slice(&aws.object("results", written).await.unwrap()).unwrap();
        assert_eq!((&written[0]["Output"], &written[0]["Status"]), (&json!("\"one\""), &json!("SUCCEEDED")));
        let child = written[0]["ExecutionArn"].as_str().unwrap();
        assert!(child.contains(&format!(":execution:{}/Apply:", parts[6])), "{child}");
    }
}

/// What `ToleratedFailurePercentage` promises, on ours.
#[tokio::test]
async fn a_failed_child_leaves_the_others_alone() {
    let aws = start(Engine::Patched).await;
    let child = json!({
        "Type": "Choice",
        "Choices": [{"Condition": "{% $states.input.item = 2 %}", "Next": "Fail"}],
        "Default": "Pass",
    });
    let mut apply = distributed_map(&json!({"Items": [{"item": 1}, {"item": 2}, {"item": 3}]}), &child);
    apply["ItemProcessor"]["States"]["Fail"] = json!({"Type": "Fail", "Error": "Denied"});
    apply["ItemProcessor"]["States"]["Pass"] = json!({"Type": "Pass", "End": true});

    let strict = run(&aws, "Apply", json!({"Apply": apply.clone()})).await;
    assert_eq!(strict.error.as_deref(), Some("States.ExceedToleratedFailureThreshold"));

    apply["ToleratedFailurePercentage"] = json!(100.0);
    let aws = start(Engine::Patched).await;
    let tolerant = run(&aws, "Apply", json!({"Apply": apply})).await;
    assert_eq!(tolerant.status, Status::Succeeded);
}
