//! STS: who may become whom.

use serde_json::json;

use crate::client::{Client, HUB, MEMBER, by_hand, element, start, text};

const MEMBER_ROLE: &str = "MarketplaceStewardMember";

fn assume(account: &str, role: &str, more: &str) -> String {
    format!(
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A{account}%3Arole%2F{role}&RoleSessionName=story{more}"
    )
}

async fn session(hub: &Client) -> Client {
    let (status, xml) = hub.sts(&assume(MEMBER, MEMBER_ROLE, &format!("&ExternalId={HUB}"))).await;
    assert_eq!(status, 200, "{xml}");
    hub.with_key(&element(&xml, "AccessKeyId"))
}

#[tokio::test]
async fn a_session_acts_in_the_account_of_its_role() {
    let (sim, hub) = start(by_hand()).await;
    let member = session(&hub).await;
    let (_, identity) = member.sts("Action=GetCallerIdentity&Version=2011-06-15").await;
    assert_eq!(element(&identity, "Account"), MEMBER);
    assert_eq!(element(&identity, "Arn"), format!("arn:aws:sts::{MEMBER}:assumed-role/{MEMBER_ROLE}/story"));

    sim.link_license_manager(false);
    let arn = hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(120);
    member.license_manager("AcceptGrant", json!({"GrantArn": arn})).await.ok();
}

#[tokio::test]
async fn only_listed_roles_with_the_right_external_id_from_a_trusted_account_let_in() {
    let (_sim, hub) = start(by_hand()).await;
    let stranger = hub.with_key("201000000001");
    let id = format!("&ExternalId={HUB}");
    for (caller, form) in [
        (&hub, assume(MEMBER, "Other", &id)),
        (&hub, assume(MEMBER, MEMBER_ROLE, "")),
        (&hub, assume(MEMBER, MEMBER_ROLE, "&ExternalId=guess")),
        (&stranger, assume(MEMBER, MEMBER_ROLE, &id)),
        (&hub, assume("999999999999", MEMBER_ROLE, &id)),
        (&hub, assume(HUB, "AnyRole", &id)),
    ] {
        let (status, xml) = caller.sts(&form).await;
        assert_eq!((status, element(&xml, "Code").as_str()), (403, "AccessDenied"), "{form}");
        assert!(element(&xml, "Message").contains("is not authorized to perform: sts:AssumeRole"));
    }
}

#[tokio::test]
async fn requests_out_of_bounds_are_refused() {
    let (_sim, hub) = start(by_hand()).await;
    let id = format!("&ExternalId={HUB}");
    let (status, xml) = hub.sts(&assume(MEMBER, MEMBER_ROLE, &format!("{id}&DurationSeconds=60"))).await;
    assert_eq!((status, element(&xml, "Code").as_str()), (400, "ValidationError"));
    let member = session(&hub).await;
    let chained = assume(MEMBER, MEMBER_ROLE, &format!("{id}&DurationSeconds=7200"));
    let (_, xml) = member.sts(&chained).await;
    assert!(element(&xml, "Message").contains("role chaining"));
}

#[tokio::test]
async fn unknown_keys_are_nobody() {
    let (_sim, hub) = start(by_hand()).await;
    let (status, xml) = hub.with_key("ASIANOBODY").sts("Action=GetCallerIdentity").await;
    assert_eq!((status, element(&xml, "Code").as_str()), (403, "InvalidClientTokenId"));
}

#[tokio::test]
async fn a_registered_session_is_known() {
    let (sim, hub) = start(by_hand()).await;
    sim.register_session("ASIAFROMELSEWHERE", HUB, "arn:aws:sts::111111111111:assumed-role/observe/1");
    let accounts = hub.with_key("ASIAFROMELSEWHERE").organizations("ListAccounts", json!({})).await.ok();
    assert_eq!(text(&accounts["Accounts"][0]["Id"]), HUB);
    assert_eq!(sim.calls().log[0].caller, "arn:aws:sts::111111111111:assumed-role/observe/1");
}
