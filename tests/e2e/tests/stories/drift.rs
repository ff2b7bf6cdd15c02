//! The report of drift: a plan by the clock that writes nothing and tells when something is to be done.

use e2e::{Build, Story, Told};
use local::Options;
use serde_json::json;

use crate::beside::{hear_events, heard};
use crate::world::{BILLING, ORDERS, all_active, settled};

const SCHEDULE: &str = "marketplace-steward-drift-report";

#[tokio::test]
async fn tells_of_drift_and_writes_nothing() -> Told {
    let options = Options { world: Some(settled()), ..Options::default() };
    let story = Story::begin_deployed(options, &Build::with_all_settings()?).await?;
    hear_events(&story, "marketplace-steward", "Drift Found").await?;
    story.sim().suspend_account(ORDERS);
    story.aws().fire_schedule(SCHEDULE).await?;
    let run = story.the_run_called("drift-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input, json!({"plan_only": true, "reason": "Scheduled drift report."}));
    assert_eq!(run.calls.mutating(), 0);
    assert!(all_active(&story.live_grants_of(ORDERS), 2), "nothing is taken back");
    let told = heard(&story).await?;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["detail"]["run"], run.ended.name());
    assert_eq!(told[0]["detail"]["execution"], run.ended.execution);
    assert_eq!(told[0]["detail"]["counts"]["delete"], 2, "{told:?}");
    assert!(told[0]["detail"]["plan_key"].as_str().unwrap().contains(run.ended.name()), "{told:?}");
    Ok(())
}

#[tokio::test]
async fn tells_nothing_of_a_converged_organization() -> Told {
    let options = Options { world: Some(settled()), ..Options::default() };
    let story = Story::begin_deployed(options, &Build::with_all_settings()?).await?;
    hear_events(&story, "marketplace-steward", "Drift Found").await?;
    story.aws().fire_schedule(SCHEDULE).await?;
    let run = story.the_run_called("drift-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(heard(&story).await?, Vec::<serde_json::Value>::new());
    assert!(all_active(&story.live_grants_of(BILLING), 2));
    Ok(())
}
