//! The requests to DynamoDB, S3 and Step Functions, and the answers that are not errors to us. Whether the conditions
//! hold what they promise is proven on a real table by the end-to-end stories.

use aws::{Executions, Lease, Ledger, SetupLedger, Starter, Store};
use domain::grant::Share;
use domain::identifier::ExecutionArn;
use domain::lease::{Lease as LeaseState, Life};
use jiff::Timestamp;
use steps::ports::setup::{SetupEntry, SetupLedger as _};
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
async fn the_lease_is_replaced_only_if_it_still_is_what_was_read() {
    let server = Canned::start(vec![Reply::Whole(400, CONDITION_FAILED), Reply::Whole(200, "{}")]).await;
    let table = Lease::new(&hub(&server.endpoint), "leases".into());
    let held = LeaseState {
        holder: Some(run()),
        heir: Some(run()),
        redrives: 2,
        unsettled: true,
        dirty: ["run-2".to_owned()].into(),
        paused: true,
        paused_by: Some(run()),
    };
    assert!(
        !table.replace(&LeaseState::default(), &held).await.unwrap(),
        "no error, and it is not tried again"
    );
    assert!(table.replace(&held, &LeaseState::default()).await.unwrap());

    let bodies: Vec<serde_json::Value> = server
        .requests()
        .iter()
        .map(|request| serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap())
        .collect();
    let [taken, freed] = bodies.as_slice() else { panic!("{bodies:#?}") };
    assert_eq!(taken["Key"]["pk"]["S"], "share-licenses");
    assert_eq!(
        taken["UpdateExpression"],
        "SET holder = :holder, heir = :heir, redrives = :redrives, unsettled = :unsettled, dirty = :dirty, \
         paused = :paused, paused_by = :paused_by"
    );
    assert_eq!(
        taken["ConditionExpression"],
        "attribute_not_exists(holder) AND attribute_not_exists(heir) AND attribute_not_exists(redrives) \
         AND attribute_not_exists(unsettled) AND attribute_not_exists(dirty) \
         AND (attribute_not_exists(paused) OR paused = :no) AND attribute_not_exists(paused_by)"
    );
    assert_eq!(taken["ExpressionAttributeValues"][":dirty"]["SS"][0], "run-2");
    assert_eq!(
        freed["UpdateExpression"],
        "REMOVE holder, heir, redrives, unsettled, dirty, paused, paused_by"
    );
    assert_eq!(
        freed["ConditionExpression"],
        "holder = :seen_holder AND heir = :seen_heir AND redrives = :seen_redrives \
         AND unsettled = :seen_unsettled AND dirty = :seen_dirty \
         AND paused = :seen_paused AND paused_by = :seen_paused_by"
    );
    for (body, used) in [(taken, 8), (freed, 7)] {
        let values = body["ExpressionAttributeValues"].as_object().unwrap();
        assert_eq!(values.len(), used, "DynamoDB refuses values that nothing uses: {values:#?}");
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
        unshareable: true,
        left_off: Some("the accounts in which it is off".to_owned()),
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
async fn a_call_of_setup_lies_in_the_ledger_under_its_time_and_token() {
    let server = Canned::start(vec![Reply::Whole(200, "{}")]).await;
    let entry = SetupEntry {
        at: "2026-11-22T01:00:00Z".into(),
        operation: "iam:CreateServiceLinkedRole",
        token: "token-1".into(),
        run: run(),
        account: "111111111111".parse().unwrap(),
        fix: "Create the role.".into(),
        reason: "SETUP-005".into(),
        result: "sent".into(),
    };
    SetupLedger::new(&hub(&server.endpoint), "ledger".into()).record(&entry).await.unwrap();
    let request = server.requests().remove(0);
    let sent: serde_json::Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
    let text = |value: &str| serde_json::json!({ "S": value });
    assert_eq!(
        sent["Item"],
        serde_json::json!({
            "pk": text("setup"),
            "sk": text("2026-11-22T01:00:00Z#token-1"),
            "operation": text("iam:CreateServiceLinkedRole"),
            "run": text(run().as_str()),
            "account": text("111111111111"),
            "fix": text("Create the role."),
            "reason": text("SETUP-005"),
            "result": text("sent"),
        })
    );
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
    let running = Life::Running { redrives: 2 };
    let ended = Life::Ended("2026-11-22T01:00:00Z".parse().unwrap());
    for (status, life) in [
        ("RUNNING", running),
        ("PENDING_REDRIVE", running),
        ("BRAND_NEW", running),
        ("SUCCEEDED", ended),
        ("FAILED", ended),
        ("TIMED_OUT", ended),
        ("ABORTED", ended),
    ] {
        // 2026-11-22T01:00:00Z; an execution that was redriven still tells of the end before.
        let body = format!(
            r#"{{"executionArn":"{run}","stateMachineArn":"m","startDate":1.0,"stopDate":1795309200.0,"redriveCount":2,"status":"{status}"}}"#,
            run = run()
        );
        let server = Canned::start(vec![Reply::Whole(200, body.leak())]).await;
        let answer = Executions::new(&hub(&server.endpoint)).life(&run()).await.unwrap();
        assert_eq!(answer, life, "{status}");
    }
}

#[tokio::test]
async fn an_execution_that_is_forgotten_ended_long_ago_and_one_without_an_end_is_no_answer() {
    let gone = r#"{"__type":"ExecutionDoesNotExist","message":"gone"}"#;
    let server = Canned::start(vec![Reply::Whole(400, gone)]).await;
    let life = Executions::new(&hub(&server.endpoint)).life(&run()).await.unwrap();
    assert_eq!(life, Life::Ended(Timestamp::MIN));

    let odd = r#"{"executionArn":"e","stateMachineArn":"m","startDate":1.0,"status":"FAILED"}"#;
    let server = Canned::start(vec![Reply::Whole(200, odd)]).await;
    let error = Executions::new(&hub(&server.endpoint)).life(&run()).await.unwrap_err();
    assert_eq!(error.code, ApiError::UNREADABLE);
}

#[tokio::test]
async fn a_run_that_was_started_before_is_not_an_error() {
    let exists = r#"{"__type":"ExecutionAlreadyExists","message":"exists"}"#;
    let server = Canned::start(vec![Reply::Whole(400, exists)]).await;
    assert!(!Starter::new(&hub(&server.endpoint), "m".into()).start("tag-1", "{}").await.unwrap());
}
