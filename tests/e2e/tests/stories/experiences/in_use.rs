//! Somebody else works on the experience at the same time.

use e2e::experiences::{Group, SOURCE};
use e2e::{Build, Told};
use local::Options;
use serde_json::json;
use sim::{CatalogOptions, ChangeSetOwner, ChangeSetStatus, Latency};

use super::world::{BAY, FINCH, OFFICE, STORES, change_sets, listing, lists, products, settled};

/// Long enough that a run meets it.
const CHANGE_SET: Latency = Latency { least_seconds: 900, most_seconds: 900 };

/// The experiences of these members are refused at first; their runs wait for the other change set, and go on.
async fn is_waited_for(members: &[(&str, &str)], owner: ChangeSetOwner) -> Told {
    let catalog =
        CatalogOptions { change_set: CHANGE_SET, change_sets_belong_to: owner, ..CatalogOptions::default() };
    let sim = sim::Options { catalog, ..sim::Options::default() };
    let world = listing(settled(), SOURCE, vec![products(1, 9)], vec![]);
    let options = Options { world: Some(world), sim, ..Group::options() };
    let names: Vec<&str> = members.iter().map(|(member, _)| *member).collect();
    let group = Group::begin_with(options, &Build::as_built()?, &names).await?;
    for (_, experience) in members {
        let description = json!({"Description": "by hand"});
        group.sim().change_experience(experience, "UpdateExperience", &description)?;
    }
    group.publish_and_follow().await?;

    for (member, experience) in members {
        assert_eq!(lists(group.sim(), experience).0, lists(group.sim(), SOURCE).0, "{member}");
        assert_eq!(group.experience(experience).description.as_deref(), Some("by hand"), "{member}");
        assert_eq!(change_sets(&group, experience, ChangeSetStatus::Succeeded), 2, "{member}");
        let calls = group.sim().calls();
        let account = group.member(member).account();
        let mut of_member = calls.log.iter().filter(|call| call.caller.contains(account));
        assert!(of_member.any(|call| call.status == 423), "{member} met nobody: {:?}", calls.counts);
    }
    Ok(())
}

#[tokio::test]
async fn a_change_set_of_somebody_else_is_waited_for() -> Told {
    is_waited_for(&[(BAY, OFFICE), (FINCH, STORES)], ChangeSetOwner::ManagementAccount).await?;
    // AWS does not say who owns a change set of a delegated administrator.
    is_waited_for(&[(FINCH, STORES)], ChangeSetOwner::Caller).await
}
