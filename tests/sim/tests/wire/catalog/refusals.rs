//! What is refused at once (AWS-FACTS 9.2, 9.8), and rates (9.4).

use serde_json::{Value, json};
use sim::Options;

use super::{BAY, OFFICE, change, decide, start, start_as};
use crate::client::by_hand;

#[tokio::test]
async fn malformed_change_sets_are_refused_with_422() {
    let (sim, bay) = start(BAY).await;
    let deny = || decide("DenyProductProcurement", OFFICE, [1]);
    let with = |member: &str, value: Value| {
        let mut request = json!({"Catalog": "AWSMarketplace", "ChangeSet": [deny()]});
        request[member] = value;
        request
    };
    let with_change = |member: &str, value: Value| {
        let mut change = deny();
        change[member] = value;
        json!({"Catalog": "AWSMarketplace", "ChangeSet": [change]})
    };
    let details = |text: &str| {
        let mut request = with_change("Details", json!(text));
        request["ChangeSet"][0].as_object_mut().unwrap().remove("DetailsDocument");
        request
    };
    let twice = json!([deny(), decide("DenyProductProcurement", &format!("{OFFICE}@42"), [2])]);
    let many: Vec<Value> =
        (0..21).map(|name| json!({"ChangeType": "CreateExperience", "Entity": {"Type": "Experience@1.0"}, "DetailsDocument": {"Name": name.to_string()}})).collect();
    for (what, request) in [
        ("another catalog", with("Catalog", json!("Elsewhere"))),
        ("no changes", with("ChangeSet", json!([]))),
        ("more than 20 changes", with("ChangeSet", json!(many))),
        ("one type twice on one entity", with("ChangeSet", twice)),
        ("a long name", with("ChangeSetName", json!("n".repeat(101)))),
        ("a bad name", with("ChangeSetName", json!("sync / 7"))),
        ("a long token", with("ClientRequestToken", json!("t".repeat(65)))),
        ("an intent that is for AMI versions only", with("Intent", json!("VALIDATE"))),
        ("both kinds of details", with_change("Details", json!("{}"))),
        ("details that are no JSON", details("{\"Products\": ")),
        ("details that are no object", details("[]")),
        ("details that are too long", details(&format!("{{\"Products\": \"{}\"}}", "p".repeat(16_384)))),
        ("a change of an unknown type", with_change("ChangeType", json!("RemoveProductProcurement"))),
        (
            "a change of a policy",
            with_change("Entity", json!({"Type": "ProcurementPolicy@1.0", "Identifier": "procpolicy-1"})),
        ),
        ("a change of nothing", with_change("Entity", json!({"Type": "Experience@1.0"}))),
        ("a long change name", with_change("ChangeName", json!("c".repeat(73)))),
    ] {
        let answer = bay.catalog("StartChangeSet", request).await;
        assert_eq!((answer.status, answer.error().0.as_str()), (422, "ValidationException"), "{what}");
    }
    for (change_type, details) in [
        ("UpdateExperience", json!({"Name": "n".repeat(51)})),
        ("UpdateExperience", json!({"Description": "d".repeat(1_001)})),
        ("UpdateExperience", json!({"Status": "Paused"})),
        ("CreateProcurementPolicy", json!({})),
    ] {
        let answer = bay.start_set(vec![change(change_type, OFFICE, details)]).await;
        assert_eq!(answer.status, 422, "{change_type}");
    }
    assert!(sim.change_sets().is_empty());
    let unknown = bay.start_set(vec![decide("DenyProductProcurement", "exp-nothing", [1])]).await;
    assert_eq!((unknown.status, unknown.error().0.as_str()), (404, "ResourceNotFoundException"));
}

#[tokio::test]
async fn lists_know_their_types_filters_and_limits() {
    let (_sim, bay) = start(BAY).await;
    let request = |member: &str, value: Value| {
        let mut request = json!({"Catalog": "AWSMarketplace", "EntityType": "Experience"});
        request[member] = value;
        request
    };
    let filter = |name: &str, values: Value| json!([{"Name": name, "ValueList": values}]);
    for wrong in [
        request("EntityType", json!("Experience@1.0")),
        request("Catalog", json!("awsmarketplace")),
        request("MaxResults", json!(51)),
        request("NextToken", json!("nonsense")),
        request("FilterList", json!([])),
        request("FilterList", filter("Colour", json!(["red"]))),
        request("FilterList", filter("Scope", json!(["SharedWithEveryone"]))),
        request("FilterList", filter("Name", json!([]))),
        request("Sort", json!({"SortBy": "Name"})),
    ] {
        let answer = bay.catalog("ListEntities", wrong.clone()).await;
        assert_eq!((answer.status, answer.error().0.as_str()), (422, "ValidationException"), "{wrong}");
    }
}

#[tokio::test]
async fn it_is_there_in_one_region_and_for_known_keys_alone() {
    let (_sim, bay) = start(BAY).await;
    let request = json!({"Catalog": "AWSMarketplace", "EntityId": OFFICE});
    let elsewhere = bay.in_region("eu-central-1").catalog("DescribeEntity", request.clone()).await;
    assert_eq!((elsewhere.status, elsewhere.error().0.as_str()), (403, "InvalidSignatureException"));
    let nobody = bay.with_key("ASIANOBODY").catalog("DescribeEntity", request).await;
    assert_eq!((nobody.status, nobody.error().0.as_str()), (403, "UnrecognizedClientException"));
}

#[tokio::test]
async fn rates_are_those_that_aws_publishes() {
    let (sim, bay) = start_as(BAY, Options { rates: Options::default().rates, ..by_hand() }).await;
    for (operation, calls) in
        [("ListEntities", 10), ("DescribeEntity", 20), ("ListChangeSets", 5), ("StartChangeSet", 5)]
    {
        let request = json!({"Catalog": "AWSMarketplace", "EntityType": "Experience", "EntityId": OFFICE});
        let request = match operation {
            "DescribeEntity" => json!({"Catalog": "AWSMarketplace", "EntityId": OFFICE}),
            _ => request,
        };
        for _ in 0..calls {
            assert_ne!(bay.catalog(operation, request.clone()).await.status, 429, "{operation}");
        }
        let answer = bay.catalog(operation, request.clone()).await;
        assert_eq!((answer.status, answer.error().0.as_str()), (429, "ThrottlingException"), "{operation}");
    }
    assert_eq!(sim.calls().of("marketplace-catalog.ListEntities"), 11);
    let other = bay.with_key(super::CENTRAL);
    let request = json!({"Catalog": "AWSMarketplace", "EntityType": "Experience"});
    assert_eq!(other.catalog("ListEntities", request).await.status, 200, "each account has its own");
}
