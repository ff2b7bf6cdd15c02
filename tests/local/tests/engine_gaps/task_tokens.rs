//! The patch `task_tokens`: a person is asked inside the children of a Distributed Map.

use local::{Ended, Engine, LocalAws, Status};
use serde_json::{Value, json};

use crate::machine::{deploy, distributed_map, ended, running_child, start, states, template};

/// Puts the token that it is given into the bucket, under the name of what it is about.
const KEEPS_THE_TOKEN: &str = r#"
import os, urllib.request

def handler(event, _):
    if event["token"] is None:
        raise ValueError("no token")
    url = f"{os.environ['AWS_ENDPOINT_URL']}/tokens/{event['about']}"
    credential = "111111111111/20261122/us-east-1/s3/aws4_request"
    signed = {"Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"}
    urllib.request.urlopen(urllib.request.Request(url, event["token"].encode(), signed, method="PUT"))
"#;

/// A Map with one child, in which a Task waits for an answer.
fn asks(more: &Value) -> Value {
    let mut task = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Arguments": {
            "FunctionName": "keeps-the-token",
            "Payload": {
                "token": "{% $states.context.Task.Token %}",
                "about": "{% $string($states.context.Execution.RedriveCount) & '-' & $string($states.context.State.RetryCount) %}",
            },
        },
        "Output": {"answer": "{% $states.result %}"},
        "End": true,
    });
    task.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    distributed_map(&json!({"Items": [1]}), &task)
}

async fn started(aws: &LocalAws, map: Value) -> String {
    let definition = json!({"QueryLanguage": "JSONata", "StartAt": "Map", "States": {"Map": map}});
    let mut template = template(&definition);
    template["Resources"]["Tokens"] =
        json!({"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "tokens"}});
    template["Resources"]["Function"] = json!({"Type": "AWS::Lambda::Function", "Properties": {
        "FunctionName": "keeps-the-token", "Runtime": "python3.12", "Handler": "index.handler",
        "Role": "arn:aws:iam::111111111111:role/engine", "Code": {"ZipFile": KEEPS_THE_TOKEN},
    }});
    let deployment = deploy(aws, &template).await.unwrap();
    aws.start_run(deployment.output("Machine").unwrap(), &json!({})).await.unwrap()
}

/// The token of a redrive and a Retry, as soon as it is there.
async fn token(aws: &LocalAws, execution: &str, about: &str) -> String {
    let mut follow = aws.follow(execution);
    while follow.next().await.unwrap().is_some() {
        if let Ok(token) = aws.object("tokens", about).await {
            return String::from_utf8(token).unwrap();
        }
    }
    let ended = follow.ended().await.unwrap();
    panic!("{execution} asked nothing: {ended:?}\n{}", aws.log_tail())
}

/// The code of the error; nothing when the answer was taken.
async fn answer(aws: &LocalAws, token: &str, answer: &Value) -> Option<String> {
    let answer = states(aws).send_task_success().task_token(token).output(answer.to_string()).send().await;
    answer.err().map(|error| error.into_service_error().meta().code().unwrap().to_owned())
}

fn told(ended: &Ended) -> (&Status, Option<&str>) {
    (&ended.status, ended.error.as_deref())
}

#[tokio::test]
async fn the_first_answer_is_the_result_of_the_task() {
    let aws = start(Engine::Patched).await;
    let execution = started(&aws, asks(&json!({"TimeoutSeconds": 86_400}))).await;
    let token = token(&aws, &execution, "0-0").await;

    assert_eq!(answer(&aws, &token, &json!({"decision": "approve"})).await, None);
    let second = answer(&aws, &token, &json!({"decision": "reject"})).await;

    assert_eq!(second.as_deref(), Some("TaskTimedOut"));
    let ended = ended(&aws, &execution).await;
    assert_eq!(ended.output, Some(json!([{"answer": {"decision": "approve"}}])), "{:?}", told(&ended));
}

#[tokio::test]
async fn nobody_answers_and_the_seconds_are_scaled() {
    let aws = start(Engine::Patched).await;
    let mut map = asks(&json!({"TimeoutSeconds": 100, "Catch": [
        {"ErrorEquals": ["States.Timeout"], "Output": {"answer": "none"}, "Next": "Late"},
    ]}));
    map["ItemProcessor"]["States"]["Late"] = json!({"Type": "Pass", "End": true});
    let execution = started(&aws, map).await;
    let token = token(&aws, &execution, "0-0").await;

    let ended = ended(&aws, &execution).await;

    assert_eq!(ended.output, Some(json!([{"answer": "none"}])), "{:?}", told(&ended));
    assert_eq!(answer(&aws, &token, &json!({})).await.as_deref(), Some("TaskTimedOut"));
}

#[tokio::test]
async fn a_stopped_run_takes_no_answer_and_waits_anew_when_it_is_redriven() {
    let aws = start(Engine::Patched).await;
    let execution = started(&aws, asks(&json!({"TimeoutSeconds": 86_400}))).await;
    let before = token(&aws, &execution, "0-0").await;
    running_child(&aws, &execution).await;

    aws.abort(&execution).await.unwrap();
    assert_eq!(answer(&aws, &before, &json!({})).await.as_deref(), Some("TaskTimedOut"));

    aws.redrive(&execution).await.unwrap();
    let after = token(&aws, &execution, "1-0").await;
    assert_ne!(before, after);
    assert_eq!(answer(&aws, &before, &json!({})).await.as_deref(), Some("TaskTimedOut"));
    assert_eq!(answer(&aws, &after, &json!("yes")).await, None);
    let ended = ended(&aws, &execution).await;
    assert_eq!(ended.output, Some(json!([{"answer": "yes"}])), "{:?}", told(&ended));
}

#[tokio::test]
async fn a_function_that_cannot_take_the_token_fails_the_task() {
    // On the stock engine it waits for real seconds.
    let fails = json!({"TimeoutSeconds": 2, "Arguments": {
        "FunctionName": "keeps-the-token", "Payload": {"token": null, "about": "nothing"},
    }});
    for engine in [Engine::Stock, Engine::Patched] {
        let aws = start(engine).await;
        let ended = ended(&aws, &started(&aws, in_line(asks(&fails))).await).await;
        let cause = ended.cause.unwrap();
        if engine == Engine::Stock {
            assert!(cause.contains("timed out"), "this part of the patch task_tokens can go: {cause}");
        } else {
            assert!(cause.contains("no token"), "{cause}");
        }
    }
}

#[tokio::test]
async fn a_retry_has_a_token_of_its_own() {
    let aws = start(Engine::Patched).await;
    let retry = json!([{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1, "IntervalSeconds": 1}]);
    let execution = started(&aws, asks(&json!({"TimeoutSeconds": 100, "Retry": retry}))).await;
    let (first, second) = (token(&aws, &execution, "0-0").await, token(&aws, &execution, "0-1").await);
    assert_ne!(first, second);
}

/// The same Task in an inline Map, which the stock engine understands.
fn in_line(mut map: Value) -> Value {
    map["ItemProcessor"]["ProcessorConfig"] = json!({"Mode": "INLINE"});
    map
}
