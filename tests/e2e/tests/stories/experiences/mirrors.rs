//! What is mirrored besides the products, where the settings say so.

use e2e::Told;
use e2e::experiences::{Group, SOURCE};
use local::Options;
use serde_json::json;
use sim::{BrandingEntry, ExperienceStatus};

use super::world::{BAY, FINCH, FLEET, HARBOUR, OFFICE, STORES, entry, settled, with_settings};

fn branding(title: &str) -> BrandingEntry {
    BrandingEntry {
        title: Some(title.to_owned()),
        information: Some("Ask procurement first.".to_owned()),
        theme_color: Some("#123A5C".to_owned()),
        logo_url: Some("https://assets.example.com/logo.svg".to_owned()),
    }
}

/// Harbour Logistics mirrors all three, Finch Retail none of them.
#[tokio::test]
async fn status_requests_and_branding_follow_where_the_settings_say_so() -> Told {
    let mut world = settled();
    let source = entry(&mut world, SOURCE);
    source.branding = Some(branding("Harbour & Finch"));
    source.policy.as_mut().unwrap().without_requests = true;
    entry(&mut world, FLEET).status = ExperienceStatus::Disabled;
    let group = Group::begin_in(world, &[FINCH, HARBOUR]).await?;
    group.publish_and_follow().await?;

    let (source, fleet) = (group.experience(SOURCE), group.experience(FLEET));
    assert!(fleet.is_enabled);
    assert!(!fleet.policy.unwrap().requests_allowed);
    assert_eq!(fleet.look, source.look);
    let stores = group.experience(STORES);
    assert_eq!((stores.look, stores.policy.unwrap().requests_allowed), (None, true));

    // Nothing of it is done again.
    let again = group.run(HARBOUR, &json!({})).await?;
    assert_eq!((again.succeeded(), again.calls.mutating()), (true, 0), "{}", again.failure());
    Ok(())
}

#[tokio::test]
async fn an_audience_follows_the_map_and_nobody_else_is_touched() -> Told {
    let mut world = settled();
    entry(&mut world, SOURCE).principals = vec!["ou-hf01-4cd5f94d".to_owned()];
    entry(&mut world, OFFICE).principals = vec![];
    let build = with_settings(BAY, |settings| {
        settings["follows"][0]["experiences"] = json!([OFFICE]);
        settings["follows"][0]["audiences"] = json!({
            "ou-hf01-4cd5f94d": ["340000000002"],
            "201000000001": ["340000000001"],
        });
    })?;
    // As it is synthesized for such settings.
    let changes = ("marketplace-steward-sync-catalog", "ChangeExperiences");
    let build = build.with_statement("MarketplaceStewardSync-bay-insurance", changes, |statement| {
        let kinds = statement["Condition"]["StringEquals"]["catalog:ChangeType"].as_array_mut().unwrap();
        kinds.extend([json!("AssociateAudience"), json!("DisassociateAudience")]);
    })?;
    let options = Options { world: Some(world), ..Group::options() };
    let group = Group::begin_with(options, &build, &[BAY]).await?;
    group.publish_and_follow().await?;

    let principals: Vec<_> = group.experience(OFFICE).principals.into_iter().collect();
    assert_eq!(principals, ["340000000002"]);
    Ok(())
}
