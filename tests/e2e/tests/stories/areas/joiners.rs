//! Who joins what is shared with has the product by AWS's doing, and who leaves loses it. AWS does not say whether it switches
//! the product on for who joins; where it does, we call nothing.

use domain::report::{ActionResult, Done};
use e2e::{Story, StoryError, Told};
use local::Options;
use serde_json::json;
use sim::JoinerParts;

use super::world::{LABS, SHOP, areas, principals, to_everybody, to_the_shop, units};
use crate::world::{BILLING, LAB, ORDERS, all_active, did, gaps, grant_writes};

/// AWS takes less for it.
const SECONDS: u64 = 300;
const NEWCOMER: &str = "666666666666";

/// All parts of the grants that there are.
fn has_only_parts(story: &Story, account: &str) -> bool {
    let (areas, grants) = (areas(story), story.live_grants_of(account));
    all_active(&grants, 2) && grants.iter().all(|grant| areas.iter().any(|area| area.arn == grant.parent))
}

/// The products are shared by the policy, in a world where AWS switches a joiner's part on, or not.
async fn shared(policy: &str, joiner_parts: JoinerParts) -> Result<Story, StoryError> {
    let sim = sim::Options { joiner_parts, ..sim::Options::default() };
    let story = Story::begin_with(Options { world: Some(units()), sim, ..Options::default() }).await?;
    story.with_policy(policy).await?;
    let first = story.run(&json!({})).await?;
    assert!(first.succeeded(), "{}", first.failure());
    story.sim().reset_calls();
    Ok(story)
}

#[tokio::test]
async fn an_account_that_joins_a_unit_later_has_the_product_and_loses_it_when_it_leaves() -> Told {
    let story = shared(&to_the_shop("ou"), JoinerParts::Active).await?;
    story.sim().move_account(LAB, SHOP)?;
    story.sim().clock().advance_seconds(SECONDS);
    assert!(has_only_parts(&story, LAB), "{:?}", story.live_grants_of(LAB));
    let joined = story.the_run_called("account-").await?;
    assert!(joined.succeeded(), "{}", joined.failure());
    let full = story.run(&json!({})).await?;
    assert!(full.succeeded(), "{}", full.failure());
    assert_eq!(did(&full, LAB), [(Done::None, ActionResult::Done); 2]);

    story.sim().move_account(LAB, LABS)?;
    story.sim().clock().advance_seconds(SECONDS);
    assert_eq!(story.live_grants_of(LAB), []);
    let runs = story.once_all_is_quiet_after(4).await?;
    assert!(runs.iter().all(|run| run.error.is_none()), "{runs:?}");
    let full = story.run(&json!({})).await?;
    assert!(full.succeeded(), "{}", full.failure());
    assert_eq!(grant_writes(&story.sim().calls()), [""; 0]);
    assert_eq!(principals(&story), [SHOP]);
    Ok(())
}

#[tokio::test]
async fn an_account_that_is_created_later_has_what_the_organization_has() -> Told {
    let story = shared(&to_everybody("organization"), JoinerParts::Active).await?;
    story.sim().create_account(NEWCOMER, "Newcomer", &[]);
    let run = story.the_run_called("account-").await?;
    assert!(run.succeeded(), "{}", run.failure());
    story.sim().clock().advance_seconds(SECONDS);
    assert!(has_only_parts(&story, NEWCOMER), "{:?}", story.live_grants_of(NEWCOMER));
    let full = story.run(&json!({})).await?;
    assert!(full.succeeded(), "{}", full.failure());
    assert_eq!(did(&full, NEWCOMER), [(Done::None, ActionResult::Done); 2]);
    assert_eq!(grant_writes(&full.calls), [""; 0]);
    Ok(())
}

/// Once more for all of them, which changes nothing for the others.
#[tokio::test]
async fn a_joiner_for_which_aws_does_not_switch_the_product_on_is_served_by_the_next_full_pass() -> Told {
    let story = shared(&to_the_shop("ou"), JoinerParts::Disabled).await?;
    story.sim().move_account(LAB, SHOP)?;
    story.sim().clock().advance_seconds(SECONDS);
    assert!(!has_only_parts(&story, LAB));
    story.once_all_is_quiet_after(2).await?;

    let full = story.run(&json!({})).await?;
    assert!(full.succeeded(), "{}", full.failure());
    assert_eq!(grant_writes(&full.calls), ["CreateGrantVersion"; 2]);
    for account in [ORDERS, BILLING, LAB] {
        assert!(has_only_parts(&story, account), "{:?}", story.live_grants_of(account));
    }
    assert_eq!(gaps(&story, &[ORDERS, BILLING], &units().licenses), []);
    let again = story.run(&json!({})).await?;
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls.counts);
    Ok(())
}
