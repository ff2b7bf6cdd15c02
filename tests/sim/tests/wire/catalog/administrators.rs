//! Who may administer, and who sees what (AWS-FACTS 9.5).

use serde_json::{Value, json};
use sim::{ChangeSetOwner, WorldFile};

use super::{BAY, CENTRAL, MODEL, OFFICE, RETAIL, STORES, decide, start, start_as};
use crate::client::{Client, by_hand, start_world, text, walk};

async fn ids(client: &Client, operation: &str, member: &str, key: &str, is_shared: bool) -> Vec<String> {
    let mut request = json!({"Catalog": "AWSMarketplace"});
    if operation == "ListEntities" {
        request["EntityType"] = json!("Experience");
    }
    if is_shared {
        request["FilterList"] = json!([{"Name": "Scope", "ValueList": ["SharedWithMe"]}]);
    }
    let (items, _) = walk(member, request, async |request| client.catalog(operation, request).await).await;
    items.iter().map(|item| text(&item[key])).collect()
}

async fn experiences(client: &Client, is_shared: bool) -> Vec<String> {
    ids(client, "ListEntities", "EntitySummaryList", "EntityId", is_shared).await
}

async fn sets(client: &Client, is_shared: bool) -> Vec<String> {
    ids(client, "ListChangeSets", "ChangeSetSummaryList", "ChangeSetId", is_shared).await
}

#[tokio::test]
async fn the_delegate_sees_experiences_with_the_scope_and_the_management_account_without_it() {
    let (_sim, delegate) = start(RETAIL.0).await;
    let management = delegate.with_key(RETAIL.1);
    assert_eq!(experiences(&delegate, true).await, [STORES]);
    assert!(experiences(&delegate, false).await.is_empty());
    assert_eq!(experiences(&management, false).await, [STORES]);
    assert!(experiences(&management, true).await.is_empty());
    assert_eq!(delegate.entity(STORES).await["EntityArn"], management.entity(STORES).await["EntityArn"]);
    let arn = text(&delegate.entity(STORES).await["EntityArn"]);
    assert_eq!(
        arn,
        format!("arn:aws:aws-marketplace:us-east-1:{}:AWSMarketplace/Experience/{STORES}", RETAIL.1)
    );
}

#[tokio::test]
async fn change_sets_belong_to_the_owner_of_the_experiences() {
    let (_sim, delegate) = start(RETAIL.0).await;
    let management = delegate.with_key(RETAIL.1);
    let id = delegate.started(vec![decide("AllowProductProcurement", STORES, [1])]).await;
    assert_eq!(sets(&delegate, true).await, std::slice::from_ref(&id));
    assert!(sets(&delegate, false).await.is_empty());
    assert_eq!(sets(&management, false).await, std::slice::from_ref(&id));
    assert!(sets(&management, true).await.is_empty());
    assert_eq!(management.set(&id).await["Status"], "PREPARING");
}

#[tokio::test]
async fn change_sets_can_also_belong_to_who_started_them() {
    let mut options = by_hand();
    options.catalog.change_sets_belong_to = ChangeSetOwner::Caller;
    let (sim, delegate) = start_as(RETAIL.0, options).await;
    let mut events = sim.events();
    let id = delegate.started(vec![decide("AllowProductProcurement", STORES, [1])]).await;
    assert_eq!(sets(&delegate, false).await, [id]);
    assert!(sets(&delegate, true).await.is_empty());
    assert!(sets(&delegate.with_key(RETAIL.1), false).await.is_empty());
    sim.clock().advance_seconds(200);
    assert_eq!(events.recv().await.unwrap()["account"], RETAIL.0);
}

#[tokio::test]
async fn everyone_else_is_denied() {
    let (sim, delegate) = start(RETAIL.0).await;
    for account in ["320000000003", "999999999999", "201000000001"] {
        let stranger = delegate.with_key(account);
        for (operation, request) in [
            ("ListEntities", json!({"Catalog": "AWSMarketplace", "EntityType": "Experience"})),
            ("DescribeEntity", json!({"Catalog": "AWSMarketplace", "EntityId": STORES})),
            ("StartChangeSet", json!({"Catalog": "AWSMarketplace", "ChangeSet": []})),
        ] {
            let answer = stranger.catalog(operation, request).await;
            assert_eq!((answer.status, answer.error().0.as_str()), (403, "AccessDeniedException"));
        }
    }
    sim.delegate_administration(RETAIL.1, None);
    let request = json!({"Catalog": "AWSMarketplace", "EntityId": STORES});
    assert_eq!(delegate.catalog("DescribeEntity", request.clone()).await.status, 403);
    sim.delegate_administration(RETAIL.1, Some("320000000003"));
    assert_eq!(delegate.with_key("320000000003").catalog("DescribeEntity", request).await.status, 200);
}

#[tokio::test]
async fn a_delegate_without_trusted_access_is_nobody() {
    let mut world = WorldFile::experiences().unwrap();
    world.other_organizations[0].organization.trusted_services.clear();
    let (_sim, client) = start_world(&world, by_hand()).await;
    let request = json!({"Catalog": "AWSMarketplace", "EntityId": STORES});
    assert_eq!(client.with_key(RETAIL.0).catalog("DescribeEntity", request.clone()).await.status, 403);
    assert_eq!(client.with_key(RETAIL.1).catalog("DescribeEntity", request).await.status, 200);
}

#[tokio::test]
async fn no_call_reaches_into_another_organization() {
    let (sim, bay) = start(BAY).await;
    for foreign in [STORES, MODEL] {
        let request = json!({"Catalog": "AWSMarketplace", "EntityId": foreign});
        let answer = bay.catalog("DescribeEntity", request).await;
        assert_eq!((answer.status, answer.error().0.as_str()), (404, "ResourceNotFoundException"));
        let answer = bay.start_set(vec![decide("DenyProductProcurement", foreign, [1])]).await;
        assert_eq!(answer.status, 404);
    }
    let id = bay.with_key(CENTRAL).started(vec![decide("DenyProductProcurement", MODEL, [1])]).await;
    let request: Value = json!({"Catalog": "AWSMarketplace", "ChangeSetId": id});
    for operation in ["DescribeChangeSet", "CancelChangeSet"] {
        assert_eq!(bay.catalog(operation, request.clone()).await.status, 404);
    }
    assert_eq!(experiences(&bay, false).await.len(), 2);
    assert!(sim.experience(OFFICE).is_some());
}
