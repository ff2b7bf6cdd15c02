//! Events come twice, too late, in another order, or never: the full pass puts right what they missed.

use domain::policy::TAG_KEY;
use e2e::{Story, StoryError, Told};
use local::Options;
use sim::EventFaults;

use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, all_active, settled};

const NEWCOMER: &str = "666666666666";

async fn begin(seed: u64, event_faults: EventFaults) -> Result<Story, StoryError> {
    let sim = sim::Options { seed, event_faults, ..sim::Options::default() };
    Story::begin_with(Options { world: Some(settled()), sim, ..Options::default() }).await
}

/// Everybody changes, some of them twice and back.
fn much_happens(story: &Story) -> Told {
    let sim = story.sim();
    for (account, values) in
        [(ARCHIVE, ["false", "true"]), (LAB, ["true", "false"]), (BILLING, ["false", "true"])]
    {
        for value in values {
            sim.tag_account(account, TAG_KEY, value)?;
        }
    }
    sim.untag_account(ORDERS, TAG_KEY)?;
    sim.join_account(NEWCOMER, "Newcomer");
    sim.tag_account(NEWCOMER, TAG_KEY, "true")?;
    Ok(())
}

/// Whether everybody has what they are to have after [`much_happens`].
fn assert_right(story: &Story, which: &str) {
    for account in [ARCHIVE, BILLING, NEWCOMER] {
        let grants = story.live_grants_of(account);
        assert!(all_active(&grants, 2), "{which}, {account}: {grants:?}");
    }
    for account in [LAB, ORDERS] {
        assert_eq!(story.live_grants_of(account), [], "{which}, {account}");
    }
    for ((license, principal), grants) in story.sim().live_grants() {
        assert_eq!(grants.len(), 1, "{which}: {license} is twice with {principal}");
    }
}

async fn converges(seed: u64) -> Told {
    let story = begin(seed, EventFaults::HARSH).await?;
    much_happens(&story)?;
    // What is held back comes within a minute, or once the full pass makes further events.
    story.sim().clock().advance_seconds(60);
    let before = story.once_all_is_quiet().await?;
    story.aws().fire_schedule("marketplace-steward-full-pass").await?;
    let runs = story.once_all_is_quiet_after(before.len() + 1).await?;

    println!("seed {seed}: {} runs before the full pass, {} in all", before.len(), runs.len());
    assert_right(&story, &format!("seed {seed}"));
    Ok(())
}

#[tokio::test]
async fn converges_although_events_are_doubled_reordered_and_lost_seeds_1_to_4() -> Told {
    for seed in 1..=4 {
        converges(seed).await?;
    }
    Ok(())
}

#[tokio::test]
async fn converges_although_events_are_doubled_reordered_and_lost_seeds_5_to_8() -> Told {
    for seed in 5..=8 {
        converges(seed).await?;
    }
    Ok(())
}

/// Each event comes twice, the second one after the next: the copies start nothing, or find nothing to do.
#[tokio::test]
async fn an_event_that_comes_twice_is_answered_once() -> Told {
    let story = begin(1, EventFaults { duplicate: 1.0, ..EventFaults::default() }).await?;
    story.sim().tag_account(ARCHIVE, TAG_KEY, "true")?;
    let first = story.the_run_called("tag-").await?;
    story.sim().clock().advance_seconds(60);
    story.once_all_is_quiet().await?;

    assert!(first.succeeded(), "{}", first.failure());
    assert!(all_active(&story.live_grants_of(ARCHIVE), 2));
    assert_eq!(story.sim().calls().of("license-manager.CreateGrant"), 2);
    Ok(())
}

#[tokio::test]
async fn the_full_pass_alone_puts_everything_right() -> Told {
    let story = begin(1, EventFaults { lost: 1.0, ..EventFaults::default() }).await?;
    much_happens(&story)?;
    story.aws().fire_schedule("marketplace-steward-full-pass").await?;
    let runs = story.once_all_is_quiet_after(1).await?;

    let names: Vec<_> = runs.iter().map(local::Ended::name).collect();
    assert!(matches!(names[..], [name] if name.starts_with("schedule-")), "no event came: {names:?}");
    assert_right(&story, "all lost");
    Ok(())
}
