//! Creating, renaming, enabling, archiving and branding experiences.

use serde_json::{Value, json};
use sim::Sim;

use super::{ARCHIVED, BAY, CENTRAL, MODEL, OFFICE, change, decide, start};
use crate::client::{Client, text};

fn create(name: &str) -> Value {
    json!({
        "ChangeType": "CreateExperience",
        "ChangeName": "New",
        "Entity": {"Type": "Experience@1.0"},
        "Details": json!({"Name": name}).to_string(),
    })
}

async fn created(sim: &Sim, client: &Client, more: Vec<Value>) -> String {
    let set = client.ended(sim, [vec![create("Laboratory")], more].concat()).await;
    assert_eq!(set["Status"], "SUCCEEDED", "{set}");
    text(&set["ChangeSet"][0]["Entity"]["Identifier"])
}

#[tokio::test]
async fn a_new_experience_is_disabled_and_has_no_policy() {
    let (sim, bay) = start(BAY).await;
    let identifier = created(&sim, &bay, vec![]).await;
    assert!(identifier.starts_with("exp-") && identifier.ends_with("@1"), "{identifier}");
    let shown = bay.entity(&identifier).await;
    assert_eq!((&shown["DetailsDocument"]["Status"]), (&json!("Disabled")));
    let experience = sim.experience(identifier.trim_end_matches("@1")).unwrap();
    assert_eq!(
        (experience.is_enabled, experience.policy, experience.name.as_str()),
        (false, None, "Laboratory")
    );
}

#[tokio::test]
async fn later_changes_refer_to_what_an_earlier_one_creates() {
    let (sim, bay) = start(BAY).await;
    let reference = "$New.Entity.Identifier";
    let more = vec![
        change("CreateProcurementPolicy", reference, json!({"Name": "Laboratory"})),
        decide("AllowProductProcurement", reference, [1, 2]),
        change("UpdateExperience", reference, json!({"Status": "Enabled"})),
    ];
    let identifier = created(&sim, &bay, more).await;
    let (id, revision) = identifier.split_once('@').unwrap();
    let experience = sim.experience(id).unwrap();
    assert!(experience.is_enabled);
    assert_eq!(experience.policy.unwrap().allowed.len(), 2);
    assert_eq!(revision, "4", "each change raises the revision");
    for reference in ["$Other.Entity.Identifier", "$New.Entity.Arn"] {
        let changes = vec![create("x"), decide("AllowProductProcurement", reference, [1])];
        assert_eq!(bay.start_set(changes).await.status, 422, "{reference}");
    }
    let backwards = vec![decide("AllowProductProcurement", "$New.Entity.Identifier", [1]), create("x")];
    assert_eq!(bay.start_set(backwards).await.status, 422);
}

#[tokio::test]
async fn every_change_raises_the_revision_and_the_moment() {
    let (sim, central) = start(CENTRAL).await;
    let before = central.entity(MODEL).await;
    assert_eq!(before["EntityIdentifier"], format!("{MODEL}@61"));
    central
        .ended(&sim, vec![change("UpdateExperience", MODEL, json!({"Name": "Group", "Description": "All"}))])
        .await;
    let after = central.entity(&format!("{MODEL}@61")).await;
    assert_eq!(after["EntityIdentifier"], format!("{MODEL}@62"), "any revision finds the newest");
    assert!(text(&before["LastModifiedDate"]) < text(&after["LastModifiedDate"]));
    assert_eq!(text(&after["LastModifiedDate"]).len(), 20);
    assert_eq!(
        (&after["DetailsDocument"]["Name"], &after["DetailsDocument"]["Status"]),
        (&json!("Group"), &json!("Enabled"))
    );
}

#[tokio::test]
async fn only_a_disabled_experience_is_archived_and_an_archived_one_takes_no_change() {
    let (sim, bay) = start(BAY).await;
    let archive = change("RestrictExperience", OFFICE, json!({}));
    assert_eq!(bay.failed(&sim, vec![archive.clone()]).await, ["INVALID_ENTITY_STATE"]);
    let disable = change("UpdateExperience", OFFICE, json!({"Status": "Disabled"}));
    assert_eq!(bay.ended(&sim, vec![disable, archive]).await["Status"], "SUCCEEDED");
    assert_eq!(bay.entity(OFFICE).await["DetailsDocument"]["AdminStatus"], "Archived");
    for refused in [
        decide("AllowProductProcurement", OFFICE, [1]),
        change("UpdateExperience", OFFICE, json!({"Status": "Enabled"})),
        change("RestrictExperience", OFFICE, json!({})),
    ] {
        assert_eq!(bay.failed(&sim, vec![refused]).await, ["INVALID_ENTITY_STATE"]);
    }
    bay.ended(&sim, vec![change("ReviveExperience", OFFICE, json!({}))]).await;
    let revived = sim.experience(OFFICE).unwrap();
    assert!(!revived.is_archived && !revived.is_enabled);
    assert_eq!(
        bay.failed(&sim, vec![change("ReviveExperience", OFFICE, json!({}))]).await,
        ["INVALID_ENTITY_STATE"]
    );
    assert!(sim.experience(ARCHIVED).unwrap().is_archived);
}

#[tokio::test]
async fn people_archive_and_enable_by_hand() {
    let (sim, _bay) = start(BAY).await;
    sim.enable_experience(OFFICE, false).unwrap();
    assert!(sim.archive_experience(OFFICE, true).is_err(), "the first set still holds it");
    sim.clock().advance_seconds(200);
    sim.archive_experience(OFFICE, true).unwrap();
    sim.clock().advance_seconds(200);
    assert!(sim.experience(OFFICE).unwrap().is_archived);
    let error = sim.approve_products("exp-nothing", &["prod-x"]).unwrap_err();
    assert_eq!(error.operation, "marketplace-catalog.StartChangeSet");
}

#[tokio::test]
async fn branding_is_made_once_and_its_logo_is_read_when_it_is_applied() {
    let (sim, bay) = start(BAY).await;
    let look = |url: &str| json!({"Name": "Bay", "Configuration": {"Title": "Bay", "LogoUrl": url}});
    let update = change("UpdateBrandingSettings", OFFICE, look("https://a.example.com/l.png"));
    assert_eq!(bay.failed(&sim, vec![update]).await, ["ENTITY_NOT_FOUND"]);
    for (url, code) in
        [("http://a.example.com/l.png", "INVALID_URL"), ("https://a.example.com/l.gif", "INVALID_IMAGE")]
    {
        assert_eq!(bay.failed(&sim, vec![change("CreateBrandingSettings", OFFICE, look(url))]).await, [code]);
    }
    let create = change("CreateBrandingSettings", OFFICE, look("https://a.example.com/l.png"));
    bay.ended(&sim, vec![create.clone()]).await;
    assert_eq!(bay.failed(&sim, vec![create]).await, ["ENTITY_ALREADY_EXISTS"]);
    let id = text(&bay.entity(OFFICE).await["DetailsDocument"]["BrandingSettings"][0]);
    let shown = bay.entity(&id).await;
    assert_eq!(shown["EntityType"], "BrandingSettings@1.0");
    let configuration = &shown["DetailsDocument"]["Configuration"];
    assert_eq!((&configuration["Title"], &configuration["ThemeColor"]), (&json!("Bay"), &json!("#232F3E")));
    let color = change("UpdateBrandingSettings", OFFICE, json!({"Configuration": {"ThemeColor": "#000000"}}));
    bay.ended(&sim, vec![color]).await;
    let look = sim.experience(OFFICE).unwrap().look.unwrap();
    assert_eq!((look.theme_color.as_str(), look.title.as_deref()), ("#000000", Some("Bay")));
    let bad = change("UpdateBrandingSettings", OFFICE, json!({"Configuration": {"ThemeColor": "blue"}}));
    assert_eq!(bay.start_set(vec![bad]).await.status, 422);
}
