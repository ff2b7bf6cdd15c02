//! Trusted access: listed at once, in effect minutes later.

use serde_json::json;
use sim::WorldFile;

use crate::client::{HUB, MEMBER, by_hand, start_world, text};

use super::{LICENSE_MANAGER, MARKETPLACE, about, all, bare, reason};

#[tokio::test]
async fn what_is_enabled_is_listed_at_once_and_works_minutes_later() {
    let (sim, hub) = bare().await;
    sim.set_trust(LICENSE_MANAGER, true);
    hub.organizations("EnableAWSServiceAccess", about(MARKETPLACE)).await.ok();
    let listed =
        all(&hub, "ListAWSServiceAccessForOrganization", "EnabledServicePrincipals", json!({})).await;
    let names: Vec<String> = listed.iter().map(|one| text(&one["ServicePrincipal"])).collect();
    assert_eq!(names, [MARKETPLACE, LICENSE_MANAGER]);
    assert!(listed[0]["DateEnabled"].is_f64());
    let read = async || hub.license_manager("ListReceivedLicensesForOrganization", json!({})).await;
    assert_eq!(read().await.error().0, "AccessDeniedException");
    sim.clock().advance_seconds(119);
    assert_eq!(read().await.error().0, "AccessDeniedException");
    sim.clock().advance_seconds(61);
    read().await.ok();
}

#[tokio::test]
async fn what_was_disabled_meanwhile_takes_no_effect() {
    let (sim, hub) = bare().await;
    hub.organizations("EnableAWSServiceAccess", about(MARKETPLACE)).await.ok();
    sim.clock().advance_seconds(60);
    hub.organizations("DisableAWSServiceAccess", about(MARKETPLACE)).await.ok();
    sim.clock().advance_seconds(300);
    assert_eq!(sim.trusted_services(), Vec::<String>::new());
    assert!(sim.linked_roles().is_empty());
}

#[tokio::test]
async fn aws_marketplace_makes_its_role_in_every_member_and_in_those_that_come() {
    let (sim, hub) = bare().await;
    hub.organizations("EnableAWSServiceAccess", about(MARKETPLACE)).await.ok();
    sim.clock().advance_seconds(200);
    let holders = || -> Vec<String> {
        let roles = sim.linked_roles().into_iter().filter(|role| role.service == MARKETPLACE);
        roles.map(|role| role.account).collect()
    };
    assert_eq!(holders().len(), 23);
    assert!(holders().contains(&MEMBER.to_owned()) && !holders().contains(&HUB.to_owned()));
    sim.join_account("207000000009", "Newcomer");
    assert!(holders().contains(&"207000000009".to_owned()));
}

#[tokio::test]
async fn trusted_access_of_license_manager_alone_links_nothing_and_makes_no_role() {
    let (sim, hub) = bare().await;
    hub.organizations("EnableAWSServiceAccess", about(LICENSE_MANAGER)).await.ok();
    sim.clock().advance_seconds(200);
    assert!(!sim.is_license_manager_linked());
    assert!(sim.linked_roles().is_empty());
}

#[tokio::test]
async fn consolidated_billing_alone_has_no_trusted_access() {
    let mut world = WorldFile::sample().unwrap().with_nothing_enabled();
    world.organization.all_features = false;
    let (sim, hub) = start_world(&world, by_hand()).await;
    let organization = hub.organizations("DescribeOrganization", json!({})).await.ok();
    assert_eq!(organization["Organization"]["FeatureSet"], "CONSOLIDATED_BILLING");
    assert_eq!(organization["Organization"]["AvailablePolicyTypes"], json!([]));
    let refused = hub.organizations("EnableAWSServiceAccess", about(MARKETPLACE)).await;
    let expected = ("ConstraintViolationException", "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE");
    assert_eq!(reason(refused), (expected.0.to_owned(), expected.1.to_owned()));
    sim.set_all_features(true);
    hub.organizations("EnableAWSServiceAccess", about(MARKETPLACE)).await.ok();
    let refused = hub.organizations("EnableAWSServiceAccess", about("marketplace")).await;
    assert_eq!(reason(refused).1, "UNRECOGNIZED_SERVICE_PRINCIPAL");
}
