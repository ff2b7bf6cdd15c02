//! Service-linked roles over IAM's query protocol.

use crate::client::{HUB, MEMBER, element};

use super::{LICENSE_MANAGER, PURCHASE_ORDERS, PURCHASE_ORDERS_ROLE, bare, ready};

fn create(service: &str) -> String {
    format!("Action=CreateServiceLinkedRole&Version=2010-05-08&AWSServiceName={service}")
}

fn get(role: &str) -> String {
    format!("Action=GetRole&Version=2010-05-08&RoleName={role}")
}

#[tokio::test]
async fn a_role_is_made_with_its_path_its_trust_and_its_policy() {
    let (sim, hub) = bare().await;
    let (status, xml) = hub.iam(&(create(PURCHASE_ORDERS) + "&Description=Orders%20%26%20more")).await;
    assert_eq!(status, 200, "{xml}");
    assert_eq!(element(&xml, "RoleName"), PURCHASE_ORDERS_ROLE);
    sim.clock().advance_seconds(5);
    let (_, xml) = hub.iam(&get(PURCHASE_ORDERS_ROLE)).await;
    assert!(xml.contains("xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\""), "{xml}");
    assert_eq!(element(&xml, "Path"), format!("/aws-service-role/{PURCHASE_ORDERS}/"));
    let arn = format!("arn:aws:iam::{HUB}:role/aws-service-role/{PURCHASE_ORDERS}/{PURCHASE_ORDERS_ROLE}");
    assert_eq!(element(&xml, "Arn"), arn);
    assert_eq!(element(&xml, "Description"), "Orders &amp; more");
    let trust = element(&xml, "AssumeRolePolicyDocument");
    assert!(trust.contains("%22Service%22%3A%22purchase-orders.marketplace.amazonaws.com%22"), "{trust}");

    let attached = format!("Action=ListAttachedRolePolicies&RoleName={PURCHASE_ORDERS_ROLE}");
    let (_, xml) = hub.iam(&attached).await;
    let arn = element(&xml, "PolicyArn");
    assert_eq!(arn, "arn:aws:iam::aws:policy/aws-service-role/AWSMarketplacePurchaseOrdersServiceRolePolicy");
    let (_, xml) = hub.iam(&format!("Action=GetPolicy&PolicyArn={arn}")).await;
    assert_eq!(element(&xml, "DefaultVersionId"), "v1");
    let (_, xml) = hub.iam(&format!("Action=GetPolicyVersion&PolicyArn={arn}&VersionId=v1")).await;
    let document = element(&xml, "Document");
    for action in ["ViewPurchaseOrders", "ModifyPurchaseOrders"] {
        assert!(document.contains(&format!("purchase-orders%3A{action}")), "{document}");
    }
}

#[tokio::test]
async fn a_role_that_is_there_is_refused_in_the_words_users_know() {
    let (_sim, hub) = bare().await;
    assert_eq!(hub.iam(&create(LICENSE_MANAGER)).await.0, 200);
    let (status, xml) = hub.iam(&create(LICENSE_MANAGER)).await;
    assert_eq!((status, element(&xml, "Code").as_str()), (400, "InvalidInput"));
    assert!(
        element(&xml, "Message").contains(
            "Service role name AWSServiceRoleForAWSLicenseManagerRole has been taken in this account"
        )
    );
    let (_, xml) = hub.iam(&(create(PURCHASE_ORDERS) + "&CustomSuffix=two")).await;
    assert_eq!(element(&xml, "Code"), "InvalidInput");
}

#[tokio::test]
async fn a_new_role_is_found_a_little_later() {
    let (sim, hub) = bare().await;
    hub.iam(&create(LICENSE_MANAGER)).await;
    let role = get("AWSServiceRoleForAWSLicenseManagerRole");
    let (status, xml) = hub.iam(&role).await;
    assert_eq!((status, element(&xml, "Code").as_str()), (404, "NoSuchEntity"));
    sim.clock().advance_seconds(5);
    assert_eq!(hub.iam(&role).await.0, 200);
}

#[tokio::test]
async fn purchase_orders_are_the_management_accounts_alone() {
    let (_sim, hub) = bare().await;
    let member = hub.with_key(MEMBER);
    let (_, xml) = member.iam(&create(PURCHASE_ORDERS)).await;
    assert_eq!(element(&xml, "Code"), "InvalidInput");
    assert_eq!(member.iam(&create(LICENSE_MANAGER)).await.0, 200);
}

#[tokio::test]
async fn roles_are_listed_by_their_path_page_by_page() {
    let (_sim, hub) = ready().await;
    let mut names = Vec::new();
    let mut marker = String::new();
    loop {
        let form = format!("Action=ListRoles&PathPrefix=%2Faws-service-role%2F{marker}");
        let (status, xml) = hub.iam(&form).await;
        assert_eq!(status, 200, "{xml}");
        names.extend(xml.split("<RoleName>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()));
        if element(&xml, "IsTruncated") == "false" {
            break;
        }
        marker = format!("&Marker={}", element(&xml, "Marker"));
    }
    assert_eq!(names.len(), 5, "{names:?}");
    let one = format!("Action=ListRoles&PathPrefix=%2Faws-service-role%2F{PURCHASE_ORDERS}%2F");
    let (_, xml) = hub.iam(&one).await;
    assert_eq!(element(&xml, "RoleName"), PURCHASE_ORDERS_ROLE);
}

#[tokio::test]
async fn nothing_but_the_description_can_be_changed() {
    let (sim, hub) = ready().await;
    let role = format!("&RoleName={PURCHASE_ORDERS_ROLE}");
    let (_, xml) = hub.iam(&format!("Action=UpdateRoleDescription{role}&Description=Ours")).await;
    assert_eq!(element(&xml, "Description"), "Ours");
    assert_eq!(hub.iam(&format!("Action=UpdateRole{role}&Description=Theirs")).await.0, 200);
    let seen = sim.linked_roles().into_iter().find(|role| role.service == PURCHASE_ORDERS).unwrap();
    assert_eq!(seen.description.as_deref(), Some("Theirs"));
    for form in ["Action=DeleteRole", "Action=AttachRolePolicy", "Action=UpdateRole&MaxSessionDuration=7200"]
    {
        let (_, xml) = hub.iam(&format!("{form}{role}")).await;
        assert_eq!(element(&xml, "Code"), "UnmodifiableEntity", "{form}");
    }
}

#[tokio::test]
async fn calls_are_recorded_as_those_of_other_services() {
    let (sim, hub) = bare().await;
    hub.iam(&create(LICENSE_MANAGER)).await;
    hub.iam(&get("AWSServiceRoleForAWSLicenseManagerRole")).await;
    let calls = sim.calls();
    assert_eq!(
        (calls.of("iam.CreateServiceLinkedRole"), calls.of("iam.GetRole"), calls.mutating()),
        (1, 1, 1)
    );
}
