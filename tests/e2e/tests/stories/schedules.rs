//! Runs by the clock.

use domain::policy::TAG_KEY;
use e2e::{Story, Told};
use serde_json::json;

use crate::world::{BILLING, LAB, ORDERS, all_active, did, settled};

/// AWS suspends accounts without an event.
#[tokio::test]
async fn the_full_pass_finds_an_account_that_aws_suspended() -> Told {
    let story = Story::begin(settled()).await?;
    story.sim().suspend_account(ORDERS);
    story.aws().fire_schedule("marketplace-steward-full-pass").await?;
    let run = story.the_run_called("schedule-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input, json!({"reason": "Scheduled full pass."}));
    assert_eq!(story.live_grants_of(ORDERS), []);
    assert!(all_active(&story.live_grants_of(BILLING), 2));
    Ok(())
}

/// Each time is another run, and one that finds all as it should be writes nothing (P6).
#[tokio::test]
async fn the_full_pass_of_a_converged_organization_writes_nothing() -> Told {
    let story = Story::begin(settled()).await?;
    for passes in 1..=2 {
        story.aws().fire_schedule("marketplace-steward-full-pass").await?;
        let runs = story.once_all_is_quiet_after(passes).await?;
        assert_eq!(runs.len(), passes, "{runs:?}");
    }
    assert_eq!(story.sim().calls().mutating(), 0);
    let run = story.the_run_called("schedule-").await?;
    assert!(run.succeeded() && run.children.is_empty(), "{}", run.failure());
    assert_eq!(did(&run, ORDERS).len(), 2);
    Ok(())
}

/// The lease keeps them apart: the run that is at work looks at everything before it ends.
#[tokio::test]
async fn a_full_pass_that_meets_a_run_at_work_leaves_it_to_that_run() -> Told {
    let story = Story::begin(settled()).await?;
    story.sim().tag_account(LAB, TAG_KEY, "true")?;
    let first = story.start_working(&json!({"only": {"accounts": [LAB]}})).await?;
    story.sim().suspend_account(ORDERS);
    story.aws().fire_schedule("marketplace-steward-full-pass").await?;
    let pass = story.the_run_called("schedule-").await?;
    assert_eq!(pass.decision(), Some("coalesced"), "{}", pass.failure());

    let first = story.to_its_end(first).await?;
    assert!(first.succeeded(), "{}", first.failure());
    assert!(all_active(&story.live_grants_of(LAB), 2));
    assert_eq!(story.live_grants_of(ORDERS), []);
    Ok(())
}
