//! Somebody else works on the experience at the same time.

use e2e::experiences::{Group, SOURCE};
use e2e::{Build, Told};
use local::Options;
use serde_json::json;
use sim::{CatalogOptions, ChangeSetStatus, Latency};

use super::world::{BAY, OFFICE, change_sets, is_in_step, listing, products, settled, started};

/// ResourceInUse: it waits for the other change set and goes on.
#[tokio::test]
async fn a_change_set_of_somebody_else_is_waited_for() -> Told {
    let long = Latency { least_seconds: 1_500, most_seconds: 1_500 };
    let catalog = CatalogOptions { change_set: long, ..CatalogOptions::default() };
    let sim = sim::Options { catalog, ..sim::Options::default() };
    let world = listing(settled(), SOURCE, vec![products(1, 9)], vec![]);
    let options = Options { world: Some(world), sim, ..Group::options() };
    let group = Group::begin_with(options, &Build::as_built()?, &[BAY]).await?;
    group.publish().await?;
    group.sim().change_experience(OFFICE, "UpdateExperience", &json!({"Description": "by hand"}))?;

    group.once_all_is_quiet_after(1, 1).await?;

    assert!(is_in_step(&group, OFFICE) || lists_allow(&group));
    assert_eq!(group.experience(OFFICE).description.as_deref(), Some("by hand"));
    assert_eq!(change_sets(&group, OFFICE, ChangeSetStatus::Succeeded), 2);
    assert!(started(&group) > 2, "one of ours was refused first: {:?}", group.sim().calls().counts);
    Ok(())
}

fn lists_allow(group: &Group) -> bool {
    super::world::lists(group.sim(), OFFICE).0 == super::world::lists(group.sim(), SOURCE).0
}
