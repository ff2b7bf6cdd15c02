//! Delegated administrators.

use serde_json::{Value, json};

use crate::client::{HUB, MEMBER, SUBSCRIBER, text};

use super::{LICENSE_MANAGER, MARKETPLACE, PRIVATE_MARKETPLACE, about, all, bare, ready, reason};

fn member_of(account: &str, service: &str) -> Value {
    json!({"AccountId": account, "ServicePrincipal": service})
}

#[tokio::test]
async fn a_member_is_registered_once_trusted_access_has_effect() {
    let (sim, hub) = bare().await;
    let register = async || {
        hub.organizations("RegisterDelegatedAdministrator", member_of(MEMBER, PRIVATE_MARKETPLACE)).await
    };
    assert_eq!(reason(register().await).1, "SERVICE_ACCESS_NOT_ENABLED");
    hub.organizations("EnableAWSServiceAccess", about(PRIVATE_MARKETPLACE)).await.ok();
    assert_eq!(reason(register().await).1, "SERVICE_ACCESS_NOT_ENABLED");
    sim.clock().advance_seconds(200);
    assert_eq!(register().await.ok(), json!({}));
    assert_eq!(register().await.error().0, "AccountAlreadyRegisteredException");

    let listed = about(PRIVATE_MARKETPLACE);
    let listed = all(&hub, "ListDelegatedAdministrators", "DelegatedAdministrators", listed).await;
    assert_eq!(text(&listed[0]["Id"]), MEMBER);
    assert_eq!(listed[0]["State"], "ACTIVE");
    assert!(listed[0]["DelegationEnabledDate"].is_f64());
    let services = json!({"AccountId": MEMBER});
    let services = all(&hub, "ListDelegatedServicesForAccount", "DelegatedServices", services).await;
    assert_eq!(text(&services[0]["ServicePrincipal"]), PRIVATE_MARKETPLACE);
    assert_eq!(sim.delegated_administrators(), [(PRIVATE_MARKETPLACE.to_owned(), MEMBER.to_owned())]);
}

#[tokio::test]
async fn every_service_has_one_and_the_management_account_is_none() {
    let (_sim, hub) = ready().await;
    hub.organizations("RegisterDelegatedAdministrator", member_of(MEMBER, LICENSE_MANAGER)).await.ok();
    for (account, service, expected) in [
        (SUBSCRIBER, LICENSE_MANAGER, "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"),
        (HUB, PRIVATE_MARKETPLACE, "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"),
        ("204000000004", PRIVATE_MARKETPLACE, "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR"),
        (MEMBER, MARKETPLACE, "UNRECOGNIZED_SERVICE_PRINCIPAL"),
    ] {
        let refused = hub.organizations("RegisterDelegatedAdministrator", member_of(account, service)).await;
        assert_eq!(reason(refused).1, expected);
    }
    let unknown = member_of("999999999999", LICENSE_MANAGER);
    let refused = hub.organizations("RegisterDelegatedAdministrator", unknown).await;
    assert_eq!(refused.error().0, "AccountNotFoundException");
    hub.organizations("DeregisterDelegatedAdministrator", member_of(MEMBER, LICENSE_MANAGER)).await.ok();
    let refused =
        hub.organizations("DeregisterDelegatedAdministrator", member_of(MEMBER, LICENSE_MANAGER)).await;
    assert_eq!(refused.error().0, "AccountNotRegisteredException");
}

#[tokio::test]
async fn a_delegated_administrator_reads_and_does_not_write() {
    let (sim, hub) = ready().await;
    sim.delegate(LICENSE_MANAGER, Some(MEMBER));
    let member = hub.with_key(MEMBER);
    let listed =
        all(&member, "ListAWSServiceAccessForOrganization", "EnabledServicePrincipals", json!({})).await;
    assert_eq!(listed.len(), 3);
    for (operation, request) in [
        ("EnableAWSServiceAccess", about(MARKETPLACE)),
        ("RegisterDelegatedAdministrator", member_of(SUBSCRIBER, PRIVATE_MARKETPLACE)),
    ] {
        let refused = member.organizations(operation, request).await;
        assert_eq!(refused.error().0, "AccessDeniedException");
    }
    let stranger = hub.with_key(SUBSCRIBER).organizations("ListDelegatedAdministrators", json!({})).await;
    assert_eq!(stranger.error().0, "AccessDeniedException");
}
