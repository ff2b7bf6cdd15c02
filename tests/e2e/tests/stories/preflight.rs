//! Runs that stop before their first write, since something is missing that they need.

use e2e::experiences::Group;
use e2e::{Story, Told};
use serde_json::json;

use crate::experiences::world::BAY;
use crate::world::{add, all_active, settled};

/// A management account that administers its private marketplace itself.
const BAY_ACCOUNT: &str = "340000000001";
const NEWCOMER: &str = "666666666666";
const MARKETPLACE: &str = "license-management.marketplace.amazonaws.com";
const PRIVATE_MARKETPLACE: &str = "private-marketplace.marketplace.amazonaws.com";

#[tokio::test]
async fn a_run_without_trusted_access_stops_with_what_to_do_and_shares_once_that_was_done() -> Told {
    let mut world = settled();
    add(&mut world, NEWCOMER, "Newcomer", Some("true"));
    let story = Story::begin(world).await?;
    story.sim().set_trust(MARKETPLACE, false);

    for input in [json!({}), json!({"plan_only": true})] {
        let run = story.run(&input).await?;
        assert!(!run.succeeded());
        let told = run.failure();
        let command =
            format!("aws organizations enable-aws-service-access --service-principal {MARKETPLACE}");
        assert!(told.contains("Invalid") && told.contains("SETUP-012") && told.contains(&command), "{told}");
        assert_eq!((run.calls.mutating(), run.calls.of("organizations.ListAccounts")), (0, 0));
    }

    story.sim().set_trust(MARKETPLACE, true);
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert!(all_active(&story.live_grants_of(NEWCOMER), 2));
    Ok(())
}

/// The message of the management side starts the member's run.
#[tokio::test]
async fn a_member_without_the_role_of_private_marketplaces_changes_no_experience() -> Told {
    let group = Group::begin_of(&[BAY]).await?;
    group.sim().remove_linked_role(BAY_ACCOUNT, PRIVATE_MARKETPLACE);
    group.publish().await?;
    group.sim().reset_calls();

    let started = group.first_run(BAY).await?;
    let run = group.to_its_end(BAY, started).await?;

    assert!(!run.succeeded());
    let told = run.failure();
    assert!(told.contains("Invalid") && told.contains("SETUP-024") && told.contains(BAY_ACCOUNT), "{told}");
    assert_eq!(run.calls.mutating(), 0);
    Ok(())
}
