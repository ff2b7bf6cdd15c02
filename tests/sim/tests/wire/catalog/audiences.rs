//! For whom an experience is: principals of the organization, each associated to one experience.

use serde_json::{Value, json};

use super::{ARCHIVED, BAY, OFFICE, RETAIL, STORES, change, start};
use crate::client::text;

fn associate(experience: &str, principals: &[&str]) -> Value {
    change("AssociateAudience", experience, json!({"Name": "Tills", "Principals": principals}))
}

fn dissociate(experience: &str, principals: &[&str]) -> Value {
    change("DisassociateAudience", experience, json!({"Principals": principals}))
}

#[tokio::test]
async fn later_associations_add_principals_and_only_named_ones_go() {
    let (sim, retail) = start(RETAIL.0).await;
    retail.ended(&sim, vec![associate(STORES, &["320000000003"])]).await;
    let principals = || Vec::from_iter(sim.experience(STORES).unwrap().principals);
    assert_eq!(principals(), ["320000000003", "ou-fr01-7b20c1aa"]);
    retail.ended(&sim, vec![dissociate(STORES, &["ou-fr01-7b20c1aa", "320000000004"])]).await;
    assert_eq!(principals(), ["320000000003"]);
    let request = json!({
        "Catalog": "AWSMarketplace",
        "EntityType": "Audience",
        "FilterList": [{"Name": "Scope", "ValueList": ["SharedWithMe"]}],
    });
    let listed = retail.catalog("ListEntities", request).await.ok();
    let audience = retail.entity(&text(&listed["EntitySummaryList"][0]["EntityId"])).await;
    assert_eq!(audience["EntityType"], "Audience@1.0");
    let details = &audience["DetailsDocument"];
    assert_eq!((&details["ExperienceId"], &details["Name"]), (&json!(STORES), &json!("Tills")));
    assert_eq!(details["Principals"], json!(["320000000003"]));
}

#[tokio::test]
async fn principals_of_other_organizations_are_refused_while_it_runs() {
    let (sim, retail) = start(RETAIL.0).await;
    for stranger in [BAY, "ou-hl01-51f00c3e", "o-bi5xq0v8rt"] {
        assert_eq!(
            retail.failed(&sim, vec![associate(STORES, &[stranger])]).await,
            ["CALLER_NOT_AUTHORIZED"]
        );
    }
    for principals in [json!(["everyone"]), json!([]), json!(vec!["320000000003"; 51])] {
        let change = change("AssociateAudience", STORES, json!({"Principals": principals}));
        assert_eq!(retail.start_set(vec![change]).await.status, 422);
    }
}

#[tokio::test]
async fn a_principal_leaves_one_experience_in_an_earlier_set_than_it_joins_another() {
    let (sim, bay) = start(BAY).await;
    bay.ended(&sim, vec![change("ReviveExperience", ARCHIVED, json!({}))]).await;
    let organization = "o-bi5xq0v8rt";
    assert_eq!(bay.failed(&sim, vec![associate(ARCHIVED, &[organization])]).await, ["ENTITY_ALREADY_EXISTS"]);
    bay.started(vec![dissociate(OFFICE, &[organization])]).await;
    assert_eq!(bay.failed(&sim, vec![associate(ARCHIVED, &[organization])]).await, ["ENTITY_IN_USE"]);
    let set = bay.ended(&sim, vec![associate(ARCHIVED, &[organization])]).await;
    assert_eq!(set["Status"], "SUCCEEDED", "once the first has ended");
}

#[tokio::test]
async fn without_trusted_access_nobody_is_authorized() {
    let mut world = sim::WorldFile::experiences().unwrap();
    world.other_organizations[2].organization.trusted_services.retain(|name| !name.starts_with("private-"));
    let (sim, bay) = crate::client::start_world(&world, crate::client::by_hand()).await;
    let bay = bay.with_key(BAY);
    assert_eq!(bay.failed(&sim, vec![associate(OFFICE, &["340000000002"])]).await, ["CALLER_NOT_AUTHORIZED"]);
    let create = json!({
        "ChangeType": "CreateExperience",
        "Entity": {"Type": "Experience@1.0"},
        "DetailsDocument": {"Name": "New"},
    });
    assert_eq!(bay.failed(&sim, vec![create]).await, ["CALLER_NOT_AUTHORIZED"]);
}
