//! Grants that wait for their grantee, and grants that do not.

use serde_json::json;
use sim::{GrantStatus, Sim};

use crate::client::{Client, MEMBER, by_hand, start};

/// A grant that waits, because License Manager is not linked to the organization.
async fn waiting() -> (Sim, Client, String) {
    let (sim, hub) = start(by_hand()).await;
    sim.link_license_manager(false);
    let arn = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(120);
    (sim, hub, arn)
}

#[tokio::test]
async fn without_the_link_a_grant_waits_and_its_grantee_accepts_it() {
    let (sim, hub, arn) = waiting().await;
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "PENDING_ACCEPT");
    let member = hub.with_key(MEMBER);
    let accepted = member.license_manager("AcceptGrant", json!({"GrantArn": arn})).await.ok();
    assert_eq!(accepted["Status"], "PENDING_WORKFLOW");
    sim.clock().advance_seconds(120);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "DISABLED");
}

#[tokio::test]
async fn a_grant_waits_in_spite_of_the_link_where_the_services_are_told_so() {
    let (sim, hub) = start(by_hand()).await;
    sim.let_grants_wait(true);
    let arn = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(120);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "PENDING_ACCEPT");
}

#[tokio::test]
async fn the_granter_can_not_accept_for_the_grantee() {
    let (_sim, hub, arn) = waiting().await;
    let (code, message) = hub.license_manager("AcceptGrant", json!({"GrantArn": arn})).await.error();
    assert_eq!(code, "ValidationException");
    assert_eq!(message, "Caller arn:aws:iam::111111111111:root is not allowed to accept this grant.");
}

#[tokio::test]
async fn accepting_what_was_accepted_automatically_is_refused_with_the_seen_text() {
    let (sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(120);
    let member = hub.with_key(MEMBER);
    let (code, message) = member.license_manager("AcceptGrant", json!({"GrantArn": arn})).await.error();
    assert_eq!(code, "ValidationException");
    assert_eq!(message, format!("Caller arn:aws:iam::{MEMBER}:root is not allowed to accept this grant."));
}

#[tokio::test]
async fn a_rejected_grant_is_over_and_makes_room_for_a_new_one() {
    let (sim, hub, arn) = waiting().await;
    sim.reject_grant(MEMBER, &arn).unwrap();
    assert_eq!(sim.grants_of(MEMBER)[0].status, GrantStatus::Rejected);
    let mut again = hub.grant_request("Finch", MEMBER).await;
    again["ClientToken"] = json!("another");
    hub.license_manager("CreateGrant", again).await.ok();
}

#[tokio::test]
async fn a_waiting_grant_can_not_be_activated_but_taken_back() {
    let (_sim, hub, arn) = waiting().await;
    assert_eq!(hub.set_status(&arn, "ACTIVE", None).await.error().0, "ValidationException");
    hub.license_manager("DeleteGrant", json!({"GrantArn": arn, "Version": "1"})).await.ok();
}

#[tokio::test]
async fn the_link_can_be_read_and_set_by_the_management_account() {
    let (sim, hub) = start(by_hand()).await;
    let settings = hub.license_manager("GetServiceSettings", json!({})).await.ok();
    assert_eq!(settings["OrganizationConfiguration"]["EnableIntegration"], true);
    assert!(settings["LicenseManagerResourceShareArn"].is_string());

    sim.link_license_manager(false);
    sim.set_trust("license-manager.amazonaws.com", false);
    let link = json!({"OrganizationConfiguration": {"EnableIntegration": true}});
    let member = hub.with_key(MEMBER);
    assert_eq!(
        member.license_manager("UpdateServiceSettings", link.clone()).await.error().0,
        "AccessDeniedException"
    );
    hub.license_manager("UpdateServiceSettings", link).await.ok();
    sim.clock().advance_seconds(200);
    hub.create_grant("Finch", MEMBER).await;
}
