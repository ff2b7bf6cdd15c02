//! An operator pauses all runs, and lets them go on.

use domain::report::{ActionResult, Done};
use e2e::{Story, Told};
use local::Status;
use serde_json::json;

use crate::world::{ARCHIVE, LAB, ORDERS, all_active, did, lab_is_new, settled};

#[tokio::test]
async fn while_all_runs_are_paused_nothing_is_written_and_afterwards_nothing_is_missed() -> Told {
    let mut story = Story::begin(settled()).await?;
    let pause = story.run(&json!({"pause": true})).await?;
    assert_eq!(pause.decision(), Some("paused"), "{}", pause.failure());

    // Events come as always, and each starts a run that ends at once.
    story.when_the_account_is_tagged(ARCHIVE, "true")?;
    let paused = story.the_run_that_follows().await?;
    assert_eq!(paused.decision(), Some("paused"), "{}", paused.failure());
    story.when_the_account_is_untagged(ORDERS)?;
    assert_eq!(story.the_run_that_follows().await?.decision(), Some("paused"));
    assert_eq!(story.run(&json!({})).await?.decision(), Some("paused"));
    // A plan alone changes nothing.
    let plan = story.run(&json!({"plan_only": true})).await?;
    assert_eq!(did(&plan, ARCHIVE), [(Done::Create, ActionResult::Skipped); 2]);

    assert_eq!(story.sim().calls().mutating(), 0);
    assert!(all_active(&story.live_grants_of(ORDERS), 2));
    assert_eq!(story.live_grants_of(ARCHIVE), []);

    let resumed = story.run(&json!({"pause": false})).await?;
    assert!(resumed.succeeded(), "{}", resumed.failure());
    assert!(all_active(&story.live_grants_of(ARCHIVE), 2));
    assert_eq!(story.live_grants_of(ORDERS), []);
    let runs = story.once_all_is_quiet().await?;
    assert!(runs.iter().all(|run| run.status == Status::Succeeded), "{runs:?}");
    Ok(())
}

#[tokio::test]
async fn a_run_at_work_ends_its_round_and_begins_no_other_when_all_runs_are_paused() -> Told {
    let mut story = Story::begin(lab_is_new()).await?;
    let first = story.start_working(&json!({"only": {"accounts": [LAB]}})).await?;
    story.when_the_account_is_tagged(ARCHIVE, "true")?;
    let coalesced = story.the_run_that_follows().await?;
    assert_eq!(coalesced.decision(), Some("coalesced"), "{}", coalesced.failure());
    assert_eq!(story.run(&json!({"pause": true})).await?.decision(), Some("paused"));

    let first = story.to_its_end(first).await?;
    assert!(first.succeeded(), "{}", first.failure());
    assert!(all_active(&story.live_grants_of(LAB), 2));
    assert_eq!(story.live_grants_of(ARCHIVE), [], "that would have been another round");

    // Whatever ends the pause answers what came meanwhile, be it asked for something else.
    let resumed = story.run(&json!({"pause": false, "only": {"accounts": [ORDERS]}})).await?;
    assert!(resumed.succeeded(), "{}", resumed.failure());
    assert!(all_active(&story.live_grants_of(ARCHIVE), 2));
    Ok(())
}
