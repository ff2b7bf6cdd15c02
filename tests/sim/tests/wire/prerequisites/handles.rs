//! Breaking what a steward needs, from a story.

use serde_json::json;

use crate::client::{HUB, element};

use super::{PURCHASE_ORDERS_ROLE, ready};

#[tokio::test]
async fn an_operation_is_refused_as_often_as_asked_and_answered_again() {
    let (sim, hub) = ready().await;
    let text = "The target of the operation is currently being modified by a different request.";
    sim.refuse("organizations.ListRoots", (400, "ConcurrentModificationException", text), 2);
    for _ in 0..2 {
        let refused = hub.organizations("ListRoots", json!({})).await;
        assert_eq!(refused.error(), ("ConcurrentModificationException".to_owned(), text.to_owned()));
    }
    hub.organizations("ListRoots", json!({})).await.ok();
    assert_eq!(sim.calls().of("organizations.ListRoots"), 3);
}

#[tokio::test]
async fn a_missing_permission_lasts_until_it_is_given() {
    let (sim, hub) = ready().await;
    sim.refuse("iam.GetRole", (403, "AccessDenied", "is not authorized to perform: iam:GetRole"), u64::MAX);
    let form = format!("Action=GetRole&RoleName={PURCHASE_ORDERS_ROLE}");
    for _ in 0..3 {
        let (status, xml) = hub.iam(&form).await;
        assert_eq!((status, element(&xml, "Code").as_str()), (403, "AccessDenied"));
    }
    sim.stop_refusing("iam.GetRole");
    assert_eq!(hub.iam(&form).await.0, 200);
}

#[tokio::test]
async fn a_role_is_held_to_its_own_policies_where_a_story_gives_them() {
    let (sim, hub) = ready().await;
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["license-manager:Get*", "organizations:ListRoots"], "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": "iam:CreateServiceLinkedRole",
            "Resource": "arn:aws:iam::*:role/aws-service-role/*",
            "Condition": {"StringEquals": {"iam:AWSServiceName": ["private-marketplace.marketplace.amazonaws.com"]}},
        },
        {"Effect": "Deny", "Action": "organizations:ListRoots", "Resource": "*"},
    ]});
    sim.hold_role_to(HUB, "check", &[&policy.to_string()]).unwrap();
    let check = hub.with_session_token(&format!("arn:aws:sts::{HUB}:assumed-role/check/run"));
    check.license_manager("GetServiceSettings", json!({})).await.ok();
    let (code, message) = check.license_manager("UpdateServiceSettings", json!({})).await.error();
    assert_eq!(code, "AccessDeniedException");
    assert!(message.ends_with(
        "because no identity-based policy allows the license-manager:UpdateServiceSettings action"
    ));
    assert_eq!(check.organizations("ListRoots", json!({})).await.error().0, "AccessDeniedException");
    let create = |service: &str| format!("Action=CreateServiceLinkedRole&AWSServiceName={service}");
    let (_, xml) = check.iam(&create("private-marketplace.marketplace.amazonaws.com")).await;
    assert_eq!(element(&xml, "Code"), "InvalidInput", "{xml}");
    let (_, xml) = check.iam(&create("license-manager.amazonaws.com")).await;
    assert_eq!(element(&xml, "Code"), "AccessDenied");
    assert_eq!(check.sts("Action=GetCallerIdentity").await.0, 200);

    let used = sim.used_rights();
    assert_eq!(
        used.iter().map(|right| right.action.as_str()).collect::<Vec<_>>(),
        ["iam:CreateServiceLinkedRole", "license-manager:GetServiceSettings"]
    );

    let other = hub.with_session_token(&format!("arn:aws:sts::{HUB}:assumed-role/other/run"));
    other.organizations("ListRoots", json!({})).await.ok();
    assert!(sim.hold_role_to(HUB, "check", &["{}"]).is_err());
}
