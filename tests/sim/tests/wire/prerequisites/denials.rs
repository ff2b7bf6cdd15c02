//! What attached service control policies deny (AWS-FACTS 7.6).

use serde_json::json;
use sim::Sim;

use crate::client::{HUB, MEMBER, element};

use super::{LICENSE_MANAGER, ready};

const ROOT: &str = "r-hf01";
const ENGINEERING: &str = "ou-hf01-dbe931f2";
const BELOW: &str = "203000000003";
const ELSEWHERE: &str = "201000000002";

fn role(account: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:role/{name}")
}

fn attach(sim: &Sim, name: &str, content: &serde_json::Value, target: &str) -> String {
    let id = sim.create_control_policy(name, &content.to_string()).unwrap();
    sim.attach_control_policy(&id, target).unwrap();
    id
}

fn guard(pattern: &str) -> serde_json::Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "BuyByRoleAlone",
        "Effect": "Deny",
        "Action": ["aws-marketplace:Subscribe", "aws-marketplace:*Agreement*"],
        "Resource": "*",
        "Condition": {"StringNotLike": {"aws:PrincipalArn": pattern}},
    }]})
}

#[tokio::test]
async fn a_guard_lets_one_role_buy_and_nobody_else() {
    let (sim, _hub) = ready().await;
    attach(&sim, "Guard", &guard("arn:aws:iam::*:role/PurchaseTeam*"), ENGINEERING);
    for (account, principal, action, denied) in [
        (MEMBER, role(MEMBER, "Developer"), "aws-marketplace:Subscribe", true),
        (MEMBER, role(MEMBER, "Developer"), "aws-marketplace:AcceptAgreementRequest", true),
        (MEMBER, format!("arn:aws:iam::{MEMBER}:root"), "aws-marketplace:Subscribe", true),
        (MEMBER, role(MEMBER, "Developer"), "aws-marketplace:ViewSubscriptions", false),
        (MEMBER, role(MEMBER, "PurchaseTeamRole"), "aws-marketplace:Subscribe", false),
        (BELOW, role(BELOW, "Developer"), "aws-marketplace:Subscribe", true),
        (ELSEWHERE, role(ELSEWHERE, "Developer"), "aws-marketplace:Subscribe", false),
        (HUB, role(HUB, "BreakGlass"), "aws-marketplace:Subscribe", false),
        (MEMBER, role(MEMBER, "aws-service-role/x/AWSServiceRoleForX"), "aws-marketplace:Subscribe", false),
    ] {
        assert_eq!(sim.is_denied(account, &principal, action), denied, "{principal} {action}");
    }
    sim.use_control_policies(false);
    assert!(!sim.is_denied(MEMBER, &role(MEMBER, "Developer"), "aws-marketplace:Subscribe"));
}

#[tokio::test]
async fn a_prefix_that_nobody_filled_in_exempts_nobody() {
    let (sim, _hub) = ready().await;
    attach(&sim, "Guard", &guard("arn:aws:iam::*:role/${RolePrefix}-PurchaseTeamRole"), ROOT);
    assert!(sim.is_denied(MEMBER, &role(MEMBER, "acme-PurchaseTeamRole"), "aws-marketplace:Subscribe"));
}

#[tokio::test]
async fn conditions_hold_as_aws_says() {
    let (sim, _hub) = ready().await;
    let developer = role(MEMBER, "Developer");
    let buyer = role(MEMBER, "purchase/Buyer");
    let own = "arn:aws:iam::*:role/purchase/*";
    for (condition, developer_is_denied, buyer_is_denied) in [
        (json!({"StringNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/none", own]}}), true, false),
        (json!({"ArnNotLike": {"aws:PrincipalArn": own}}), true, false),
        (json!({"ArnLike": {"AWS:principalarn": own}}), false, true),
        (
            json!({"StringEquals": {"aws:PrincipalAccount": MEMBER}, "ArnLike": {"aws:PrincipalArn": own}}),
            false,
            true,
        ),
        (json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-hf4tz81kqe"}}), false, false),
        (json!({"StringEquals": {"aws:PrincipalTag/team": "x"}}), false, false),
        (json!({"StringNotEquals": {"aws:PrincipalTag/team": "x"}}), true, true),
        (json!({"StringEqualsIfExists": {"aws:PrincipalTag/team": "x"}}), true, true),
        (json!({"Null": {"aws:PrincipalTag/team": "true"}}), true, true),
        (json!({"Bool": {"aws:PrincipalIsAWSService": false}}), true, true),
    ] {
        let content = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Deny", "Action": "aws-marketplace:Subscribe", "Resource": "*", "Condition": condition},
        ]});
        let id = attach(&sim, &format!("{condition}").replace(char::is_whitespace, ""), &content, MEMBER);
        for (principal, expected) in [(&developer, developer_is_denied), (&buyer, buyer_is_denied)] {
            let denied = sim.is_denied(MEMBER, principal, "aws-marketplace:Subscribe");
            assert_eq!(denied, expected, "{principal} {condition}");
        }
        sim.detach_control_policy(&id, MEMBER).unwrap();
    }
}

#[tokio::test]
async fn every_level_has_to_allow() {
    let (sim, _hub) = ready().await;
    let reader = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "NotAction": "aws-marketplace:*", "Resource": "*"},
    ]});
    attach(&sim, "No marketplace", &reader, ENGINEERING);
    let developer = role(MEMBER, "Developer");
    assert!(!sim.is_denied(MEMBER, &developer, "aws-marketplace:Subscribe"));
    sim.detach_control_policy("p-FullAWSAccess", ENGINEERING).unwrap();
    assert!(sim.is_denied(MEMBER, &developer, "aws-marketplace:Subscribe"));
    assert!(!sim.is_denied(MEMBER, &developer, "s3:GetObject"));
}

#[tokio::test]
async fn an_account_that_moves_is_under_the_policies_of_its_new_unit() {
    let (sim, _hub) = ready().await;
    attach(&sim, "Guard", &guard("none"), ENGINEERING);
    let developer = role(MEMBER, "Developer");
    assert!(sim.is_denied(MEMBER, &developer, "aws-marketplace:Subscribe"));
    sim.move_account(MEMBER, ROOT).unwrap();
    assert!(!sim.is_denied(MEMBER, &developer, "aws-marketplace:Subscribe"));
    sim.join_account("207000000009", "Newcomer");
    assert!(!sim.is_denied("207000000009", &role("207000000009", "Developer"), "s3:GetObject"));
}

#[tokio::test]
async fn simulated_services_refuse_what_a_policy_denies() {
    let (sim, hub) = ready().await;
    let content = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Action": ["license-manager:List*", "iam:CreateServiceLinkedRole"], "Resource": "*",
    }]});
    let id = attach(&sim, "No lists", &content, ROOT);
    let member = hub.with_key(MEMBER);
    let (code, message) = member.license_manager("ListReceivedGrants", json!({})).await.error();
    assert_eq!(code, "AccessDeniedException");
    assert!(message.ends_with("with an explicit deny in a service control policy"), "{message}");
    let form = format!("Action=CreateServiceLinkedRole&AWSServiceName={LICENSE_MANAGER}");
    let (status, xml) = member.iam(&form).await;
    assert_eq!((status, element(&xml, "Code").as_str()), (403, "AccessDenied"));
    assert_eq!(member.sts("Action=GetCallerIdentity").await.0, 200);
    hub.license_manager("ListReceivedGrants", json!({})).await.ok();
    sim.detach_control_policy(&id, ROOT).unwrap();
    member.license_manager("ListReceivedGrants", json!({})).await.ok();
    assert_eq!(sim.calls().of("license-manager.ListReceivedGrants"), 3);
}
