//! WORKFLOW_COMPLETED proves nothing: what a grant for a unit is worth shows in its parts.

use domain::report::{ActionResult, Done};
use e2e::{Story, StoryError, Told};
use serde_json::json;
use sim::GrantStatus;

use super::world::{areas, begin, to_the_shop, units};
use crate::world::{BILLING, HUB, ORDERS, all_active, did, grant_writes, rows};

async fn shared() -> Result<Story, StoryError> {
    let story = begin(units(), &to_the_shop("ou")).await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    Ok(story)
}

#[tokio::test]
async fn a_grant_whose_workflow_is_complete_is_activated_when_none_of_its_parts_is_active() -> Told {
    let story = shared().await?;
    let area = areas(&story).swap_remove(0);
    story.sim().switch_grant_by_hand(HUB, &area.arn, false)?;
    story.sim().clock().advance_seconds(300);
    let off = areas(&story).into_iter().find(|grant| grant.arn == area.arn);
    assert_eq!(off.map(|grant| grant.status), Some(GrantStatus::WorkflowCompleted));
    assert!(!all_active(&story.live_grants_of(ORDERS), 2));

    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(grant_writes(&run.calls), ["CreateGrantVersion"]);
    assert!(did(&run, HUB).contains(&(Done::Activate, ActionResult::Done)), "{:?}", rows(&run, HUB));
    for account in [ORDERS, BILLING] {
        assert!(all_active(&story.live_grants_of(account), 2), "{:?}", story.live_grants_of(account));
    }
    Ok(())
}

/// An account may switch off its own part; only a person who names the product switches it on again.
#[tokio::test]
async fn a_part_that_was_switched_off_stays_off_until_a_person_names_the_product() -> Told {
    let story = shared().await?;
    let part = story.live_grants_of(ORDERS).swap_remove(0);
    story.sim().switch_grant_by_hand(ORDERS, &part.arn, false)?;
    story.sim().clock().advance_seconds(300);
    let full = story.run(&json!({})).await?;
    assert!(full.succeeded(), "{}", full.failure());
    assert_eq!(full.calls.mutating(), 0, "{:?}", full.calls.counts);
    let told: Vec<_> =
        rows(&full, ORDERS).into_iter().filter(|row| row.result == ActionResult::Skipped).collect();
    assert!(told.len() == 1 && told[0].reason.contains("switched off"), "{told:?}");

    let named = story.run(&json!({"only": {"products": [part.sku]}})).await?;
    assert!(named.succeeded(), "{}", named.failure());
    assert_eq!(grant_writes(&named.calls), ["CreateGrantVersion"]);
    assert!(all_active(&story.live_grants_of(ORDERS), 2), "{:?}", story.live_grants_of(ORDERS));
    Ok(())
}
