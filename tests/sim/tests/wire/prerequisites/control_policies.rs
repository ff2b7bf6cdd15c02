//! Service control policies: using them, writing them, attaching them.

use serde_json::{Value, json};

use crate::client::{Client, HUB, MEMBER, SUBSCRIBER, text};

use super::{all, bare, ready, reason};

const ROOT: &str = "r-hf01";
const DENY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"aws-marketplace:Subscribe","Resource":"*"}}"#;

fn policy(name: &str, content: &str) -> Value {
    json!({"Name": name, "Description": "", "Content": content, "Type": "SERVICE_CONTROL_POLICY"})
}

async fn create(hub: &Client, name: &str) -> String {
    let created = hub.organizations("CreatePolicy", policy(name, DENY)).await.ok();
    text(&created["Policy"]["PolicySummary"]["Id"])
}

fn at(policy: &str, target: &str) -> Value {
    json!({"PolicyId": policy, "TargetId": target})
}

#[tokio::test]
async fn policies_can_be_written_before_they_are_in_use_and_attached_only_after() {
    let (sim, hub) = bare().await;
    let id = create(&hub, "Guard").await;
    let refused = hub.organizations("AttachPolicy", at(&id, ROOT)).await;
    assert_eq!(refused.error().0, "PolicyTypeNotEnabledException");
    let kind = json!({"RootId": ROOT, "PolicyType": "SERVICE_CONTROL_POLICY"});
    let root = hub.organizations("EnablePolicyType", kind.clone()).await.ok()["Root"].clone();
    let pending = json!([{"Type": "SERVICE_CONTROL_POLICY", "Status": "PENDING_ENABLE"}]);
    assert_eq!(root["PolicyTypes"], pending);
    let refused = hub.organizations("AttachPolicy", at(&id, ROOT)).await;
    assert_eq!(refused.error().0, "PolicyTypeNotEnabledException");
    let refused = hub.organizations("EnablePolicyType", kind.clone()).await;
    assert_eq!(refused.error().0, "PolicyChangesInProgressException");
    sim.clock().advance_seconds(30);
    let roots = all(&hub, "ListRoots", "Roots", json!({})).await;
    assert_eq!(roots[0]["PolicyTypes"][0]["Status"], "ENABLED");
    let refused = hub.organizations("EnablePolicyType", kind).await;
    assert_eq!(refused.error().0, "PolicyTypeAlreadyEnabledException");
    hub.organizations("AttachPolicy", at(&id, ROOT)).await.ok();

    let attached = json!({"TargetId": ROOT, "Filter": "SERVICE_CONTROL_POLICY"});
    let attached = all(&hub, "ListPoliciesForTarget", "Policies", attached).await;
    let names: Vec<String> = attached.iter().map(|policy| text(&policy["Name"])).collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"Guard".to_owned()) && names.contains(&"FullAWSAccess".to_owned()));
    let targets = all(&hub, "ListTargetsForPolicy", "Targets", json!({"PolicyId": id})).await;
    assert_eq!(
        targets,
        [json!({
            "TargetId": ROOT,
            "Arn": format!("arn:aws:organizations::{HUB}:root/o-hf4tz81kqe/{ROOT}"),
            "Name": "Root",
            "Type": "ROOT",
        })]
    );
}

#[tokio::test]
async fn the_retired_list_of_policy_types_says_enabled_whether_they_are_or_not() {
    let (_sim, hub) = bare().await;
    let organization =
        hub.organizations("DescribeOrganization", json!({})).await.ok()["Organization"].clone();
    assert_eq!(organization["AvailablePolicyTypes"][0]["Status"], "ENABLED");
    let roots = all(&hub, "ListRoots", "Roots", json!({})).await;
    assert_eq!(roots[0]["PolicyTypes"], json!([]));
}

#[tokio::test]
async fn a_policy_is_described_changed_and_deleted() {
    let (_sim, hub) = ready().await;
    let id = create(&hub, "Guard").await;
    let described = hub.organizations("DescribePolicy", json!({"PolicyId": id})).await.ok()["Policy"].clone();
    assert_eq!(described["Content"], DENY);
    let arn = format!("arn:aws:organizations::{HUB}:policy/o-hf4tz81kqe/service_control_policy/{id}");
    assert_eq!(described["PolicySummary"]["Arn"], arn);
    assert_eq!(described["PolicySummary"]["AwsManaged"], false);
    let wider = DENY.replace("Subscribe", "*");
    let changed = json!({"PolicyId": id, "Content": wider, "Description": "Buys nothing"});
    let changed = hub.organizations("UpdatePolicy", changed).await.ok()["Policy"].clone();
    assert_eq!(
        (text(&changed["Content"]), text(&changed["PolicySummary"]["Name"])),
        (wider, "Guard".to_owned())
    );

    let unit = "ou-hf01-dbe931f2";
    hub.organizations("AttachPolicy", at(&id, unit)).await.ok();
    let refused = hub.organizations("DeletePolicy", json!({"PolicyId": id})).await;
    assert_eq!(refused.error().0, "PolicyInUseException");
    let refused = hub.organizations("AttachPolicy", at(&id, unit)).await;
    assert_eq!(refused.error().0, "DuplicatePolicyAttachmentException");
    hub.organizations("DetachPolicy", at(&id, unit)).await.ok();
    let refused = hub.organizations("DetachPolicy", at(&id, unit)).await;
    assert_eq!(refused.error().0, "PolicyNotAttachedException");
    hub.organizations("DeletePolicy", json!({"PolicyId": id})).await.ok();
    let refused = hub.organizations("DescribePolicy", json!({"PolicyId": id})).await;
    assert_eq!(refused.error().0, "PolicyNotFoundException");
}

#[tokio::test]
async fn the_limits_hold() {
    let (_sim, hub) = ready().await;
    let padded = |characters: usize| format!("{DENY}{}", " ".repeat(characters - DENY.len()));
    hub.organizations("CreatePolicy", policy("Just fits", &padded(10_240))).await.ok();
    let refused = hub.organizations("CreatePolicy", policy("Too large", &padded(10_241))).await;
    assert_eq!(reason(refused).1, "POLICY_CONTENT_LIMIT_EXCEEDED");
    let refused = hub.organizations("CreatePolicy", policy("Just fits", DENY)).await;
    assert_eq!(refused.error().0, "DuplicatePolicyException");
    let refused = hub.organizations("CreatePolicy", policy(&"n".repeat(129), DENY)).await;
    assert_eq!(reason(refused).1, "MAX_LENGTH_EXCEEDED");
    for number in 1..10 {
        let id = create(&hub, &format!("Guard {number}")).await;
        hub.organizations("AttachPolicy", at(&id, MEMBER)).await.ok();
    }
    let eleventh = create(&hub, "Guard 10").await;
    let refused = hub.organizations("AttachPolicy", at(&eleventh, MEMBER)).await;
    assert_eq!(reason(refused).1, "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
    let refused = hub.organizations("DetachPolicy", at("p-FullAWSAccess", SUBSCRIBER)).await;
    assert_eq!(reason(refused).1, "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
    let refused =
        hub.organizations("UpdatePolicy", json!({"PolicyId": "p-FullAWSAccess", "Name": "Mine"})).await;
    assert_eq!(reason(refused).1, "IMMUTABLE_POLICY");
    let refused = hub.organizations("AttachPolicy", at(&eleventh, "999999999999")).await;
    assert_eq!(refused.error().0, "TargetNotFoundException");
}

#[tokio::test]
async fn a_wrong_document_is_refused() {
    let (_sim, hub) = ready().await;
    for content in [
        "{",
        r#"{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"Subscribe","Resource":"*"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"Deny-all","Effect":"Deny","Action":"*","Resource":"*"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Alike":{"aws:PrincipalArn":"x"}}}]}"#,
    ] {
        let refused = hub.organizations("CreatePolicy", policy("Wrong", content)).await;
        assert_eq!(refused.error().0, "MalformedPolicyDocumentException", "{content}");
    }
}

#[tokio::test]
async fn one_member_may_be_let_write_policies() {
    let (sim, hub) = ready().await;
    let member = hub.with_key(MEMBER);
    let refused = member.organizations("CreatePolicy", policy("Guard", DENY)).await;
    assert_eq!(refused.error().0, "AccessDeniedException");
    sim.delegate_policies(Some(MEMBER));
    let id = create(&member, "Guard").await;
    member.organizations("AttachPolicy", at(&id, SUBSCRIBER)).await.ok();
    let refused = member.organizations("MoveAccount", json!({})).await;
    assert_eq!(refused.error().0, "AccessDeniedException");
}

#[tokio::test]
async fn policies_that_go_out_of_use_leave_every_target() {
    let (sim, hub) = ready().await;
    let id = create(&hub, "Guard").await;
    hub.organizations("AttachPolicy", at(&id, ROOT)).await.ok();
    let kind = json!({"RootId": ROOT, "PolicyType": "SERVICE_CONTROL_POLICY"});
    hub.organizations("DisablePolicyType", kind).await.ok();
    sim.clock().advance_seconds(30);
    assert!(sim.control_policies().iter().all(|policy| policy.targets.is_empty()));
    hub.organizations("DeletePolicy", json!({"PolicyId": id})).await.ok();
}
