//! What `CreateGrant` refuses, and with which words.

use serde_json::{Value, json};
use sim::{DuplicateGrantCode, LicenseStatus, Options, TokenReuse, WorldFile};

use crate::client::{Client, HUB, MEMBER, by_hand, start, start_world, text};

/// The error of a good request after one change to it.
async fn refusal(hub: &Client, change: impl FnOnce(&mut Value)) -> (String, String) {
    let mut request = hub.grant_request("Harbour Linux", MEMBER).await;
    change(&mut request);
    hub.license_manager("CreateGrant", request).await.error()
}

#[tokio::test]
async fn the_same_token_and_body_give_the_same_grant() {
    let (sim, hub) = start(by_hand()).await;
    let request = hub.grant_request("Harbour Linux", MEMBER).await;
    let first = hub.license_manager("CreateGrant", request.clone()).await.ok();
    let second = hub.license_manager("CreateGrant", request).await.ok();
    assert_eq!(first, second);
    assert_eq!(sim.grants_of(MEMBER).len(), 1);
}

#[tokio::test]
async fn the_same_token_with_another_body_is_refused() {
    let (_sim, hub) = start(by_hand()).await;
    hub.create_grant("Harbour Linux", MEMBER).await;
    let (code, message) = refusal(&hub, |request| request["GrantName"] = json!("another name")).await;
    assert_eq!(code, "ValidationException");
    assert!(message.contains("ClientToken"), "{message}");
}

#[tokio::test]
async fn the_same_token_with_another_body_can_be_set_to_repeat_the_first_answer() {
    let (_sim, hub) = start(Options { token_reuse: TokenReuse::FirstAnswer, ..by_hand() }).await;
    let first = hub.create_grant("Harbour Linux", MEMBER).await;
    let mut request = hub.grant_request("Harbour Linux", MEMBER).await;
    request["GrantName"] = json!("another name");
    assert_eq!(hub.license_manager("CreateGrant", request).await.ok()["GrantArn"], first);
}

#[tokio::test]
async fn a_second_live_grant_for_a_license_and_principal_is_refused() {
    for (code, name) in [
        (DuplicateGrantCode::Validation, "ValidationException"),
        (DuplicateGrantCode::InvalidParameterValue, "InvalidParameterValueException"),
        (DuplicateGrantCode::Conflict, "ConflictException"),
        (DuplicateGrantCode::ResourceLimitExceeded, "ResourceLimitExceededException"),
    ] {
        let (_sim, hub) = start(Options { duplicate_grant_code: code, ..by_hand() }).await;
        hub.create_grant("Harbour Linux", MEMBER).await;
        let refused = refusal(&hub, |request| request["ClientToken"] = json!("another")).await;
        assert_eq!(refused.0, name);
        assert!(refused.1.contains("already"), "{}", refused.1);
    }
}

#[tokio::test]
async fn another_region_than_the_home_of_the_license_is_refused() {
    let (_sim, hub) = start(by_hand()).await;
    let request = hub.grant_request("Harbour Linux", MEMBER).await;
    let (code, message) = hub.in_region("eu-west-2").license_manager("CreateGrant", request).await.error();
    assert_eq!(code, "ValidationException");
    assert_eq!(message, "Grant can only be created in resource home AWS region: us-east-1");
}

#[tokio::test]
async fn without_trusted_access_of_license_manager_nothing_is_shared() {
    let (sim, hub) = start(by_hand()).await;
    sim.set_trust("license-manager.amazonaws.com", false);
    let (code, message) = refusal(&hub, |_| ()).await;
    assert_eq!(code, "ValidationException");
    assert_eq!(
        message,
        "Grantor has disabled Trusted Access to AWS License Manager Service in AWS Organizations"
    );
}

#[tokio::test]
async fn a_grant_allows_no_more_than_the_license_came_with() {
    let (_sim, hub) = start(by_hand()).await;
    let (code, message) =
        refusal(&hub, |request| request["AllowedOperations"] = json!(["CreateToken"])).await;
    assert_eq!(code, "ValidationException");
    assert!(message.contains("CreateToken"), "{message}");

    let license = hub.license("Harbour Linux").await;
    let parent = text(&license["LicenseMetadata"][0]["Value"]);
    let granted = hub.grant(&parent).await["GrantedOperations"].clone();
    assert!(granted.as_array().unwrap().contains(&json!("CreateGrant")));
    assert_eq!(license["ReceivedMetadata"]["AllowedOperations"], granted);
}

#[tokio::test]
async fn exactly_one_principal_is_taken_and_it_is_neither_the_granter_nor_a_stranger() {
    let (_sim, hub) = start(by_hand()).await;
    let one = format!("arn:aws:iam::{MEMBER}:root");
    for principals in [
        json!([]),
        json!([one, one]),
        json!([format!("arn:aws:iam::{HUB}:root")]),
        json!(["arn:aws:iam::999999999999:root"]),
        json!(["arn:aws:organizations::111111111111:ou/o-hf4tz81kqe/ou-hf01-00000000"]),
    ] {
        let (code, _) = refusal(&hub, |request| request["Principals"] = principals).await;
        assert_eq!(code, "ValidationException");
    }
    let (code, _) = refusal(&hub, |request| request["Principals"] = json!([MEMBER])).await;
    assert_eq!(code, "InvalidParameterValueException");
}

#[tokio::test]
async fn only_available_licenses_that_may_be_shared_are_shared() {
    let (sim, hub) = start(by_hand()).await;
    let mut saas = hub.grant_request("Tidewatch", MEMBER).await;
    saas["AllowedOperations"] = json!(["CheckoutLicense"]);
    assert_eq!(hub.license_manager("CreateGrant", saas).await.error().0, "ValidationException");
    let expired = hub.grant_request("Brightline", MEMBER).await;
    let (code, message) = hub.license_manager("CreateGrant", expired).await.error();
    assert_eq!(code, "ValidationException");
    assert!(message.contains("EXPIRED"), "{message}");

    let license = text(&hub.license("Harbour Linux").await["LicenseArn"]);
    sim.set_license_status(&license, LicenseStatus::Suspended);
    assert_eq!(refusal(&hub, |_| ()).await.0, "ValidationException");
}

#[tokio::test]
async fn who_only_received_a_license_can_not_share_it() {
    let (_sim, hub) = start(by_hand()).await;
    let request = hub.grant_request("Harbour Linux", MEMBER).await;
    let (code, _) = hub.with_key("201000000001").license_manager("CreateGrant", request).await.error();
    assert_eq!(code, "AccessDeniedException");
}

#[tokio::test]
async fn options_are_for_activating_calls_on_marketplace_licenses() {
    let (sim, hub) = start(by_hand()).await;
    let desired = json!({"DesiredStatus": "ACTIVE"});
    assert_eq!(refusal(&hub, |request| request["Options"] = desired).await.0, "ValidationException");
    let behavior = json!({"ActivationOverrideBehavior": "DISTRIBUTED_GRANTS_ONLY"});
    assert_eq!(refusal(&hub, |request| request["Options"] = behavior).await.0, "ValidationException");

    let license = text(&hub.license("Brightline").await["LicenseArn"]);
    sim.set_license_status(&license, LicenseStatus::Available);
    let arn = hub.create_grant("Brightline", MEMBER).await;
    sim.clock().advance_seconds(120);
    let (code, message) = hub.set_status(&arn, "ACTIVE", Some("DISTRIBUTED_GRANTS_ONLY")).await.error();
    assert_eq!(code, "ValidationException");
    assert!(message.contains("Marketplace"), "{message}");
}

#[tokio::test]
async fn missing_members_are_named() {
    let (_sim, hub) = start(by_hand()).await;
    for member in ["ClientToken", "GrantName", "LicenseArn", "Principals", "HomeRegion", "AllowedOperations"]
    {
        let (code, message) = refusal(&hub, |request| {
            request.as_object_mut().unwrap().remove(member);
        })
        .await;
        assert_eq!(code, "ValidationException");
        assert!(message.to_lowercase().contains(&member.to_lowercase()), "{message}");
    }
}

#[tokio::test]
async fn a_license_has_room_for_2000_live_grants_and_no_more() {
    let world = WorldFile::generate(4, 1, 7);
    let (_sim, hub) = start_world(&world, Options { grants_per_license_max: 2, ..by_hand() }).await;
    let mut codes = Vec::new();
    for account in ["200000000001", "200000000002", "200000000003"] {
        let request = hub.grant_request("Product 0", account).await;
        let answer = hub.license_manager("CreateGrant", request).await;
        codes.push(text(&answer.body["__type"]));
    }
    assert_eq!(codes, ["", "", "ResourceLimitExceededException"]);
    assert_eq!(Options::default().grants_per_license_max, 2_000);
}

#[tokio::test]
async fn unknown_licenses_and_grants_are_invalid_parameters() {
    let (_sim, hub) = start(by_hand()).await;
    let stranger = format!("arn:aws:license-manager::294406891311:license:l-{}", "0".repeat(32));
    let (code, _) = refusal(&hub, |request| request["LicenseArn"] = json!(stranger)).await;
    assert_eq!(code, "InvalidParameterValueException");
    let absent = format!("arn:aws:license-manager::{HUB}:grant:g-{}", "0".repeat(32));
    let (code, message) = hub.license_manager("GetGrant", json!({"GrantArn": absent})).await.error();
    assert_eq!((code.as_str(), message.as_str()), ("InvalidParameterValueException", "Invalid grant ARN."));
}
