//! The requests to DynamoDB, S3 and Step Functions, and the answers that are not errors to us. Whether the conditions
//! hold what they promise is proven on a real table by the end-to-end stories.

use std::collections::BTreeSet;

use aws::{Executions, Lease, Ledger, Starter, Store};
use domain::grant::Share;
use domain::identifier::ExecutionArn;
use steps::ports::{ApiError, Executions as _, Head, Lease as _, Ledger as _, Starter as _, Store as _};

use crate::canned::{Canned, Reply};
use crate::session::hub;

const CONDITION_FAILED: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed"}"#;

fn run() -> ExecutionArn {
    "arn:aws:states:us-east-1:111111111111:execution:marketplace-steward-share-licenses:run-1"
        .parse()
        .unwrap()
}

fn share() -> Share {
    Share {
        license: "arn:aws:license-manager::9:license:l-1".parse().unwrap(),
        principal: "arn:aws:iam::222222222222:root".to_owned().into(),
    }
}

#[tokio::test]
async fn each_write_of_the_lease_has_its_condition_and_a_failed_one_is_not_an_error() {
    let server = Canned::start(vec![Reply::Whole(400, CONDITION_FAILED)]).await;
    let lease = Lease::new(&hub(&server.endpoint), "leases".into());
    assert!(!lease.take(None, &run()).await.unwrap());
    assert!(!lease.take(Some(&run()), &run()).await.unwrap());
    let marks = ["run-2".to_owned()].into();
    assert!(!lease.mark_dirty(&run(), &marks).await.unwrap());
    assert!(!lease.release(&run(), &marks).await.unwrap());
    assert!(!lease.release(&run(), &BTreeSet::new()).await.unwrap());

    let requests = server.requests();
    assert_eq!(requests.len(), 5, "none is tried twice");
    for (request, condition) in requests.iter().zip([
        "attribute_not_exists(holder)",
        "holder = :expected",
        "holder = :holder",
        "holder = :holder AND dirty = :seen",
        "holder = :holder AND attribute_not_exists(dirty)",
    ]) {
        let body = request.split_once("\r\n\r\n").unwrap().1;
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["ConditionExpression"], condition);
        assert_eq!(body["Key"]["pk"]["S"], "share-licenses");
    }
}

#[tokio::test]
async fn the_lease_is_read_consistently() {
    let item = r#"{"Item":{"pk":{"S":"share-licenses"},"holder":{"S":"arn:aws:states:us-east-1:111111111111:execution:m:run-1"},"dirty":{"SS":["run-2"]}}}"#;
    let server = Canned::start(vec![Reply::Whole(200, item)]).await;
    let state = Lease::new(&hub(&server.endpoint), "leases".into()).read().await.unwrap();
    assert_eq!((state.holder.unwrap().name(), state.dirty.len(), state.paused), ("run-1", 1, false));
    assert!(server.requests()[0].contains(r#""ConsistentRead":true"#));
}

#[tokio::test]
async fn a_head_comes_back_as_it_was_written() {
    let server = Canned::start(vec![Reply::Whole(200, "{}")]).await;
    let head = Head {
        share: share(),
        generation: 2,
        grant: Some("arn:aws:license-manager::111111111111:grant:g-1".parse().unwrap()),
        version: Some("3".into()),
        failures: 1,
        deleted: true,
        conflict: true,
    };
    Ledger::new(&hub(&server.endpoint), "ledger".into()).set_head(&head).await.unwrap();
    let request = server.requests().remove(0);
    let sent: serde_json::Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(
        sent["Item"]["sk"]["S"],
        "arn:aws:license-manager::9:license:l-1|arn:aws:iam::222222222222:root"
    );

    let answer = serde_json::json!({ "Items": [sent["Item"]], "LastEvaluatedKey": sent["Item"] }).to_string();
    let server = Canned::start(vec![Reply::Whole(200, answer.leak())]).await;
    let ledger = Ledger::new(&hub(&server.endpoint), "ledger".into());
    let page = ledger.heads(None).await.unwrap();
    assert_eq!(page.items, [head]);
    ledger.heads(page.next).await.unwrap();
    let second = &server.requests()[1];
    assert!(second.contains("ExclusiveStartKey") && second.contains("|arn:aws:iam"), "{second}");
}

#[tokio::test]
async fn a_share_that_was_never_granted_has_no_head() {
    let server = Canned::start(vec![Reply::Whole(200, "{}")]).await;
    assert_eq!(Ledger::new(&hub(&server.endpoint), "ledger".into()).head(&share()).await.unwrap(), None);
}

#[tokio::test]
async fn an_object_that_is_not_there_is_none_and_a_forbidden_one_is_an_error() {
    let missing = "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>";
    let server = Canned::start(vec![Reply::Whole(404, missing)]).await;
    assert_eq!(Store::new(&hub(&server.endpoint), "state".into()).get("policy.toml").await.unwrap(), None);
    assert!(server.requests()[0].starts_with("GET /state/policy.toml"), "an IP address wants the path style");

    let denied = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
    let server = Canned::start(vec![Reply::Whole(403, denied)]).await;
    let error = Store::new(&hub(&server.endpoint), "state".into()).get("policy.toml").await.unwrap_err();
    assert_eq!((error.operation, error.code.as_str()), ("s3:GetObject", "AccessDenied"));
}

#[tokio::test]
async fn an_object_that_breaks_off_is_no_answer() {
    let server = Canned::start(vec![Reply::BreaksOff("half of it")]).await;
    let error = Store::new(&hub(&server.endpoint), "state".into()).get("plan.json").await.unwrap_err();
    assert_eq!(error.code, ApiError::NO_ANSWER);
}

#[tokio::test]
async fn an_execution_runs_as_long_as_step_functions_does_not_say_that_it_ended() {
    for (status, running) in [
        ("RUNNING", true),
        ("PENDING_REDRIVE", true),
        ("BRAND_NEW", true),
        ("SUCCEEDED", false),
        ("FAILED", false),
        ("TIMED_OUT", false),
        ("ABORTED", false),
    ] {
        let body = format!(
            r#"{{"executionArn":"{run}","stateMachineArn":"m","startDate":1.0,"status":"{status}"}}"#,
            run = run()
        );
        let server = Canned::start(vec![Reply::Whole(200, body.leak())]).await;
        let answer = Executions::new(&hub(&server.endpoint)).is_running(&run()).await.unwrap();
        assert_eq!(answer, running, "{status}");
    }
    let gone = r#"{"__type":"ExecutionDoesNotExist","message":"gone"}"#;
    let server = Canned::start(vec![Reply::Whole(400, gone)]).await;
    assert!(!Executions::new(&hub(&server.endpoint)).is_running(&run()).await.unwrap());
}

#[tokio::test]
async fn a_run_that_was_started_before_is_not_an_error() {
    let exists = r#"{"__type":"ExecutionAlreadyExists","message":"exists"}"#;
    let server = Canned::start(vec![Reply::Whole(400, exists)]).await;
    assert!(!Starter::new(&hub(&server.endpoint), "m".into()).start("tag-1", "{}").await.unwrap());
}
