//! Runs that die: stopped by a person, ended by an error, or by the time they took. What others asked for is not lost.

use e2e::{Build, Story, StoryError, Told, decision, until};
use local::{Follow, Options, Status};
use serde_json::json;
use sim::{Faults, Latency};

use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, all_active, lab_is_new, settled};

/// Seconds after the end of a run in which a step of it may still be at work.
const GRACE_SECONDS: f64 = 120.0;

/// A run about one account that does not get on, since AWS answers nobody.
async fn start_throttled(story: &Story) -> Result<Follow, StoryError> {
    story.sim().set_faults(Faults { throttle: 1.0, ..Faults::none() });
    let mut run = story.start(&json!({"only": {"accounts": [LAB]}})).await?;
    until(&mut run, "the state Preflight", |progress| progress.state.as_deref() == Some("Preflight")).await?;
    Ok(run)
}

#[tokio::test]
async fn the_lease_of_a_dead_run_is_taken_when_no_step_of_it_can_be_at_work_any_more() -> Told {
    let story = Story::begin(lab_is_new()).await?;
    let working = story.start_working(&json!({})).await?;
    let before = story.sim().now().epoch_seconds();
    let aborted = story.abort(working).await?;
    assert_eq!(aborted.ended.status, Status::Aborted);

    let next = story.run(&json!({})).await?;
    assert!(next.succeeded(), "{}", next.failure());
    assert_eq!(next.decision(), None);
    let observed = next.calls.log.iter().find(|call| call.caller.contains("marketplace-steward-observe"));
    let waited = observed.unwrap().at_epoch_seconds - before;
    // Step Functions tells the end of a run in whole seconds.
    assert!(waited > GRACE_SECONDS - 1.0, "it began {waited} s after the end of the other");
    assert!(all_active(&story.live_grants_of(LAB), 2), "{:?}", story.live_grants_of(LAB));
    assert_eq!(story.sim().grants_of(LAB).len(), 2, "P3: not even one that ended again");
    Ok(())
}

#[tokio::test]
async fn what_was_asked_for_while_a_run_died_is_done_by_the_run_that_follows() -> Told {
    let mut story = Story::begin(lab_is_new()).await?;
    let working = story.start_working(&json!({"only": {"accounts": [LAB]}})).await?;
    story.when_the_account_is_tagged(ARCHIVE, "true")?;
    let coalesced = story.the_run_that_follows().await?;
    assert_eq!(coalesced.decision(), Some("coalesced"), "{}", coalesced.failure());
    story.abort(working).await?;

    let follow_up = story.the_run_called("follow-up-").await?;
    assert!(follow_up.succeeded(), "{}", follow_up.failure());
    assert_eq!(follow_up.decision(), None);
    assert!(all_active(&story.live_grants_of(ARCHIVE), 2));
    Ok(())
}

#[tokio::test]
async fn a_run_that_died_alone_is_followed_up_by_a_look_at_the_lease() -> Told {
    let story = Story::begin(settled()).await?;
    let run = start_throttled(&story).await?;
    story.abort(run).await?;
    let follow_up = story.the_run_called("follow-up-").await?;
    assert_eq!(follow_up.decision(), Some("nothing_left"), "{}", follow_up.failure());
    Ok(())
}

/// A mistake in the settings fails every run before its first write, those that follow up another one as well.
#[tokio::test]
async fn a_run_that_fails_is_followed_up_once_and_not_for_ever() -> Told {
    let mut story = Story::begin(settled()).await?;
    let failing = start_throttled(&story).await?;
    story.when_the_account_is_tagged(ARCHIVE, "true")?;
    assert_eq!(story.the_run_that_follows().await?.decision(), Some("coalesced"));
    story.with_policy("untagged = \"keep\"\n").await?;
    story.sim().set_faults(Faults::none());

    let failed = story.to_its_end(failing).await?;
    assert!(failed.failure().contains("Invalid"), "{}", failed.failure());
    let runs = story.once_all_is_quiet().await?;
    let [_, coalesced, follow_up] = runs.as_slice() else { panic!("{runs:?}") };
    assert_eq!(decision(coalesced), Some("coalesced"));
    assert!(follow_up.name().starts_with("follow-up-"), "{}", follow_up.name());
    assert_eq!((&follow_up.status, follow_up.error.as_deref()), (&Status::Failed, Some("Invalid")));

    // The request outlives both: the next run of any kind answers it.
    story.with_policy("").await?;
    let next = story.run(&json!({"only": {"accounts": [ORDERS]}})).await?;
    assert!(next.succeeded(), "{}", next.failure());
    assert!(all_active(&story.live_grants_of(ARCHIVE), 2));
    Ok(())
}

/// The limit of the definition is a week; this one is six minutes, and deploying the real one does not change it.
#[tokio::test]
async fn a_run_that_takes_too_long_ends_and_a_full_run_takes_its_place() -> Told {
    let short = Build::as_built()?.with_definition(|machine| machine["TimeoutSeconds"] = json!(360))?;
    let options = Options { world: Some(settled()), ..Options::default() };
    let mut story = Story::begin_deployed(options, &short).await?;
    let run = start_throttled(&story).await?;
    story.deploy(&Build::as_built()?).await?;
    story.when_the_account_is_tagged(ARCHIVE, "true")?;
    assert_eq!(story.the_run_that_follows().await?.decision(), Some("coalesced"));
    story.sim().untag_account(BILLING, "marketplace-licence")?;
    let run = story.to_its_end(run).await?;
    assert_eq!(run.ended.status, Status::TimedOut);
    story.sim().set_faults(Faults::none());

    let full = story.the_run_called("events-").await?;
    assert!(full.succeeded(), "{}", full.failure());
    assert_eq!(full.decision(), None, "the lease is free again");
    assert!(full.report()?.run.reason.contains("timed out"), "{}", full.report()?.run.reason);
    assert!(all_active(&story.live_grants_of(ARCHIVE), 2));
    assert!(all_active(&story.live_grants_of(ORDERS), 2));
    assert_eq!(story.live_grants_of(BILLING), []);
    Ok(())
}

/// A lease has no term. The workflows of these grants take a month.
#[tokio::test]
async fn a_run_of_twenty_hours_is_not_a_dead_one() -> Told {
    const MONTH_SECONDS: u64 = 30 * 24 * 3_600;
    let latency = Latency { least_seconds: MONTH_SECONDS, most_seconds: MONTH_SECONDS };
    let sim = sim::Options { latency, ..sim::Options::default() };
    let options = Options { world: Some(lab_is_new()), speed: 50_000.0, sim, ..Options::default() };
    let story = Story::begin_with(options).await?;
    let mut long = story.start_working(&json!({})).await?;
    let end = story.sim().now().plus_seconds(20 * 3_600);
    until(&mut long, "20 hours", |progress| progress.status == Status::Running && story.sim().now() >= end)
        .await?;

    let another = story.run(&json!({})).await?;
    assert_eq!(another.decision(), Some("coalesced"), "{}", another.failure());
    assert_eq!(another.ended.output.as_ref().unwrap()["holder"], long.execution());
    Ok(())
}
