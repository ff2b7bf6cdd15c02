//! What goes on the bus (AWS-FACTS 8.2, 8.3).

use serde_json::{Value, json};
use sim::{EventFaults, Options};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::client::{HUB, MEMBER, by_hand, start};

fn names(events: &mut UnboundedReceiver<Value>) -> Vec<String> {
    let mut names = Vec::new();
    while let Ok(event) = events.try_recv() {
        names.push(event["detail"]["eventName"].as_str().unwrap().to_owned());
    }
    names
}

#[tokio::test]
async fn tagging_an_account_puts_the_event_of_the_call_on_the_bus() {
    let (sim, hub) = start(by_hand()).await;
    let mut events = sim.events();
    let tags = json!({"ResourceId": MEMBER, "Tags": [{"Key": "marketplace-licence", "Value": "true"}]});
    hub.organizations("TagResource", tags).await.ok();
    let event = events.try_recv().unwrap();
    assert_eq!(event["source"], "aws.organizations");
    assert_eq!(event["detail-type"], "AWS API Call via CloudTrail");
    assert_eq!(event["account"], HUB);
    assert_eq!(event["region"], "us-east-1");
    assert_eq!(event["time"], "2026-11-22T01:00:00Z");
    assert_eq!(event["version"], "0");
    assert_eq!(event["resources"], json!([]));
    let detail = &event["detail"];
    assert_eq!(detail["eventSource"], "organizations.amazonaws.com");
    assert_eq!(detail["eventName"], "TagResource");
    assert_eq!(detail["eventType"], "AwsApiCall");
    assert_eq!(detail["readOnly"], false);
    assert_eq!(detail["responseElements"], Value::Null);
    assert_eq!(
        detail["requestParameters"],
        json!({"resourceId": MEMBER, "tags": [{"key": "marketplace-licence", "value": "true"}]})
    );
    assert!(events.try_recv().is_err());
}

#[tokio::test]
async fn a_grant_call_shows_request_and_answer() {
    let (sim, hub) = start(by_hand()).await;
    let mut events = sim.events();
    let arn = hub.create_grant("Finch", MEMBER).await;
    let event = events.try_recv().unwrap();
    assert_eq!(event["source"], "aws.license-manager");
    let detail = &event["detail"];
    assert_eq!(detail["eventName"], "CreateGrant");
    assert_eq!(detail["requestParameters"]["principals"], json!([format!("arn:aws:iam::{MEMBER}:root")]));
    assert_eq!(
        detail["responseElements"],
        json!({"grantArn": arn, "status": "PENDING_WORKFLOW", "version": "1"})
    );
}

#[tokio::test]
async fn reads_are_silent_and_refused_writes_carry_their_error() {
    let (sim, hub) = start(by_hand()).await;
    let mut events = sim.events();
    hub.organizations("ListAccounts", json!({})).await.ok();
    assert!(events.try_recv().is_err());
    hub.organizations("UntagResource", json!({"ResourceId": "999999999999", "TagKeys": []})).await;
    let event = events.try_recv().unwrap();
    assert_eq!(event["detail"]["errorCode"], "TargetNotFoundException");
}

#[tokio::test]
async fn what_organizations_does_by_itself_is_a_service_event() {
    let (sim, _hub) = start(by_hand()).await;
    let mut events = sim.events();
    sim.close_account(MEMBER).unwrap();
    assert_eq!(names(&mut events), ["CloseAccount"]);
    sim.clock().advance_seconds(120);
    let closed = events.recv().await.unwrap();
    assert_eq!(closed["detail-type"], "AWS Service Event via CloudTrail");
    assert_eq!(closed["detail"]["serviceEventDetails"]["closeAccountStatus"]["accountId"], MEMBER);
    assert_eq!(closed["detail"]["eventType"], "AwsServiceEvent");

    sim.remove_account("201000000001").unwrap();
    assert_eq!(names(&mut events), ["RemoveAccountFromOrganization", "AccountDepartedOrganization"]);
    sim.suspend_account("201000000002");
    assert!(names(&mut events).is_empty(), "AWS suspends without an event");
}

#[tokio::test]
async fn events_can_be_lost_doubled_and_reordered() {
    let story = |faults: EventFaults| async move {
        let (sim, _hub) = start(Options { event_faults: faults, ..by_hand() }).await;
        let mut events = sim.events();
        for number in 0..30 {
            sim.tag_account(MEMBER, "n", &number.to_string()).unwrap();
        }
        let mut values = Vec::new();
        while let Ok(event) = events.try_recv() {
            let value = &event["detail"]["requestParameters"]["tags"][0]["value"];
            values.push(value.as_str().unwrap().parse::<u32>().unwrap());
        }
        values
    };
    assert!(story(EventFaults { lost: 0.5, ..EventFaults::default() }).await.len() < 25);
    assert!(story(EventFaults { duplicate: 0.5, ..EventFaults::default() }).await.len() > 35);
    let reordered = story(EventFaults { reordered: 0.5, ..EventFaults::default() }).await;
    assert!(!reordered.is_sorted());
}
