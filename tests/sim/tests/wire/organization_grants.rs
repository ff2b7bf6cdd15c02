//! Grants to a unit or the whole organization (AWS-FACTS 3.2).

use serde_json::{Value, json};
use sim::{AreaStatus, GrantStatus, Options, Sim};

use crate::client::{Client, HUB, MEMBER, SUBSCRIBER, by_hand, start, text};

pub(crate) const ORGANIZATION: &str = "arn:aws:organizations::111111111111:organization/o-hf4tz81kqe";

/// A unit inside Engineering.
const DATA: &str = "ou-hf01-ee850e39";

/// Longer than a distribution over the sample organization.
pub(crate) const SETTLED: u64 = 200;

pub(crate) async fn create(hub: &Client, principal: &str, options: Value) -> String {
    let mut request = hub.grant_request("Keel", MEMBER).await;
    request["Principals"] = json!([principal]);
    request["ClientToken"] = json!(principal);
    if !options.is_null() {
        request["Options"] = options;
    }
    text(&hub.license_manager("CreateGrant", request).await.ok()["GrantArn"])
}

pub(crate) async fn children(hub: &Client, parent: &str) -> Vec<Value> {
    let license = text(&hub.license("Keel").await["LicenseArn"]);
    let request = json!({
        "LicenseArn": license,
        "Filters": [{"Name": "ParentArn", "Values": [parent]}],
        "MaxResults": 100,
    });
    hub.walk("ListReceivedGrantsForOrganization", "Grants", request).await.0
}

pub(crate) fn unit_arn(sim: &Sim, account: &str) -> String {
    let parent = sim.accounts().into_iter().find(|member| member.id == account).unwrap().parent;
    format!("arn:aws:organizations::{HUB}:ou/o-hf4tz81kqe/{parent}")
}

#[tokio::test]
async fn a_unit_grant_gives_every_usable_account_below_it_a_disabled_child() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, &unit_arn(&sim, MEMBER), Value::Null).await;
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "WORKFLOW_COMPLETED");
    let children = children(&hub, &arn).await;
    // Five accounts in Engineering, three in Data below it.
    assert_eq!(children.len(), 8);
    assert!(children.iter().all(|child| child["GrantStatus"] == "DISABLED" && child["ParentArn"] == arn));

    hub.set_status(&arn, "ACTIVE", None).await.ok();
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "WORKFLOW_COMPLETED");
    let active = sim.grants_of(MEMBER);
    assert_eq!(active[0].status, GrantStatus::Active);
}

#[tokio::test]
async fn desired_status_activates_on_creation_and_leaves_an_own_subscription_alone() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, ORGANIZATION, json!({"DesiredStatus": "ACTIVE"})).await;
    sim.clock().advance_seconds(SETTLED);
    let children = children(&hub, &arn).await;
    let status = |account: &str| {
        let principal = format!("arn:aws:iam::{account}:root");
        let child = children.iter().find(|child| child["GranteePrincipalArn"] == principal);
        child.map(|child| text(&child["GrantStatus"]))
    };
    assert_eq!(status(MEMBER).as_deref(), Some("ACTIVE"));
    assert_eq!(status(SUBSCRIBER).as_deref(), Some("DISABLED"));
    assert_eq!(status(HUB), None, "the granter gets no child");
    assert_eq!(status("204000000004"), None, "a suspended account gets no child");
}

#[tokio::test]
async fn only_one_distribution_runs_at_a_time() {
    let (sim, hub) = start(by_hand()).await;
    create(&hub, ORGANIZATION, Value::Null).await;
    let mut request = hub.grant_request("Finch", MEMBER).await;
    request["Principals"] = json!([unit_arn(&sim, MEMBER)]);
    let refused = hub.license_manager("CreateGrant", request).await.error();
    assert_eq!(
        refused,
        (
            "ResourceLimitExceededException".to_owned(),
            "Too many concurrent org grants are in progress.".to_owned()
        )
    );
}

#[tokio::test]
async fn deleting_the_grant_recalls_its_children() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, ORGANIZATION, json!({"DesiredStatus": "ACTIVE"})).await;
    sim.clock().advance_seconds(SETTLED);
    hub.license_manager("DeleteGrant", json!({"GrantArn": arn, "Version": "1"})).await.ok();
    sim.clock().advance_seconds(SETTLED);
    assert!(
        sim.grants()
            .iter()
            .filter(|grant| grant.parent == arn)
            .all(|grant| grant.status == GrantStatus::Deleted)
    );
}

#[tokio::test]
async fn a_unit_grant_needs_the_link() {
    let (sim, hub) = start(by_hand()).await;
    sim.link_license_manager(false);
    let mut request = hub.grant_request("Keel", MEMBER).await;
    request["Principals"] = json!([ORGANIZATION]);
    assert_eq!(hub.license_manager("CreateGrant", request).await.error().0, "ValidationException");
}

#[tokio::test]
async fn an_activation_of_one_and_a_new_one_wait_for_the_other() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, ORGANIZATION, Value::Null).await;
    sim.clock().advance_seconds(SETTLED);
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    let license = text(&hub.license("Finch").await["LicenseArn"]);
    let unit = unit_arn(&sim, MEMBER).rsplit('/').next().unwrap().to_owned();
    let refused = sim.create_area_grant_by_hand(&license, &unit).unwrap_err();
    assert!(refused.message.contains("Too many concurrent org grants"), "{refused}");
    sim.clock().advance_seconds(SETTLED);
    sim.create_area_grant_by_hand(&license, &unit).unwrap();
    assert_eq!(hub.set_status(&arn, "DISABLED", None).await.error().0, "ResourceLimitExceededException");
}

#[tokio::test]
async fn a_unit_inside_another_gets_no_grant_of_its_own() {
    let (sim, hub) = start(by_hand()).await;
    let license = text(&hub.license("Keel").await["LicenseArn"]);
    let refused = sim.create_grant_by_hand(&license, DATA).unwrap_err();
    assert!(refused.message.contains("nested"), "{refused}");
    let (sim, _) = start(Options { nested_units: true, ..by_hand() }).await;
    sim.create_grant_by_hand(&license, DATA).unwrap();
}

#[tokio::test]
async fn the_grant_itself_can_show_what_was_asked_of_it() {
    let (sim, hub) = start(Options { area_status: AreaStatus::AsAsked, ..by_hand() }).await;
    let arn = create(&hub, ORGANIZATION, Value::Null).await;
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "DISABLED");
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "ACTIVE");
}

#[tokio::test]
async fn a_grant_counts_once_against_the_quota_whatever_it_reaches() {
    // Five accounts have a grant to begin with.
    let (sim, hub) = start(Options { grants_per_license_max: 7, ..by_hand() }).await;
    create(&hub, ORGANIZATION, Value::Null).await;
    sim.clock().advance_seconds(SETTLED);
    hub.create_grant("Keel", MEMBER).await;
    let request = hub.grant_request("Keel", "202000000003").await;
    assert_eq!(hub.license_manager("CreateGrant", request).await.error().0, "ResourceLimitExceededException");
}

#[tokio::test]
async fn its_own_delivery_can_fail_and_that_of_one_part() {
    let (sim, hub) = start(by_hand()).await;
    let sku = text(&hub.license("Keel").await["ProductSKU"]);
    sim.fail_workflows("o-hf4tz81kqe", &sku, 1);
    let failed = create(&hub, ORGANIZATION, Value::Null).await;
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&failed).await["GrantStatus"], "FAILED_WORKFLOW");
    assert_eq!(children(&hub, &failed).await.len(), 0);

    sim.fail_workflows(MEMBER, &sku, 1);
    let arn = create(&hub, &unit_arn(&sim, MEMBER), json!({"DesiredStatus": "ACTIVE"})).await;
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "WORKFLOW_COMPLETED");
    let statuses: Vec<GrantStatus> = sim.grants_of(MEMBER).iter().map(|grant| grant.status).collect();
    assert_eq!(statuses, [GrantStatus::FailedWorkflow]);
}

#[tokio::test]
async fn an_override_of_the_whole_swaps_the_grants_of_all_accounts_at_one_moment() {
    let (sim, hub) = start(by_hand()).await;
    let old = hub.create_grant("Keel", MEMBER).await;
    sim.clock().advance_seconds(SETTLED);
    sim.switch_grant_by_hand(HUB, &old, true).unwrap();
    sim.clock().advance_seconds(SETTLED);
    let swap = json!({
        "DesiredStatus": "ACTIVE",
        "ActivationOverrideBehavior": "ALL_GRANTS_PERMITTED_BY_ISSUER",
    });
    create(&hub, ORGANIZATION, swap).await;
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&old).await["GrantStatus"], "DISABLED");
    let sku = text(&hub.license("Keel").await["ProductSKU"]);
    for account in [MEMBER, SUBSCRIBER] {
        let active = sim.grants_of(account).into_iter().filter(|grant| grant.status == GrantStatus::Active);
        assert!(active.filter(|grant| grant.sku == sku).all(|grant| grant.parent != grant.license));
        assert_eq!(sim.gaps(account, &sku), [], "{account}");
    }
}
