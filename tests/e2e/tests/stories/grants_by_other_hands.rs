//! Grants written by people, and what our own writing starts: nothing.

use domain::report::Class;
use e2e::{Build, Story, StoryError, Told};
use local::Options;
use serde_json::json;
use sim::{GrantStatus, Latency, WorldFile};

use crate::world::{LAB, ORDERS, add, all_active, empty, give, rows, settled};

/// The ten minutes that such an event waits pass in two seconds.
const SPEED: f64 = 300.0;

async fn begin(world: WorldFile) -> Result<Story, StoryError> {
    Story::begin_with(Options { world: Some(world), speed: SPEED, ..Options::default() }).await
}

#[tokio::test]
async fn looks_at_the_account_that_somebody_gave_a_grant_and_leaves_it_alone() -> Told {
    let world = settled();
    let license = world.licenses[0].arn.clone();
    let story = begin(world).await?;
    let grant = story.sim().create_grant_by_hand(&license, LAB)?;
    story.sim().reset_calls();
    let run = story.the_run_called("grant-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input["only"]["accounts"], json!([LAB]));
    assert_eq!(run.calls.mutating(), 0);
    assert_eq!(rows(&run, LAB)[0].class, Some(Class::Foreign));
    assert_eq!(story.live_grants_of(LAB)[0].arn, grant);
    Ok(())
}

#[tokio::test]
async fn makes_a_grant_anew_that_somebody_deleted() -> Told {
    let story = begin(settled()).await?;
    let grant = story.live_grants_of(ORDERS).swap_remove(0);
    story.sim().delete_grant_by_hand(&grant.arn)?;
    let run = story.the_run_called("grant-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert!(all_active(&story.live_grants_of(ORDERS), 2), "{:?}", story.live_grants_of(ORDERS));
    assert!(story.live_grants_of(ORDERS).iter().all(|anew| anew.arn != grant.arn));
    // What the run wrote itself would be in this queue by now, before what somebody else did after it.
    let foreign = story.sim().create_grant_by_hand(&grant.license, LAB)?;
    let runs = story.once_all_is_quiet_after(2).await?;
    assert_eq!(runs.len(), 2, "our own writing started a run: {runs:?}");
    let reason = runs[1].input["reason"].as_str().unwrap();
    assert_eq!(reason, format!("somebody else called CreateGrant for account {LAB}"), "{foreign}");
    Ok(())
}

/// License Manager's hints do not say who it was, so what we write comes back as one run that finds nothing to do.
#[tokio::test]
async fn our_own_writing_echoes_once_at_most_where_the_service_hints_at_every_change() -> Told {
    let mut world = empty(1);
    add(&mut world, ORDERS, "Orders", Some("true"));
    add(&mut world, LAB, "Lab", Some("true"));
    give(&mut world, LAB, 0, GrantStatus::Active);
    // Quick workflows and a slow clock: all hints come within the minutes that a batch is collected for.
    let latency = Latency { least_seconds: 5, most_seconds: 10 };
    let sim = sim::Options { license_manager_hints: true, latency, ..sim::Options::default() };
    let options = Options { world: Some(world), sim, speed: SPEED / 5.0, ..Options::default() };
    let story = Story::begin_with(options).await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded() && run.calls.mutating() > 0, "{}", run.failure());
    story.sim().reset_calls();
    let runs = story.once_all_is_quiet().await?;

    let names: Vec<_> = runs.iter().skip(1).map(local::Ended::name).collect();
    assert!(names.len() <= 1 && names.iter().all(|name| name.starts_with("grant-")), "{names:?}");
    assert_eq!(story.sim().calls().mutating(), 0);
    assert!(all_active(&story.live_grants_of(ORDERS), 1));
    Ok(())
}

/// The rule for its session hears calls that only read. Ours read as well, and start nothing.
#[tokio::test]
async fn aws_marketplace_reading_the_grants_starts_a_run_and_our_own_reading_none() -> Told {
    let sim = sim::Options { read_events: true, ..sim::Options::default() };
    let options = Options { world: Some(settled()), sim, speed: SPEED, ..Options::default() };
    let story = Story::begin_deployed(options, &Build::with_all_settings()?).await?;
    story.sim().marketplace_reads_grants();
    let run = story.the_run_called("grant-").await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input["only"], json!({"accounts": [], "products": []}));
    assert!(run.calls.of("license-manager.ListReceivedLicenses") > 0);

    // What it read is in this queue by now, before what comes after it.
    story.sim().marketplace_reads_grants();
    let runs = story.once_all_is_quiet_after(2).await?;
    assert_eq!(runs.len(), 2, "our own reading started a run: {runs:?}");
    assert_eq!(runs[0].input["reason"], runs[1].input["reason"]);
    Ok(())
}
