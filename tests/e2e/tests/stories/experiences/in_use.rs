//! Somebody else works on the experience at the same time.

use e2e::experiences::{Group, SOURCE};
use e2e::{Build, Told};
use local::Options;
use serde_json::json;
use sim::{CatalogOptions, ChangeSetOwner, ChangeSetStatus, Latency};

use super::world::{BAY, FINCH, OFFICE, STORES, change_sets, listing, lists, products, settled};

/// Long enough that a run meets it.
const CHANGE_SET: Latency = Latency { least_seconds: 1_500, most_seconds: 1_500 };

/// It is refused at first, waits for the other change set, and goes on.
async fn is_waited_for(member: &str, experience: &str, owner: ChangeSetOwner) -> Told {
    let catalog =
        CatalogOptions { change_set: CHANGE_SET, change_sets_belong_to: owner, ..CatalogOptions::default() };
    let sim = sim::Options { catalog, ..sim::Options::default() };
    let world = listing(settled(), SOURCE, vec![products(1, 9)], vec![]);
    let options = Options { world: Some(world), sim, ..Group::options() };
    let group = Group::begin_with(options, &Build::as_built()?, &[member]).await?;
    group.sim().change_experience(experience, "UpdateExperience", &json!({"Description": "by hand"}))?;
    group.publish_and_follow().await?;

    assert_eq!(lists(group.sim(), experience).0, lists(group.sim(), SOURCE).0, "{member}");
    assert_eq!(group.experience(experience).description.as_deref(), Some("by hand"), "{member}");
    assert_eq!(change_sets(&group, experience, ChangeSetStatus::Succeeded), 2, "{member}");
    let calls = group.sim().calls();
    let refused = calls.log.iter().filter(|call| call.status == 423);
    assert!(refused.count() > 0, "{member} met nobody: {:?}", calls.counts);
    Ok(())
}

#[tokio::test]
async fn a_change_set_of_somebody_else_is_waited_for() -> Told {
    is_waited_for(BAY, OFFICE, ChangeSetOwner::ManagementAccount).await?;
    is_waited_for(FINCH, STORES, ChangeSetOwner::ManagementAccount).await?;
    // AWS does not say who owns a change set of a delegated administrator.
    is_waited_for(FINCH, STORES, ChangeSetOwner::Caller).await
}
