//! Events come twice, too late, in another order, or never: the full pass puts right what they missed.

use domain::policy::TAG_KEY;
use e2e::{Story, StoryError, Told};
use local::Options;
use sim::{ChangeError, EventFaults, Sim};

use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, all_active, settled};

const NEWCOMER: &str = "666666666666";

async fn begin(seed: u64, event_faults: EventFaults) -> Result<Story, StoryError> {
    let sim = sim::Options { seed, event_faults, ..sim::Options::default() };
    Story::begin_with(Options { world: Some(settled()), sim, ..Options::default() }).await
}

/// Who changes how, one wave after the other.
type Change = fn(&Sim) -> Result<(), ChangeError>;
const WAVES: [&[Change]; 3] = [
    &[
        |sim| sim.tag_account(ARCHIVE, TAG_KEY, "false"),
        |sim| sim.tag_account(ARCHIVE, TAG_KEY, "true"),
        |sim| sim.tag_account(LAB, TAG_KEY, "true"),
        |sim| sim.tag_account(BILLING, TAG_KEY, "false"),
    ],
    &[
        |sim| {
            sim.join_account(NEWCOMER, "Newcomer");
            Ok(())
        },
        |sim| sim.tag_account(NEWCOMER, TAG_KEY, "true"),
        |sim| sim.tag_account(BILLING, TAG_KEY, "true"),
    ],
    &[|sim| sim.tag_account(LAB, TAG_KEY, "false"), |sim| sim.untag_account(ORDERS, TAG_KEY)],
];

/// Whether everybody has what they are to have after all [`WAVES`].
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
    for changes in WAVES {
        for change in changes {
            change(story.sim())?;
        }
        // What is held back comes within a minute.
        story.sim().clock().advance_seconds(60);
        story.once_all_is_quiet().await?;
    }
    let before = story.once_all_is_quiet().await?;
    story.aws().fire_schedule("marketplace-steward-full-pass").await?;
    let runs = story.once_all_is_quiet_after(before.len() + 1).await?;

    println!("seed {seed}: {} runs before the full pass, {} in all", before.len(), runs.len());
    assert_right(&story, &format!("seed {seed}"));
    Ok(())
}

#[tokio::test]
async fn converges_although_events_are_doubled_reordered_and_lost_seeds_1_to_3() -> Told {
    for seed in 1..=3 {
        converges(seed).await?;
    }
    Ok(())
}

#[tokio::test]
async fn converges_although_events_are_doubled_reordered_and_lost_seeds_4_to_6() -> Told {
    for seed in 4..=6 {
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
    for change in WAVES.concat() {
        change(story.sim())?;
    }
    story.aws().fire_schedule("marketplace-steward-full-pass").await?;
    let runs = story.once_all_is_quiet_after(1).await?;

    let names: Vec<_> = runs.iter().map(local::Ended::name).collect();
    assert!(matches!(names[..], [name] if name.starts_with("schedule-")), "no event came: {names:?}");
    assert_right(&story, "all lost");
    Ok(())
}
