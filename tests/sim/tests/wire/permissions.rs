//! A role that is held to its policies: on which resources, with which tags, by which kinds of changes.

use serde_json::{Value, json};
use sim::Sim;

use crate::catalog;
use crate::client::{Client, HUB, MEMBER, by_hand, start};

const TAG: &str = "marketplace-steward";

/// A worker whose role may do this, and nothing else.
fn worker(sim: &Sim, hub: &Client, statements: &Value) -> Client {
    let policy = json!({"Version": "2012-10-17", "Statement": statements});
    sim.hold_role_to(HUB, "worker", &[&policy.to_string()]).unwrap();
    hub.with_session_token(&format!("arn:aws:sts::{HUB}:assumed-role/worker/run"))
}

/// The action that an answer says is not allowed.
fn refused((code, message): (String, String)) -> String {
    assert_eq!(code, "AccessDeniedException");
    message.rsplit(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_grant_with_tags_needs_the_right_to_tag_as_well() {
    let (sim, hub) = start(by_hand()).await;
    let request = hub.grant_request("Harbour Linux", MEMBER).await;
    let with_our_tag = json!({"StringEquals": {format!("aws:RequestTag/{TAG}"): HUB}});
    let create = json!({
        "Effect": "Allow", "Action": "license-manager:CreateGrant",
        "Resource": "arn:aws:license-manager::*:license:*", "Condition": with_our_tag,
    });
    let tag = json!({
        "Effect": "Allow", "Action": "license-manager:TagResource", "Condition": with_our_tag,
        "Resource": ["arn:aws:license-manager::*:license:*", format!("arn:aws:license-manager::{HUB}:grant:*")],
    });

    let without = worker(&sim, &hub, &json!([create]));
    let answer = without.license_manager("CreateGrant", request.clone()).await;
    assert_eq!(refused(answer.error()), "license-manager:TagResource");
    let both = worker(&sim, &hub, &json!([create, tag]));
    let mut unmarked = request.clone();
    unmarked["Tags"] = json!([{"Key": "other", "Value": HUB}]);
    let answer = both.license_manager("CreateGrant", unmarked).await;
    assert_eq!(refused(answer.error()), "license-manager:CreateGrant");
    both.license_manager("CreateGrant", request).await.ok();
}

#[tokio::test]
async fn a_grant_may_be_given_one_tag_and_no_other() {
    let (sim, hub) = start(by_hand()).await;
    let grant = hub.create_grant("Harbour Linux", MEMBER).await;
    let worker = worker(
        &sim,
        &hub,
        &json!([{
            "Effect": "Allow", "Action": "license-manager:TagResource",
            "Resource": format!("arn:aws:license-manager::{HUB}:grant:*"),
            "Condition": {
                "StringEquals": {format!("aws:RequestTag/{TAG}"): HUB},
                "ForAllValues:StringEquals": {"aws:TagKeys": TAG},
            },
        }]),
    );
    let ours = json!({"Key": TAG, "Value": HUB});
    let tagged = async |tags: Value| {
        worker.license_manager("TagResource", json!({"ResourceArn": grant, "Tags": tags})).await
    };
    tagged(json!([ours])).await.ok();
    let answer = tagged(json!([ours, {"Key": "other", "Value": HUB}])).await;
    assert_eq!(refused(answer.error()), "license-manager:TagResource");
}

#[tokio::test]
async fn what_a_grant_is_tagged_with_and_whose_it_is_decides() {
    let (sim, hub) = start(by_hand()).await;
    let marked = hub.create_grant("Harbour Linux", MEMBER).await;
    let mut unmarked = hub.grant_request("Keel Container", MEMBER).await;
    unmarked["Tags"] = json!([]);
    let unmarked = hub.license_manager("CreateGrant", unmarked).await.ok()["GrantArn"].clone();
    let worker = worker(
        &sim,
        &hub,
        &json!([
            {
                "Effect": "Allow", "Action": "license-manager:GetGrant",
                "Resource": format!("arn:aws:license-manager::{HUB}:grant:*"),
                "Condition": {"StringEquals": {format!("aws:ResourceTag/{TAG}"): "${aws:PrincipalAccount}"}},
            },
            {"Effect": "Allow", "Action": "license-manager:AcceptGrant", "Resource": format!("arn:aws:license-manager::{MEMBER}:grant:*")},
        ]),
    );
    worker.license_manager("GetGrant", json!({"GrantArn": marked})).await.ok();
    let answer = worker.license_manager("GetGrant", json!({"GrantArn": unmarked})).await;
    assert_eq!(refused(answer.error()), "license-manager:GetGrant");
    let answer = worker.license_manager("AcceptGrant", json!({"GrantArn": marked})).await;
    assert_eq!(refused(answer.error()), "license-manager:AcceptGrant");
}

#[tokio::test]
async fn each_change_of_a_set_is_judged_by_its_kind_and_its_experience() {
    let (sim, hub) = catalog::start(catalog::CENTRAL).await;
    let experience = catalog::MODEL;
    let allow = catalog::decide("AllowProductProcurement", experience, 901..903);
    let deny = catalog::decide("DenyProductProcurement", experience, 1..2);
    let worker = worker(
        &sim,
        &hub,
        &json!([
            {
                "Effect": "Allow", "Action": "aws-marketplace:StartChangeSet",
                "Resource": format!("arn:aws:aws-marketplace:us-east-1:*:AWSMarketplace/Experience/{experience}"),
                "Condition": {"StringEquals": {"catalog:ChangeType": ["AllowProductProcurement"]}},
            },
            // Several entities at once need the right to each.
            {
                "Effect": "Allow", "Action": "aws-marketplace:DescribeEntity",
                "Resource": format!("arn:aws:aws-marketplace:us-east-1:*:AWSMarketplace/Experience/{experience}"),
            },
        ]),
    );
    assert_eq!(
        refused(worker.start_set(vec![allow.clone(), deny]).await.error()),
        "aws-marketplace:StartChangeSet"
    );
    worker.start_set(vec![allow]).await.ok();
    let one = json!({"EntityRequestList": [{"Catalog": "AWSMarketplace", "EntityId": experience}]});
    worker.catalog("BatchDescribeEntities", one).await.ok();
    let other = json!({"EntityRequestList": [{"Catalog": "AWSMarketplace", "EntityId": "exp-other"}]});
    let answer = worker.catalog("BatchDescribeEntities", other).await;
    assert_eq!(refused(answer.error()), "aws-marketplace:DescribeEntity");
}
