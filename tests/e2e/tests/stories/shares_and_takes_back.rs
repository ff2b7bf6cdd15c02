//! The main job: shares with who is tagged, takes back from who is not (any more).

use domain::report::{ActionResult, Done};
use e2e::{Story, Told};
use local::Status;
use serde_json::json;
use sim::AccountState;

use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, all_active, did, settled};

#[tokio::test]
async fn shares_with_a_tagged_account() -> Told {
    let mut story = Story::begin(settled()).await?;
    story.when_the_account_is_tagged(ARCHIVE, "true")?;
    let run = story.the_run_that_follows().await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert!(all_active(&story.live_grants_of(ARCHIVE), 2), "{:?}", story.live_grants_of(ARCHIVE));
    assert_eq!(did(&run, ARCHIVE), [(Done::Create, ActionResult::Done); 2]);
    assert_eq!(did(&run, ORDERS), [], "a tag on one account is about that account");
    assert!(run.report().unwrap().run.reason.contains(ARCHIVE));

    // P6: what is as wanted is left alone, and the right after it.
    let again = story.run(&json!({})).await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls);
    assert!(again.children.is_empty());
    assert_eq!(did(&again, ORDERS), [(Done::None, ActionResult::Done); 2]);
    Ok(())
}

#[tokio::test]
async fn takes_back_on_untag() -> Told {
    let mut story = Story::begin(settled()).await?;
    story.when_the_account_is_untagged(ORDERS)?;
    let run = story.the_run_that_follows().await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(story.live_grants_of(ORDERS), []);
    assert_eq!(did(&run, ORDERS), [(Done::Delete, ActionResult::Done); 2]);
    assert!(all_active(&story.live_grants_of(BILLING), 2));
    Ok(())
}

#[tokio::test]
async fn takes_back_on_false() -> Told {
    let mut story = Story::begin(settled()).await?;
    story.when_the_account_is_tagged(BILLING, "false")?;
    let run = story.the_run_that_follows().await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(story.live_grants_of(BILLING), []);
    assert!(all_active(&story.live_grants_of(ORDERS), 2));
    Ok(())
}

async fn takes_back_in_state(state: AccountState) -> Told {
    let story = Story::begin(settled()).await?;
    story.sim().set_account_state(ORDERS, state);
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(story.live_grants_of(ORDERS), []);
    assert!(all_active(&story.live_grants_of(BILLING), 2));
    Ok(())
}

/// Seed defect S1: AWS says SUSPENDED, the seed compared with SUSPEND.
#[tokio::test]
async fn takes_back_on_suspended() -> Told {
    takes_back_in_state(AccountState::Suspended).await
}

#[tokio::test]
async fn takes_back_on_closed() -> Told {
    takes_back_in_state(AccountState::Closed).await
}

#[tokio::test]
async fn takes_back_when_the_account_leaves() -> Told {
    let story = Story::begin(settled()).await?;
    story.sim().remove_account(ORDERS)?;
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(story.live_grants_of(ORDERS), []);
    Ok(())
}

/// Seed defect S9: a tag of somebody else starts nothing, and an account without the tag gets nothing.
#[tokio::test]
async fn a_tag_of_somebody_else_changes_nothing() -> Told {
    let mut story = Story::begin(settled()).await?;
    story.sim().tag_account(LAB, "team", "marketplace-licence")?;
    story.sim().tag_account(ARCHIVE, "true", "true")?;
    story.when_the_account_is_tagged(LAB, "true")?;
    let run = story.the_run_that_follows().await?;

    assert_eq!(run.ended.status, Status::Succeeded, "{}", run.failure());
    assert!(all_active(&story.live_grants_of(LAB), 2));
    assert_eq!(story.live_grants_of(ARCHIVE), []);
    assert!(!run.report().unwrap().run.reason.contains(ARCHIVE));
    Ok(())
}
