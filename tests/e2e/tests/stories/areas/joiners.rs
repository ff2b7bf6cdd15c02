//! Who joins what is shared with has the product by AWS's doing, and who leaves loses it; we call nothing.

use domain::report::{ActionResult, Done};
use e2e::{Story, Told};
use serde_json::json;

use super::world::{LABS, SHOP, areas, begin, principals, to_everybody, to_the_shop, units};
use crate::world::{LAB, all_active, did, grant_writes};

/// AWS takes less for it.
const SECONDS: u64 = 300;
const NEWCOMER: &str = "666666666666";

/// All parts of the grants that there are.
fn has_only_parts(story: &Story, account: &str) -> bool {
    let (areas, grants) = (areas(story), story.live_grants_of(account));
    all_active(&grants, 2) && grants.iter().all(|grant| areas.iter().any(|area| area.arn == grant.parent))
}

#[tokio::test]
async fn an_account_that_joins_a_unit_later_has_the_product_and_loses_it_when_it_leaves() -> Told {
    let story = begin(units(), &to_the_shop("ou")).await?;
    let first = story.run(&json!({})).await?;
    assert!(first.succeeded(), "{}", first.failure());
    story.sim().reset_calls();

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
    let story = begin(units(), &to_everybody("organization")).await?;
    let first = story.run(&json!({})).await?;
    assert!(first.succeeded(), "{}", first.failure());
    story.sim().reset_calls();

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
