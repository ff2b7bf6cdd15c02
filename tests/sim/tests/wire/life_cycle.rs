//! One grant from its creation to its end, and the versions and failures on the way.

use serde_json::json;
use sim::{Failure, GrantStatus};

use crate::client::{HUB, MEMBER, by_hand, start, text};

/// Longer than any workflow and any lag.
const SETTLED: u64 = 120;

#[tokio::test]
async fn a_grant_becomes_active_in_two_calls_with_a_workflow_after_each() {
    let (sim, hub) = start(by_hand()).await;
    let created =
        hub.license_manager("CreateGrant", hub.grant_request("Harbour Linux", MEMBER).await).await.ok();
    assert_eq!(created["Status"], "PENDING_WORKFLOW");
    assert_eq!(created["Version"], "1");
    let arn = text(&created["GrantArn"]);
    assert!(arn.starts_with("arn:aws:license-manager::111111111111:grant:g-"));

    assert_eq!(hub.grant(&arn).await["GrantStatus"], "PENDING_WORKFLOW");
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "DISABLED");

    let activated = hub.set_status(&arn, "ACTIVE", None).await.ok();
    assert_eq!(activated["Status"], "PENDING_WORKFLOW");
    assert_eq!(activated["Version"], "2");
    sim.clock().advance_seconds(SETTLED);
    let grant = hub.grant(&arn).await;
    assert_eq!(grant["GrantStatus"], "ACTIVE");
    assert_eq!(grant["Version"], "2");
    assert_eq!(grant["GranteePrincipalArn"], format!("arn:aws:iam::{MEMBER}:root"));
    assert_eq!(grant["ParentArn"], grant["LicenseArn"]);
}

#[tokio::test]
async fn a_workflow_takes_at_least_its_shortest_time() {
    let (sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(19);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "PENDING_WORKFLOW");
}

#[tokio::test]
async fn lists_trail_behind_writes_and_get_grant_trails_less() {
    let (sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", MEMBER).await;
    let listed = json!({"GrantArns": [arn], "MaxResults": 100});
    assert_eq!(hub.grant(&arn).await["GrantArn"], arn);
    assert!(hub.walk("ListDistributedGrants", "Grants", listed.clone()).await.0.is_empty());
    sim.clock().advance_seconds(16);
    let (found, _) = hub.walk("ListDistributedGrants", "Grants", listed).await;
    assert_eq!(found[0]["GrantStatus"], "PENDING_WORKFLOW");
}

#[tokio::test]
async fn a_new_version_is_visible_to_get_grant_a_little_later() {
    let (sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(SETTLED);
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    assert_eq!(hub.grant(&arn).await["Version"], "1");
    sim.clock().advance_seconds(2);
    assert_eq!(hub.grant(&arn).await["Version"], "2");
    let first = hub.license_manager("GetGrant", json!({"GrantArn": arn, "Version": "1"})).await.ok();
    assert_eq!(first["Grant"]["GrantStatus"], "DISABLED");
}

#[tokio::test]
async fn activation_right_after_creation_is_refused_because_the_workflow_runs() {
    let (_sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", MEMBER).await;
    let (code, message) = hub.set_status(&arn, "ACTIVE", None).await.error();
    assert_eq!(code, "ValidationException");
    assert!(message.contains("PENDING_WORKFLOW"), "{message}");
}

#[tokio::test]
async fn deletion_needs_the_newest_version() {
    let (sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(SETTLED);
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    sim.clock().advance_seconds(SETTLED);

    let stale = hub.license_manager("DeleteGrant", json!({"GrantArn": arn, "Version": "1"})).await.error();
    let text_seen = "A grant cannot be deleted since the version provided doesn't match the latest version 2 in our records";
    assert_eq!(stale, ("ValidationException".to_owned(), text_seen.to_owned()));

    let deleted = hub.license_manager("DeleteGrant", json!({"GrantArn": arn, "Version": "2"})).await.ok();
    assert_eq!(deleted["Status"], "PENDING_DELETE");
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "DELETED");
}

#[tokio::test]
async fn a_running_workflow_holds_off_deletion() {
    let (_sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", MEMBER).await;
    let (code, _) =
        hub.license_manager("DeleteGrant", json!({"GrantArn": arn, "Version": "1"})).await.error();
    assert_eq!(code, "ValidationException");
}

#[tokio::test]
async fn an_ended_grant_stays_listed_for_a_day() {
    let (sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(SETTLED);
    hub.license_manager("DeleteGrant", json!({"GrantArn": arn, "Version": "1"})).await.ok();
    sim.clock().advance_seconds(SETTLED);
    let listed = json!({"GrantArns": [arn], "MaxResults": 100});
    let (found, _) = hub.walk("ListDistributedGrants", "Grants", listed.clone()).await;
    assert_eq!(found[0]["GrantStatus"], "DELETED");
    sim.clock().advance_seconds(25 * 3_600);
    assert!(hub.walk("ListDistributedGrants", "Grants", listed).await.0.is_empty());
}

#[tokio::test]
async fn a_distribution_fails_as_often_as_asked_and_has_to_be_deleted_first() {
    let (sim, hub) = start(by_hand()).await;
    let sku = text(&hub.license("Finch").await["ProductSKU"]);
    sim.fail_workflows(MEMBER, &sku, 1);
    let arn = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(SETTLED);
    let failed = hub.grant(&arn).await;
    assert_eq!(failed["GrantStatus"], "FAILED_WORKFLOW");
    assert!(failed["StatusReason"].is_string());
    assert_eq!(hub.set_status(&arn, "ACTIVE", None).await.error().0, "ValidationException");

    hub.license_manager("DeleteGrant", json!({"GrantArn": arn, "Version": "1"})).await.ok();
    sim.clock().advance_seconds(SETTLED);
    let mut again = hub.grant_request("Finch", MEMBER).await;
    again["ClientToken"] = json!("second-generation");
    let second = text(&hub.license_manager("CreateGrant", again).await.ok()["GrantArn"]);
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&second).await["GrantStatus"], "DISABLED");
}

#[tokio::test]
async fn a_broken_account_fails_until_it_is_healed() {
    let (sim, hub) = start(by_hand()).await;
    let refusal = Failure::Refuse {
        operation: "CreateGrant".to_owned(),
        code: "AuthorizationException".to_owned(),
        message: "The account has not accepted the terms.".to_owned(),
    };
    sim.break_account(MEMBER, refusal);
    let request = hub.grant_request("Finch", MEMBER).await;
    for _ in 0..3 {
        let (code, _) = hub.license_manager("CreateGrant", request.clone()).await.error();
        assert_eq!(code, "AuthorizationException");
    }
    sim.heal_account(MEMBER);
    hub.license_manager("CreateGrant", request).await.ok();
}

#[tokio::test]
async fn a_suspended_account_keeps_its_grant_until_the_granter_takes_it_back() {
    let (sim, hub) = start(by_hand()).await;
    let suspended = "204000000004";
    let grant = sim.grants_of(suspended).remove(0);
    assert_eq!(grant.status, GrantStatus::Active);
    let request = json!({"GrantArn": grant.arn, "Version": grant.version.to_string()});
    hub.license_manager("DeleteGrant", request).await.ok();
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(sim.grants_of(suspended)[0].status, GrantStatus::Deleted);
}

#[tokio::test]
async fn a_grant_to_a_suspended_account_is_not_delivered() {
    let (sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", "204000000004").await;
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "FAILED_WORKFLOW");
}

#[tokio::test]
async fn a_grant_outlives_its_account_leaving_and_can_still_be_deleted() {
    let (sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(SETTLED);
    sim.remove_account(MEMBER).unwrap();
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "DISABLED");
    hub.license_manager("DeleteGrant", json!({"GrantArn": arn, "Version": "1"})).await.ok();
}

#[tokio::test]
async fn tags_of_a_grant_can_be_read_and_changed_by_its_granter_alone() {
    let (_sim, hub) = start(by_hand()).await;
    let arn = hub.create_grant("Finch", MEMBER).await;
    let tags = hub.license_manager("ListTagsForResource", json!({"ResourceArn": arn})).await.ok();
    assert_eq!(tags, json!({"Tags": [{"Key": "marketplace-steward", "Value": HUB}]}));
    let more = json!({"ResourceArn": arn, "Tags": [{"Key": "note", "Value": "x"}]});
    hub.license_manager("TagResource", more).await.ok();
    let fewer = json!({"ResourceArn": arn, "TagKeys": ["marketplace-steward"]});
    hub.license_manager("UntagResource", fewer).await.ok();
    let tags = hub.license_manager("ListTagsForResource", json!({"ResourceArn": arn})).await.ok();
    assert_eq!(tags, json!({"Tags": [{"Key": "note", "Value": "x"}]}));
    let stranger = hub.with_key(MEMBER);
    let (code, _) =
        stranger.license_manager("ListTagsForResource", json!({"ResourceArn": arn})).await.error();
    assert_eq!(code, "InvalidParameterValueException");
}

#[tokio::test]
async fn the_record_of_calls_names_whom_or_what_each_was_about() {
    let (sim, hub) = start(by_hand()).await;
    let grant = hub.create_grant("Keel", MEMBER).await;
    sim.clock().advance_seconds(120);
    hub.set_status(&grant, "ACTIVE", None).await.ok();
    hub.license_manager("ListTagsForResource", json!({"ResourceArn": grant})).await.ok();
    sim.refuse("license-manager.DeleteGrant", (400, "AccessDeniedException", "not you"), 1);
    hub.license_manager("DeleteGrant", json!({"GrantArn": grant, "Version": "2"})).await.error();
    let calls = sim.calls().log;
    let about = |operation: &str| {
        let of = |call: &&sim::Call| call.operation == format!("license-manager.{operation}");
        calls.iter().find(of).unwrap().about.clone()
    };
    assert_eq!(about("CreateGrant"), Some(format!("arn:aws:iam::{MEMBER}:root")));
    for operation in ["CreateGrantVersion", "ListTagsForResource", "DeleteGrant"] {
        assert_eq!(about(operation), Some(grant.clone()), "{operation}");
    }
    assert_eq!(about("ListReceivedLicenses"), None);
}
