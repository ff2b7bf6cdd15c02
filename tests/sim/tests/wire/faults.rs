//! Faults on purpose, and the record of calls.

use serde_json::json;
use sim::{AimedFault, Fault, Faults, Sim};

use crate::client::{Client, MEMBER, by_hand, start, text};

fn aimed(fault: Fault) -> Faults {
    let operation = "license-manager.CreateGrant".to_owned();
    Faults { aimed: vec![AimedFault { operation, call: 1, fault }], ..Faults::none() }
}

async fn start_with(faults: Faults) -> (Sim, Client) {
    let (sim, hub) = start(by_hand()).await;
    sim.set_faults(faults);
    (sim, hub)
}

#[tokio::test]
async fn a_lost_answer_closes_the_connection_and_the_repeat_finds_the_same_grant() {
    let (sim, hub) = start_with(aimed(Fault::LostAnswer)).await;
    let request = hub.grant_request("Finch", MEMBER).await;
    let lost = hub.json("license-manager", "AWSLicenseManager.CreateGrant", &request).await;
    assert!(lost.is_err(), "{lost:?}");
    let applied = sim.grants_of(MEMBER);
    assert_eq!(applied.len(), 1);
    let repeated = hub.license_manager("CreateGrant", request).await.ok();
    assert_eq!(text(&repeated["GrantArn"]), applied[0].arn);
    assert!(sim.calls().log.iter().any(|call| call.lost));
}

#[tokio::test]
async fn a_lost_answer_can_come_as_a_server_error() {
    let (sim, hub) = start_with(aimed(Fault::LostInServerError)).await;
    let request = hub.grant_request("Finch", MEMBER).await;
    let answer = hub.license_manager("CreateGrant", request).await;
    assert_eq!((answer.status, text(&answer.body["__type"]).as_str()), (500, "ServerInternalException"));
    assert_eq!(sim.grants_of(MEMBER).len(), 1);
}

#[tokio::test]
async fn throttles_and_server_errors_apply_nothing() {
    for (fault, status, code) in [
        (Fault::Throttle, 400, "RateLimitExceededException"),
        (Fault::ServerError, 500, "ServerInternalException"),
    ] {
        let (sim, hub) = start_with(aimed(fault)).await;
        let request = hub.grant_request("Finch", MEMBER).await;
        let answer = hub.license_manager("CreateGrant", request).await;
        assert_eq!((answer.status, text(&answer.body["__type"]).as_str()), (status, code));
        assert!(sim.grants_of(MEMBER).is_empty());
    }
}

#[tokio::test]
async fn the_same_seed_and_order_give_the_same_faults() {
    let mut stories = Vec::new();
    for seed in [5, 5, 6] {
        let (sim, hub) = start_with(Faults::mixed(seed)).await;
        for _ in 0..40 {
            // Whether it is answered is what this is about.
            let _ = hub.json("organizations", "AWSOrganizationsV20161128.ListAccounts", &json!({})).await;
        }
        stories.push(sim.calls().log.iter().map(|call| (call.code.clone(), call.lost)).collect::<Vec<_>>());
    }
    assert_eq!(stories[0], stories[1]);
    assert_ne!(stories[0], stories[2]);
    let throttled = stories[0].iter().filter(|(code, _)| code.as_deref() == Some("TooManyRequestsException"));
    assert!((1..=10).contains(&throttled.count()));
}

#[tokio::test]
async fn calls_are_counted_by_operation_until_they_are_forgotten() {
    let (sim, hub) = start(by_hand()).await;
    hub.create_grant("Finch", MEMBER).await;
    hub.organizations("ListAccounts", json!({})).await.ok();
    hub.tagging(json!({})).await.ok();
    let calls = sim.calls();
    assert_eq!(calls.of("license-manager.CreateGrant"), 1);
    assert_eq!(calls.of("organizations.ListAccounts"), 1);
    assert_eq!(calls.of("tagging.GetResources"), 1);
    assert_eq!(calls.mutating(), 1);
    sim.reset_calls();
    assert!(sim.calls().log.is_empty());
    sim.tag_account(MEMBER, "a", "b").unwrap();
    assert_eq!(sim.calls().mutating(), 0, "what a story does is no call");
}
