//! What happens beside the product under test: accounts that come and go, purchases, other people's grants, and what is
//! told of each (AWS-FACTS 8.2 to 8.4).

use serde_json::{Value, json};
use sim::{AgreementEnd, Departure, EventFaults, GrantStatus, Intent, LicenseEntry, Options, Sim, WorldFile};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::client::{HUB, MEMBER, by_hand, start, text};

const NEW_ACCOUNT: &str = "299000000001";

/// What came, in short: the call or the detail-type, and the rest of it.
fn came(events: &mut UnboundedReceiver<Value>) -> Vec<(String, Value)> {
    let mut came = Vec::new();
    while let Ok(event) = events.try_recv() {
        let name = event["detail"]["eventName"].as_str().or(event["detail-type"].as_str());
        came.push((name.unwrap().to_owned(), event));
    }
    came
}

fn names(came: &[(String, Value)]) -> Vec<&str> {
    came.iter().map(|(name, _)| name.as_str()).collect()
}

/// Lets time pass, and the world catch up.
fn wait(sim: &Sim, seconds: u64) {
    sim.clock().advance_seconds(seconds);
    drop(sim.accounts());
}

/// A license that nobody has yet, of a product that the sample knows.
fn next_license() -> (LicenseEntry, LicenseEntry) {
    let known = WorldFile::sample().unwrap().licenses[0].clone();
    let next = LicenseEntry {
        arn: format!("{}{}", &known.arn[..known.arn.len() - 4], "ffff"),
        parent_grant: format!("{}{}", &known.parent_grant[..known.parent_grant.len() - 4], "ffff"),
        ..known.clone()
    };
    (known, next)
}

#[tokio::test]
async fn a_created_account_is_listed_before_it_is_told_of() {
    let (sim, hub) = start(by_hand()).await;
    let mut events = sim.events();
    sim.create_account(NEW_ACCOUNT, "New", &[("marketplace-licence", "true")]);
    let shown = hub.organizations("DescribeAccount", json!({"AccountId": NEW_ACCOUNT})).await.ok();
    assert_eq!(text(&shown["Account"]["State"]), "PENDING_ACTIVATION");
    assert!(came(&mut events).is_empty());

    wait(&sim, 120);
    let came = came(&mut events);
    assert_eq!(names(&came), ["CreateAccountResult", "AccountJoinedOrganization"], "and no TagResource");
    let status = &came[0].1["detail"]["serviceEventDetails"]["createAccountStatus"];
    assert_eq!((&status["state"], &status["accountId"]), (&json!("SUCCEEDED"), &json!(NEW_ACCOUNT)));
    assert_eq!(status["requestedTimestamp"], "Nov 22, 2026 1:00:00 AM");
    assert_eq!(came[1].1["detail"]["serviceEventDetails"]["joinedMethod"], "Created");
    let account = sim.accounts().into_iter().find(|account| account.id == NEW_ACCOUNT).unwrap();
    assert_eq!((account.state.as_str(), account.tags["marketplace-licence"].as_str()), ("ACTIVE", "true"));
}

#[tokio::test]
async fn accounts_join_and_leave_by_themselves_with_an_event() {
    let (sim, _hub) = start(by_hand()).await;
    let mut events = sim.events();
    sim.join_account(NEW_ACCOUNT, "Invited");
    sim.depart_account(MEMBER, Departure::Left);
    sim.depart_account("201000000001", Departure::Cleaned);
    let came = came(&mut events);
    let details: Vec<&Value> =
        came.iter().map(|(_, event)| &event["detail"]["serviceEventDetails"]).collect();
    assert_eq!(
        names(&came),
        ["AccountJoinedOrganization", "AccountDepartedOrganization", "AccountDepartedOrganization"]
    );
    assert_eq!(
        (&details[0]["accountId"], &details[0]["joinedMethod"]),
        (&json!(NEW_ACCOUNT), &json!("INVITED"))
    );
    assert_eq!((&details[1]["accountId"], &details[1]["departureMethod"]), (&json!(MEMBER), &json!("LEFT")));
    assert_eq!(details[2]["departureMethod"], "CLEANED");
    assert!(!sim.accounts().iter().any(|account| account.id == MEMBER));
}

#[tokio::test]
async fn a_purchase_is_told_at_once_and_its_license_comes_minutes_later() {
    let (sim, hub) = start(Options { license_manager_hints: true, ..by_hand() }).await;
    let mut events = sim.events();
    let (_, next) = next_license();
    sim.buy(&next, Intent::New);

    let told = came(&mut events);
    assert_eq!(names(&told), ["Purchase Agreement Created - Acceptor"]);
    let (_, event) = &told[0];
    assert_eq!((&event["source"], &event["account"]), (&json!("aws.agreement-marketplace"), &json!(HUB)));
    assert_eq!(event["detail"]["product"]["id"], next.sku);
    assert_eq!(event["detail"]["agreement"]["intent"], "NEW");
    assert!(!text(&event["detail"]["requestId"]).is_empty());
    let received = || hub.license_manager("GetLicense", json!({"LicenseArn": next.arn}));
    assert_eq!(received().await.status, 400, "no license yet");

    wait(&sim, 240);
    assert_eq!(names(&came(&mut events)), ["Grant Change", "License Change"]);
    assert_eq!(text(&received().await.ok()["License"]["Status"]), "AVAILABLE");
}

#[tokio::test]
async fn an_agreement_that_ends_takes_its_license_along_later() {
    let (sim, hub) = start(by_hand()).await;
    let mut events = sim.events();
    let (known, _) = next_license();
    sim.amend_agreement(&known.arn).unwrap();
    sim.end_agreement(&known.arn, AgreementEnd::Cancelled).unwrap();
    let told = came(&mut events);
    assert_eq!(names(&told), ["Purchase Agreement Amended Acceptor", "Purchase Agreement Ended - Acceptor"]);
    assert_eq!(told[1].1["detail"]["agreement"]["status"], "CANCELLED");
    assert_eq!(told[0].1["detail"]["agreement"]["id"], told[1].1["detail"]["agreement"]["id"]);
    let status = async || {
        let shown = hub.license_manager("GetLicense", json!({"LicenseArn": known.arn})).await.ok();
        text(&shown["License"]["Status"])
    };
    assert_eq!(status().await, "AVAILABLE");

    wait(&sim, 240);
    assert_eq!(status().await, "DELETED");
    assert!(came(&mut events).is_empty(), "no hints unless asked for");
    let unknown =
        sim.end_agreement("arn:aws:license-manager::1:license:l-0", AgreementEnd::Expired).unwrap_err();
    assert!(unknown.to_string().contains("ResourceNotFoundException"), "{unknown}");
}

#[tokio::test]
async fn grants_of_other_people_are_calls_of_theirs() {
    let (sim, _hub) = start(by_hand()).await;
    let mut events = sim.events();
    let license = WorldFile::sample().unwrap().licenses[0].arn.clone();
    let grant = sim.create_grant_by_hand(&license, MEMBER).unwrap();
    wait(&sim, 240);
    sim.delete_grant_by_hand(&grant).unwrap();
    wait(&sim, 240);
    let came = came(&mut events);
    assert_eq!(names(&came), ["CreateGrant", "DeleteGrant"]);
    let (_, created) = &came[0];
    assert_eq!(created["detail"]["userIdentity"]["type"], "Root");
    assert_eq!(created["detail"]["userIdentity"]["sessionContext"], Value::Null);
    assert_eq!(
        created["detail"]["requestParameters"]["principals"],
        json!([format!("arn:aws:iam::{MEMBER}:root")])
    );
    assert!(
        sim.grants_of(MEMBER).iter().any(|known| known.arn == grant && known.status == GrantStatus::Deleted)
    );
}

#[tokio::test]
async fn a_worker_is_known_by_the_session_that_its_token_names() {
    let (sim, hub) = start(by_hand()).await;
    let mut events = sim.events();
    let arn = "arn:aws:sts::111111111111:assumed-role/marketplace-steward-license/worker";
    let worker = hub.with_session_token(arn);
    worker.create_grant("Finch", MEMBER).await;

    let identity = events.try_recv().unwrap()["detail"]["userIdentity"].clone();
    assert_eq!((&identity["type"], &identity["arn"]), (&json!("AssumedRole"), &json!(arn)));
    let issuer = &identity["sessionContext"]["sessionIssuer"];
    assert_eq!(issuer["arn"], "arn:aws:iam::111111111111:role/marketplace-steward-license");
    assert_eq!(text(&identity["principalId"]), format!("{}:worker", text(&issuer["principalId"])));
    assert_eq!(sim.calls().log.last().unwrap().caller, arn);
    let (_, xml) = worker.sts("Action=GetCallerIdentity").await;
    assert!(xml.contains(arn), "{xml}");

    hub.with_session_token("arn:aws:sts::222222222222:assumed-role/elsewhere/me")
        .organizations("ListAccounts", json!({}))
        .await
        .ok();
    assert_eq!(
        sim.calls().log.last().unwrap().caller,
        format!("arn:aws:iam::{HUB}:root"),
        "not of this account"
    );
}

#[tokio::test]
async fn reads_are_told_where_they_are_asked_for_and_the_marketplaces_always() {
    let (sim, hub) = start(by_hand()).await;
    let mut events = sim.events();
    hub.license_manager("ListReceivedGrants", json!({})).await.ok();
    sim.marketplace_reads_grants();
    let came_by_default = came(&mut events);
    assert_eq!(names(&came_by_default), ["ListReceivedGrants"]);
    let detail = &came_by_default[0].1["detail"];
    assert_eq!((&detail["readOnly"], &detail["responseElements"]), (&json!(true), &Value::Null));
    assert!(text(&detail["userIdentity"]["principalId"]).ends_with(":AWSMarketPlaceSession"));

    let (sim, hub) = start(Options { read_events: true, ..by_hand() }).await;
    let mut events = sim.events();
    hub.license_manager("ListReceivedGrants", json!({})).await.ok();
    let told = came(&mut events);
    assert_eq!((names(&told), &told[0].1["detail"]["readOnly"]), (vec!["ListReceivedGrants"], &json!(true)));
}

#[tokio::test]
async fn each_change_of_a_grant_is_hinted_at_without_a_word_about_it() {
    let (sim, hub) = start(Options { license_manager_hints: true, ..by_hand() }).await;
    let mut events = sim.events();
    hub.create_grant("Finch", MEMBER).await;
    wait(&sim, 240);
    let came = came(&mut events);
    assert_eq!(names(&came), ["CreateGrant", "Grant Change", "Grant Change"], "made, and delivered");
    assert_eq!((&came[1].1["detail"], &came[1].1["account"]), (&json!({}), &json!(HUB)));
}

#[tokio::test]
async fn a_second_delivery_is_the_same_event_and_comes_after_others() {
    let faults = EventFaults { duplicate: 1.0, ..EventFaults::default() };
    let (sim, _hub) = start(Options { event_faults: faults, ..by_hand() }).await;
    let mut events = sim.events();
    sim.tag_account(MEMBER, "n", "1").unwrap();
    sim.tag_account(MEMBER, "n", "2").unwrap();
    let ids = |came: &[(String, Value)]| -> Vec<String> {
        came.iter().map(|(_, event)| text(&event["id"])).collect()
    };
    let first = ids(&came(&mut events));
    assert_eq!((first.len(), &first[0]), (3, &first[2]));
    wait(&sim, 60);
    assert_eq!(ids(&came(&mut events)), [first[1].clone()], "nothing waits for ever");
}
