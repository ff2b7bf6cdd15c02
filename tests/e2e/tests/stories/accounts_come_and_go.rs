//! Accounts come, move and go: each event starts a run that looks at that account only.

use domain::policy::TAG_KEY;
use e2e::{Run, Story, Told};
use serde_json::json;
use sim::{Departure, UnitEntry};

use crate::world::{BILLING, ORDERS, all_active, did, settled};

const NEWCOMER: &str = "666666666666";

#[tokio::test]
async fn shares_with_an_account_that_was_created_with_the_tag() -> Told {
    let story = Story::begin(settled()).await?;
    story.sim().create_account(NEWCOMER, "Newcomer", &[(TAG_KEY, "true")]);
    let run = story.the_run_called("account-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input["only"]["accounts"], json!([NEWCOMER]));
    assert!(all_active(&story.live_grants_of(NEWCOMER), 2), "{:?}", story.live_grants_of(NEWCOMER));
    assert_eq!(did(&run, ORDERS), [], "nobody else is looked at");
    Ok(())
}

/// Where an account is means nothing to the rule of the tag; the run that looks finds nothing to do.
#[tokio::test]
async fn looks_at_an_account_that_was_moved() -> Told {
    let mut world = settled();
    let unit = UnitEntry {
        id: "ou-gen1-12345678".into(),
        name: "Elsewhere".into(),
        parent: world.organization.root.clone(),
        tags: Default::default(),
    };
    world.units.push(unit.clone());
    let story = Story::begin(world).await?;
    story.sim().reset_calls();
    story.sim().move_account(ORDERS, &unit.id)?;
    let run = story.the_run_called("account-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input["only"]["accounts"], json!([ORDERS]));
    assert_eq!(run.calls.of("license-manager.CreateGrant") + run.calls.of("license-manager.DeleteGrant"), 0);
    assert!(all_active(&story.live_grants_of(ORDERS), 2));
    Ok(())
}

/// Two events, one when the closure is requested and one when it has run through.
#[tokio::test]
async fn takes_back_from_an_account_that_is_closed() -> Told {
    let story = Story::begin(settled()).await?;
    story.sim().close_account(ORDERS)?;
    let runs = story.once_all_is_quiet_after(2).await?;

    for (run, reason) in runs.iter().zip(["is being closed", "was closed"]) {
        assert_eq!(run.input["only"]["accounts"], json!([ORDERS]));
        assert!(run.input["reason"].as_str().unwrap().contains(reason), "{run:?}");
    }
    assert_eq!(story.live_grants_of(ORDERS), []);
    assert!(all_active(&story.live_grants_of(BILLING), 2));
    Ok(())
}

#[tokio::test]
async fn takes_back_from_an_account_that_left_by_itself() -> Told {
    let story = Story::begin(settled()).await?;
    story.sim().depart_account(ORDERS, Departure::Left);
    gone(&story, &story.the_run_called("account-").await?)
}

#[tokio::test]
async fn takes_back_from_an_account_that_was_removed() -> Told {
    let story = Story::begin(settled()).await?;
    story.sim().remove_account(ORDERS)?;
    gone(&story, &story.the_run_called("account-").await?)
}

fn gone(story: &Story, run: &Run) -> Told {
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input["only"]["accounts"], json!([ORDERS]));
    assert_eq!(story.live_grants_of(ORDERS), []);
    assert!(all_active(&story.live_grants_of(BILLING), 2));
    assert_eq!(did(run, BILLING), [], "nobody else is looked at");
    Ok(())
}
