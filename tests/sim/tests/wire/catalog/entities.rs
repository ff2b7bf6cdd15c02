//! Entities as they are listed and described (AWS-FACTS 9.7).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sim::{DetailsShown, ExperienceEntry, ExperienceStatus, Options, WorldFile};

use super::{BAY, CENTRAL, MODEL, OFFICE, PILOT, change, start, start_as};
use crate::client::{by_hand, start_world, text, walk};

/// Every id of an effect, flattened.
fn ids(policy: &Value, effect: &str) -> Vec<String> {
    let statements = policy["Statements"].as_array().unwrap().iter();
    let resources =
        statements.filter(|one| one["Effect"] == effect).flat_map(|one| one["Resources"].as_array().unwrap());
    resources.flat_map(|resource| resource["Ids"].as_array().unwrap()).map(text).collect()
}

async fn model_policy(options: Options) -> Value {
    let (_sim, central) = start_as(CENTRAL, options).await;
    let experience = central.entity(MODEL).await;
    let details = match experience.get("DetailsDocument") {
        Some(document) => document.clone(),
        None => serde_json::from_str(experience["Details"].as_str().unwrap()).unwrap(),
    };
    central.entity(&text(&details["ProcurementPolicies"][0])).await
}

#[tokio::test]
async fn content_comes_as_text_and_as_document() {
    let (_sim, central) = start(CENTRAL).await;
    let shown = central.entity(MODEL).await;
    assert_eq!(shown["EntityType"], "Experience@1.0");
    assert_eq!(shown["EntityIdentifier"], format!("{MODEL}@61"));
    assert_eq!(shown["LastModifiedDate"], "2026-11-21T01:00:00Z");
    let parsed: Value = serde_json::from_str(shown["Details"].as_str().unwrap()).unwrap();
    assert_eq!(parsed, shown["DetailsDocument"]);
    assert_eq!(parsed["Status"], "Enabled");
    assert_eq!(parsed["BrandingSettings"].as_array().unwrap().len(), 1);
    assert!(parsed.get("AdminStatus").is_none());
}

#[tokio::test]
async fn a_policy_says_its_products_in_many_statements_and_resources() {
    let policy = model_policy(by_hand()).await;
    assert_eq!(policy["EntityType"], "ProcurementPolicy@1.0");
    let details = &policy["DetailsDocument"];
    let (allowed, denied) = (ids(details, "Allow"), ids(details, "Deny"));
    assert_eq!((allowed.len(), denied.len()), (2_000, 60));
    assert_eq!(BTreeSet::from_iter(&allowed).len(), 2_000);
    assert!(details["Statements"].as_array().unwrap().len() > 5);
    assert_eq!(details["Configuration"], json!({"PolicyResourceRequests": "Deny"}));
    assert!(
        policy["Details"].as_str().unwrap().len() > 16_384,
        "a large policy is larger than the model says"
    );
}

#[tokio::test]
async fn notes_stay_with_their_product_in_a_resource_of_its_own() {
    let (sim, bay) = start(BAY).await;
    let products = json!([{"Ids": ["prod-hf00000001996"], "Notes": "Asked for by Claims"}]);
    bay.ended(&sim, vec![change("AllowProductProcurement", OFFICE, json!({"Products": products}))]).await;
    let id = text(&bay.entity(OFFICE).await["DetailsDocument"]["ProcurementPolicies"][0]);
    let policy = bay.entity(&id).await["Details"].to_string();
    assert!(policy.contains("Asked for by Claims"), "{policy}");
}

#[tokio::test]
async fn content_can_come_in_one_member_alone_or_cut_off() {
    let mut options = by_hand();
    options.catalog.details = DetailsShown::DetailsOnly;
    options.catalog.details_characters_max = Some(16_384);
    let policy = model_policy(options.clone()).await;
    assert!(policy.get("DetailsDocument").is_none());
    assert!(serde_json::from_str::<Value>(policy["Details"].as_str().unwrap()).is_err(), "half a policy");
    options.catalog.details = DetailsShown::DocumentOnly;
    let policy = model_policy(options).await;
    assert!(policy.get("Details").is_none());
    assert_eq!(ids(&policy["DetailsDocument"], "Allow").len(), 2_000);
}

#[tokio::test]
async fn an_archived_experience_says_so_and_a_live_one_may_say_that_it_can_be_changed() {
    let mut options = by_hand();
    options.catalog.admin_status_of_live = true;
    let (_sim, bay) = start_as(BAY, options).await;
    assert_eq!(bay.entity(super::ARCHIVED).await["DetailsDocument"]["AdminStatus"], "Archived");
    assert_eq!(bay.entity(OFFICE).await["DetailsDocument"]["AdminStatus"], "Editable");
}

#[tokio::test]
async fn what_there_is_none_of_is_left_out_or_empty() {
    let mut world = WorldFile::experiences().unwrap();
    let experience = |number: usize| ExperienceEntry {
        id: format!("exp-bare000000{number:03}"),
        name: "Bare".to_owned(),
        description: None,
        status: ExperienceStatus::Disabled,
        archived: false,
        revision: 1,
        policy: None,
        branding: None,
        principals: Vec::new(),
    };
    world.private_marketplace.as_mut().unwrap().experiences = (0..20).map(experience).collect();
    let (_sim, central) = start_world(&world, by_hand()).await;
    let mut forms = BTreeSet::new();
    for number in 0..20 {
        let shown = central.entity(&experience(number).id).await;
        forms.insert(shown["DetailsDocument"].get("ProcurementPolicies").map(ToString::to_string));
    }
    assert_eq!(forms, BTreeSet::from([None, Some("[]".to_owned())]));
}

#[tokio::test]
async fn entities_are_listed_by_type_in_small_pages_without_revision() {
    let (sim, logistics) = start("330000000001").await;
    for name in ["a", "b", "c", "d"] {
        let create = json!({
            "ChangeType": "CreateExperience",
            "Entity": {"Type": "Experience@1.0"},
            "DetailsDocument": {"Name": name},
        });
        logistics.ended(&sim, vec![create]).await;
    }
    let list = async |request: Value| {
        walk("EntitySummaryList", request, async |request| logistics.catalog("ListEntities", request).await)
            .await
    };
    let request = json!({"Catalog": "AWSMarketplace", "EntityType": "Experience"});
    let (all, pages) = list(request.clone()).await;
    assert_eq!((all.len(), pages), (6, vec![3, 0, 3]));
    let pilot = all.iter().find(|entity| entity["EntityId"] == PILOT).unwrap();
    assert_eq!((&pilot["EntityType"], &pilot["Name"]), (&json!("Experience"), &json!("Pilot")));
    assert_eq!(text(&pilot["LastModifiedDate"]).len(), 20);
    let mut named = request.clone();
    named["FilterList"] = json!([{"Name": "Name", "ValueList": ["b", "c"]}]);
    assert_eq!(list(named).await.0.len(), 2);
    for kind in ["ProcurementPolicy", "BrandingSettings", "Audience"] {
        assert_eq!(list(json!({"Catalog": "AWSMarketplace", "EntityType": kind})).await.0.len(), 1, "{kind}");
    }
    assert!(list(json!({"Catalog": "AWSMarketplace", "EntityType": "Offer"})).await.0.is_empty());
}

#[tokio::test]
async fn several_entities_are_described_at_once_and_errors_come_one_by_one() {
    let (_sim, bay) = start(BAY).await;
    let entity = |id: &str| json!({"Catalog": "AWSMarketplace", "EntityId": id});
    let request = json!({"EntityRequestList": [entity(OFFICE), entity("exp-nothing")]});
    let answer = bay.catalog("BatchDescribeEntities", request).await.ok();
    assert_eq!(answer["EntityDetails"][OFFICE]["EntityIdentifier"], format!("{OFFICE}@42"));
    assert_eq!(answer["Errors"]["exp-nothing"]["ErrorCode"], "ResourceNotFoundException");
    let many: Vec<Value> = (0..21).map(|_| entity(OFFICE)).collect();
    assert_eq!(bay.catalog("BatchDescribeEntities", json!({"EntityRequestList": many})).await.status, 422);
}

#[tokio::test]
async fn entities_and_change_sets_carry_tags() {
    let (sim, bay) = start(BAY).await;
    let request = json!({
        "Catalog": "AWSMarketplace",
        "ChangeSetTags": [{"Key": "run", "Value": "7"}],
        "ChangeSet": [{
            "ChangeType": "UpdateExperience",
            "Entity": {"Type": "Experience@1.0", "Identifier": OFFICE},
            "EntityTags": [{"Key": "owner", "Value": "steward"}],
            "DetailsDocument": {"Name": "Office"},
        }],
    });
    let set = bay.catalog("StartChangeSet", request).await.ok();
    sim.clock().advance_seconds(200);
    let entity = bay.entity(OFFICE).await;
    let tags = async |arn: &Value| bay.catalog("ListTagsForResource", json!({"ResourceArn": arn})).await.ok();
    assert_eq!(tags(&set["ChangeSetArn"]).await["Tags"], json!([{"Key": "run", "Value": "7"}]));
    let arn = &entity["EntityArn"];
    let more = json!({"ResourceArn": arn, "Tags": [{"Key": "team", "Value": "claims"}]});
    bay.catalog("TagResource", more).await.ok();
    bay.catalog("UntagResource", json!({"ResourceArn": arn, "TagKeys": ["owner"]})).await.ok();
    assert_eq!(tags(arn).await["Tags"], json!([{"Key": "team", "Value": "claims"}]));
    assert_eq!(
        bay.catalog("ListTagsForResource", json!({"ResourceArn": format!("{}x", text(arn))})).await.status,
        404
    );
}
