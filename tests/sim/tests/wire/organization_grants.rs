//! Grants to a unit or the whole organization (AWS-FACTS 3.2).

use serde_json::{Value, json};
use sim::{GrantStatus, Sim};

use crate::client::{Client, HUB, MEMBER, SUBSCRIBER, by_hand, start, text};

const ORGANIZATION: &str = "arn:aws:organizations::111111111111:organization/o-hf4tz81kqe";

/// Longer than a distribution over the sample organization.
const SETTLED: u64 = 200;

async fn create(hub: &Client, principal: &str, options: Value) -> String {
    let mut request = hub.grant_request("Keel", MEMBER).await;
    request["Principals"] = json!([principal]);
    request["ClientToken"] = json!(principal);
    if !options.is_null() {
        request["Options"] = options;
    }
    text(&hub.license_manager("CreateGrant", request).await.ok()["GrantArn"])
}

async fn children(hub: &Client, parent: &str) -> Vec<Value> {
    let license = text(&hub.license("Keel").await["LicenseArn"]);
    let request = json!({
        "LicenseArn": license,
        "Filters": [{"Name": "ParentArn", "Values": [parent]}],
        "MaxResults": 100,
    });
    hub.walk("ListReceivedGrantsForOrganization", "Grants", request).await.0
}

fn unit_arn(sim: &Sim, account: &str) -> String {
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
async fn who_moves_in_gets_a_child_and_who_moves_out_loses_it() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, &unit_arn(&sim, MEMBER), Value::Null).await;
    sim.clock().advance_seconds(SETTLED);
    let engineering = unit_arn(&sim, MEMBER).rsplit('/').next().unwrap().to_owned();
    sim.move_account("206000000001", &engineering).unwrap();
    sim.move_account(MEMBER, "r-hf01").unwrap();
    sim.clock().advance_seconds(SETTLED);
    let has = |account: &str| {
        sim.grants_of(account).iter().any(|grant| grant.parent == arn && !grant.status.is_terminal())
    };
    assert!(has("206000000001"));
    assert!(!has(MEMBER));
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
