//! Answers to tasks that wait.

use aws::Tasks;
use domain::approval::{Answered, Decision};
use steps::ports::ApiError;
use steps::ports::approval::Tasks as _;

use crate::canned::{Canned, Reply};
use crate::session::hub;

const TOKEN: &str = "AQCsecret";

fn approved() -> Answered {
    let by = "arn:aws:states:us-east-1:111111111111:execution:m:approve-1".parse().unwrap();
    let (reason, at) = ("agreed".to_owned(), "2026-11-22T01:00:00Z".to_owned());
    Answered { decision: Decision::Approve, by: Some(by), reason, at }
}

async fn answered(replies: Vec<Reply>) -> (Result<bool, ApiError>, Vec<String>) {
    let server = Canned::start(replies).await;
    let answer = Tasks::new(&hub(&server.endpoint)).succeed(&TOKEN.to_owned().into(), &approved()).await;
    (answer, server.requests())
}

#[tokio::test]
async fn the_answer_is_the_result_of_the_task() {
    let (answer, requests) = answered(vec![Reply::Whole(200, "{}")]).await;

    assert!(answer.unwrap());
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    assert!(head.to_lowercase().contains("x-amz-target: awsstepfunctions.sendtasksuccess"), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["taskToken"], TOKEN);
    let output: Answered = serde_json::from_str(body["output"].as_str().unwrap()).unwrap();
    assert_eq!(output, approved());
}

#[tokio::test]
async fn a_task_that_waits_no_more_is_not_an_error() {
    for (code, message) in [
        ("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"),
        ("TaskDoesNotExist", "Task does not exist"),
        ("InvalidToken", "Invalid Token: 'AQCsecret'"),
    ] {
        let body = serde_json::json!({ "__type": code, "message": message }).to_string();
        let (answer, _) = answered(vec![Reply::Whole(400, body.leak())]).await;
        assert!(!answer.unwrap(), "{code}");
    }
}

/// The second try could be refused because of the first: the step, which knows that it was here, makes it.
#[tokio::test]
async fn an_answer_without_an_answer_is_not_given_twice() {
    let (answer, requests) = answered(vec![Reply::HangsUp, Reply::Whole(200, "{}")]).await;

    assert_eq!((answer.unwrap_err().code.as_str(), requests.len()), (ApiError::NO_ANSWER, 1));
}

#[tokio::test]
async fn no_error_shows_the_token() {
    let body = r#"{"__type":"AccessDeniedException","message":"not allowed to use AQCsecret"}"#;
    let (answer, _) = answered(vec![Reply::Whole(400, body)]).await;

    let error = answer.unwrap_err();
    assert_eq!((error.operation, error.code.as_str()), ("states:SendTaskSuccess", "AccessDeniedException"));
    assert_eq!(error.message, "not allowed to use (the token)");
    assert!(!format!("{error:?}").contains(TOKEN));
}
