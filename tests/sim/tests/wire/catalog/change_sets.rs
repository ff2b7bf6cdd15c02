//! The life of a change set: phases by the clock, locks, cancelling, lists, events.

use serde_json::{Value, json};
use sim::ChangeSetStatus;

use super::{BAY, CENTRAL, FLEET, MODEL, OFFICE, change, decide, start};
use crate::client::{by_hand, text, walk};

#[tokio::test]
async fn a_change_set_is_prepared_then_applied_as_a_whole_by_the_clock() {
    let (sim, bay) = start(BAY).await;
    let before = sim.experience(OFFICE).unwrap();
    let id = bay.started(vec![decide("AllowProductProcurement", OFFICE, [1_996, 1_997])]).await;
    let started = bay.set(&id).await;
    assert_eq!(started["Status"], "PREPARING");
    assert_eq!(started["StartTime"], "2026-11-22T01:00:00Z");
    assert_eq!(started["Intent"], "APPLY");
    assert!(started.get("EndTime").is_none());
    let mut seen = vec![started["Status"].clone()];
    for _ in 0..90 {
        sim.clock().advance_seconds(1);
        let set = bay.set(&id).await;
        if set["Status"] != "SUCCEEDED" {
            assert_eq!(sim.experience(OFFICE).unwrap(), before, "nothing of it is seen before its end");
        }
        if seen.last() != Some(&set["Status"]) {
            seen.push(set["Status"].clone());
        }
    }
    assert_eq!(seen, ["PREPARING", "APPLYING", "SUCCEEDED"]);
    let end = text(&bay.set(&id).await["EndTime"]);
    assert!(end.len() == 20 && end.as_str() > "2026-11-22T01:00:14Z" && end.ends_with('Z'), "{end}");
    assert_eq!(sim.experience(OFFICE).unwrap().policy.unwrap().allowed.len(), 2_000);
}

#[tokio::test]
async fn entities_of_an_open_set_are_locked_and_those_of_others_are_free() {
    let (sim, bay) = start(BAY).await;
    let id = bay.started(vec![decide("AllowProductProcurement", OFFICE, [1_996])]).await;
    for identifier in [OFFICE.to_owned(), format!("{OFFICE}@42")] {
        let answer = bay.start_set(vec![decide("DenyProductProcurement", &identifier, [1])]).await;
        assert_eq!(answer.status, 423);
        let (code, message) = answer.error();
        assert_eq!(code, "ResourceInUseException");
        assert!(message.contains(OFFICE) && message.contains(&id), "{message}");
    }
    let other = bay.start_set(vec![change("ReviveExperience", super::ARCHIVED, json!({}))]).await;
    assert_eq!(other.status, 200, "another experience of the same account is free");
    let central = bay.with_key(CENTRAL);
    assert_eq!(central.start_set(vec![decide("DenyProductProcurement", MODEL, [1])]).await.status, 200);
    while bay.set(&id).await["Status"] == "PREPARING" {
        sim.clock().advance_seconds(1);
    }
    assert_eq!(bay.start_set(vec![decide("DenyProductProcurement", OFFICE, [1])]).await.status, 423);
    sim.clock().advance_seconds(80);
    assert_eq!(bay.start_set(vec![decide("DenyProductProcurement", OFFICE, [1])]).await.status, 200);
}

#[tokio::test]
async fn a_set_can_be_cancelled_only_while_it_is_prepared() {
    let (sim, bay) = start(BAY).await;
    let id = bay.started(vec![decide("DenyProductProcurement", OFFICE, [1])]).await;
    let request = json!({"Catalog": "AWSMarketplace", "ChangeSetId": id});
    bay.catalog("CancelChangeSet", request.clone()).await.ok();
    let set = bay.set(&id).await;
    assert_eq!((&set["Status"], set.get("FailureCode")), (&json!("CANCELLED"), None));
    assert_eq!(bay.catalog("CancelChangeSet", request).await.status, 423);

    let id = bay.started(vec![decide("DenyProductProcurement", OFFICE, [1])]).await;
    while bay.set(&id).await["Status"] == "PREPARING" {
        sim.clock().advance_seconds(1);
    }
    let late = bay.catalog("CancelChangeSet", json!({"Catalog": "AWSMarketplace", "ChangeSetId": id})).await;
    assert_eq!((late.status, late.error().0.as_str()), (423, "ResourceInUseException"));
    sim.clock().advance_seconds(120);
    assert_eq!(bay.set(&id).await["Status"], "SUCCEEDED");
    let unknown = json!({"Catalog": "AWSMarketplace", "ChangeSetId": "nobody"});
    assert_eq!(bay.catalog("CancelChangeSet", unknown).await.status, 404);
}

#[tokio::test]
async fn an_account_may_have_only_so_many_open_sets() {
    let mut options = by_hand();
    options.catalog.change_sets_open_max = 2;
    let (sim, central) = super::start_as(CENTRAL, options).await;
    let create = |name: &str| {
        json!({
            "ChangeType": "CreateExperience",
            "Entity": {"Type": "Experience@1.0"},
            "DetailsDocument": {"Name": name},
        })
    };
    central.started(vec![create("one")]).await;
    central.started(vec![create("two")]).await;
    let third = central.start_set(vec![create("three")]).await;
    assert_eq!((third.status, third.error().0.as_str()), (402, "ServiceQuotaExceededException"));
    let other = central.with_key(BAY).start_set(vec![create("elsewhere")]).await;
    assert_eq!(other.status, 200, "the cap is each account's own");
    sim.clock().advance_seconds(200);
    central.started(vec![create("three")]).await;
}

#[tokio::test]
async fn sets_are_listed_newest_first_in_small_pages_and_by_filter() {
    let (sim, bay) = start(BAY).await;
    let mut ids = Vec::new();
    for number in 1..=5 {
        let set = bay.ended(&sim, vec![decide("DenyProductProcurement", OFFICE, [number])]).await;
        ids.insert(0, text(&set["ChangeSetId"]));
    }
    let open = bay.started(vec![decide("DenyProductProcurement", OFFICE, [9])]).await;
    ids.insert(0, open.clone());
    let list = async |filters: Value| {
        let request = json!({"Catalog": "AWSMarketplace", "FilterList": filters});
        let ask = async |request| bay.catalog("ListChangeSets", request).await;
        let (sets, pages) = walk("ChangeSetSummaryList", request, ask).await;
        (sets.iter().map(|set| text(&set["ChangeSetId"])).collect::<Vec<_>>(), pages)
    };
    let filter = |name: &str, value: &str| json!({"Name": name, "ValueList": [value]});
    let (all, pages) = list(json!([filter("EntityId", OFFICE)])).await;
    assert_eq!(all, ids);
    assert!(pages.len() > 2 && pages[0] == 3 && pages.contains(&0), "{pages:?}");
    let (found, _) =
        list(json!([filter("Status", "PREPARING"), filter("EntityId", &format!("{OFFICE}@3"))])).await;
    assert_eq!(found, [open]);
    assert!(list(json!([filter("Status", "FAILED")])).await.0.is_empty());
    let (older, _) = list(json!([filter("BeforeStartTime", "2026-11-22T01:05:00Z")])).await;
    assert_eq!(older, ids[4..]);
    for wrong in [json!([filter("Colour", "red")]), json!([{"Name": "Status", "ValueList": vec!["x"; 11]}])] {
        let request = json!({"Catalog": "AWSMarketplace", "FilterList": wrong});
        assert_eq!(bay.catalog("ListChangeSets", request).await.status, 422);
    }
    let request = json!({"Catalog": "AWSMarketplace", "MaxResults": 21});
    assert_eq!(bay.catalog("ListChangeSets", request).await.status, 422);
}

#[tokio::test]
async fn sets_are_forgotten_after_sixty_days() {
    let (sim, bay) = start(BAY).await;
    let set = bay.ended(&sim, vec![decide("DenyProductProcurement", OFFICE, [1])]).await;
    sim.clock().advance_seconds(61 * 86_400);
    let request = json!({"Catalog": "AWSMarketplace", "ChangeSetId": set["ChangeSetId"]});
    assert_eq!(bay.catalog("DescribeChangeSet", request).await.status, 404);
}

#[tokio::test]
async fn the_end_of_a_set_is_told_to_its_owner_without_the_reason() {
    let (sim, bay) = start(BAY).await;
    let mut events = sim.events();
    let request = json!({
        "Catalog": "AWSMarketplace",
        "ChangeSetName": "marketplace-steward 7",
        "ChangeSet": [change("RestrictExperience", OFFICE, json!({}))],
    });
    let id = text(&bay.catalog("StartChangeSet", request).await.ok()["ChangeSetId"]);
    assert!(events.try_recv().is_err(), "calls of the Marketplace Catalog have no event here");
    sim.clock().advance_seconds(200);
    let event = events.recv().await.unwrap();
    assert_eq!(event["source"], "aws.marketplacecatalog");
    assert_eq!(event["detail-type"], "Change Set Failed");
    assert_eq!((&event["account"], &event["region"]), (&json!(BAY), &json!("us-east-1")));
    let arn = format!("arn:aws:aws-marketplace:us-east-1:{BAY}:AWSMarketplace/ChangeSet/{id}");
    assert_eq!(event["resources"], json!([arn]));
    let detail = &event["detail"];
    assert_eq!(detail["ChangeSetId"], json!(id));
    assert_eq!(detail["ChangeSetName"], "marketplace-steward 7");
    assert_eq!(detail["FailureCode"], "CLIENT_ERROR");
    assert_eq!(detail["StartTime"], "2026-11-22T01:00:00Z");
    assert_eq!(text(&detail["EndTime"]).len(), 20);
    assert!(!event.to_string().contains("INVALID_ENTITY_STATE"));

    sim.approve_products(OFFICE, &["prod-hf00000001999"]).unwrap();
    sim.clock().advance_seconds(200);
    assert_eq!(events.recv().await.unwrap()["detail-type"], "Change Set Succeeded");
    let id = sim.reject_products(OFFICE, &["prod-hf00000001999"]).unwrap();
    bay.catalog("CancelChangeSet", json!({"Catalog": "AWSMarketplace", "ChangeSetId": id})).await.ok();
    assert_eq!(events.recv().await.unwrap()["detail-type"], "Change Set Cancelled");
}

#[tokio::test]
async fn sets_of_different_organizations_run_side_by_side_and_are_told_in_their_order() {
    let (sim, bay) = start(BAY).await;
    let mut events = sim.events();
    bay.started(vec![decide("DenyProductProcurement", OFFICE, [1])]).await;
    bay.with_key(super::LOGISTICS).started(vec![decide("DenyProductProcurement", FLEET, [1])]).await;
    sim.clock().advance_seconds(200);
    assert!(sim.change_sets().iter().all(|set| set.status == ChangeSetStatus::Succeeded));
    let (first, second) = (events.recv().await.unwrap(), events.recv().await.unwrap());
    assert!(text(&first["time"]) <= text(&second["time"]));
    let mut told = [text(&first["account"]), text(&second["account"])];
    told.sort();
    assert_eq!(told, ["330000000001", BAY], "the owner of the entities hears of it, not the delegate");
}
