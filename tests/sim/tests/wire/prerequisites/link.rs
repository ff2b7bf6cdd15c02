//! License Manager's link to the organization.

use serde_json::{Value, json};

use crate::client::{Client, HUB, MEMBER, text};

use super::{LICENSE_MANAGER, bare};

fn link(linked: bool) -> Value {
    json!({"OrganizationConfiguration": {"EnableIntegration": linked}})
}

async fn is_linked(client: &Client) -> bool {
    let settings = client.license_manager("GetServiceSettings", json!({})).await.ok();
    settings["OrganizationConfiguration"]["EnableIntegration"] == true
}

#[tokio::test]
async fn linking_needs_the_core_role_and_gives_trusted_access_and_the_other_roles() {
    let (sim, hub) = bare().await;
    let (code, message) = hub.license_manager("UpdateServiceSettings", link(true)).await.error();
    assert_eq!(code, "AccessDeniedException");
    assert!(message.starts_with("Service role not found"), "{message}");
    sim.add_linked_role(HUB, LICENSE_MANAGER);
    hub.license_manager("UpdateServiceSettings", link(true)).await.ok();
    assert!(is_linked(&hub).await);
    assert_eq!(sim.trusted_services(), [LICENSE_MANAGER]);
    assert_eq!(sim.linked_roles().len(), 1);
    sim.clock().advance_seconds(200);
    let roles = sim.linked_roles();
    assert_eq!(roles.len(), 2 + 23);
    assert!(roles.iter().any(|role| {
        role.account == HUB && role.arn.ends_with("/AWSServiceRoleForAWSLicenseManagerMasterAccountRole")
    }));
}

#[tokio::test]
async fn grants_are_accepted_by_themselves_once_the_link_has_effect() {
    let (sim, hub) = bare().await;
    sim.add_linked_role(HUB, LICENSE_MANAGER);
    hub.license_manager("UpdateServiceSettings", link(true)).await.ok();
    let request = hub.grant_request("Finch", MEMBER).await;
    let (code, message) = hub.license_manager("CreateGrant", request.clone()).await.error();
    assert_eq!(code, "ValidationException");
    assert!(message.contains("disabled Trusted Access"), "{message}");
    sim.clock().advance_seconds(200);
    let grant = text(&hub.license_manager("CreateGrant", request).await.ok()["GrantArn"]);
    sim.clock().advance_seconds(120);
    assert_eq!(hub.grant(&grant).await["GrantStatus"], "DISABLED");
}

#[tokio::test]
async fn without_a_role_of_license_manager_grants_wait() {
    let (sim, hub) = super::ready().await;
    sim.remove_linked_role(HUB, "license-manager.master-account.amazonaws.com");
    let grant = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(120);
    assert_eq!(hub.grant(&grant).await["GrantStatus"], "PENDING_ACCEPT");
}

#[tokio::test]
async fn every_region_has_its_own_link() {
    let (sim, hub) = bare().await;
    sim.add_linked_role(HUB, LICENSE_MANAGER);
    hub.in_region("eu-west-2").license_manager("UpdateServiceSettings", link(true)).await.ok();
    sim.clock().advance_seconds(200);
    assert!(is_linked(&hub.in_region("eu-west-2")).await);
    assert!(!is_linked(&hub).await);
    assert!(!sim.is_license_manager_linked());
}

#[tokio::test]
async fn consolidated_billing_alone_can_not_be_linked() {
    let (sim, hub) = bare().await;
    sim.add_linked_role(HUB, LICENSE_MANAGER);
    sim.set_all_features(false);
    let refused = hub.license_manager("UpdateServiceSettings", link(true)).await;
    assert_eq!(refused.error().0, "InvalidParameterValueException");
}

#[tokio::test]
async fn discovery_is_each_accounts_own_setting() {
    let (_sim, hub) = bare().await;
    let member = hub.with_key(MEMBER);
    let settings = json!({"EnableCrossAccountsDiscovery": true, "SnsTopicArn": "arn:aws:sns:us-east-1:1:t"});
    member.license_manager("UpdateServiceSettings", settings).await.ok();
    let seen = member.license_manager("GetServiceSettings", json!({})).await.ok();
    assert_eq!(seen["EnableCrossAccountsDiscovery"], true);
    assert_eq!(seen["SnsTopicArn"], "arn:aws:sns:us-east-1:1:t");
    let seen = hub.license_manager("GetServiceSettings", json!({})).await.ok();
    assert_eq!(seen["EnableCrossAccountsDiscovery"], false);
}
