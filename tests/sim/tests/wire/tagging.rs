//! `GetResources`: an index that trails behind and never forgets (AWS-FACTS 7.3).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::{Client, MEMBER, by_hand, start, text};

/// Tags by account of every page.
async fn index(hub: &Client, request: Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let mut request = request;
    loop {
        let page = hub.tagging(request.clone()).await.ok();
        for mapping in page["ResourceTagMappingList"].as_array().unwrap() {
            let arn = text(&mapping["ResourceARN"]);
            found.insert(arn.rsplit('/').next().unwrap().to_owned(), mapping["Tags"].clone());
        }
        match page["PaginationToken"].as_str() {
            Some("") => return found,
            token => request["PaginationToken"] = json!(token),
        }
    }
}

fn accounts() -> Value {
    json!({"ResourceTypeFilters": ["organizations:account"]})
}

#[tokio::test]
async fn it_omits_what_was_never_tagged_and_keeps_what_was() {
    let (sim, hub) = start(by_hand()).await;
    let before = index(&hub, accounts()).await;
    assert_eq!(before.len(), 19);
    assert!(!before.contains_key("206000000001"));
    sim.untag_account("201000000001", "marketplace-licence").unwrap();
    sim.untag_account("201000000001", "team").unwrap();
    sim.clock().advance_seconds(10);
    assert_eq!(index(&hub, accounts()).await["201000000001"], json!([]));
}

#[tokio::test]
async fn it_trails_behind_a_tag() {
    let (sim, hub) = start(by_hand()).await;
    sim.tag_account("206000000001", "marketplace-licence", "true").unwrap();
    assert!(!index(&hub, accounts()).await.contains_key("206000000001"));
    sim.clock().advance_seconds(10);
    assert!(index(&hub, accounts()).await.contains_key("206000000001"));
}

#[tokio::test]
async fn it_filters_by_key_and_value() {
    let (_sim, hub) = start(by_hand()).await;
    let mut request = accounts();
    request["TagFilters"] = json!([{"Key": "marketplace-licence", "Values": ["true"]}]);
    request["ResourcesPerPage"] = json!(100);
    assert_eq!(index(&hub, request).await.len(), 13);
    let mut team = accounts();
    team["TagFilters"] = json!([{"Key": "team"}, {"Key": "marketplace-licence"}]);
    assert_eq!(index(&hub, team).await.len(), 3);
}

#[tokio::test]
async fn it_is_empty_elsewhere_than_in_the_management_account_in_us_east_1() {
    let (_sim, hub) = start(by_hand()).await;
    assert!(index(&hub.in_region("eu-central-1"), accounts()).await.is_empty());
    assert!(index(&hub.with_key(MEMBER), accounts()).await.is_empty());
}

#[tokio::test]
async fn an_account_that_left_is_forgotten() {
    let (sim, hub) = start(by_hand()).await;
    sim.remove_account("201000000001").unwrap();
    assert!(!index(&hub, accounts()).await.contains_key("201000000001"));
}

#[tokio::test]
async fn pages_hold_1_to_100() {
    let (_sim, hub) = start(by_hand()).await;
    let (code, _) = hub.tagging(json!({"ResourcesPerPage": 101})).await.error();
    assert_eq!(code, "InvalidParameterException");
    let (code, _) = hub.tagging(json!({"PaginationToken": "nonsense"})).await.error();
    assert_eq!(code, "PaginationTokenExpiredException");
}
