//! Throttled, broken and lost answers: the run converges all the same (P3, P8).

use e2e::{Story, StoryError, Told};
use serde_json::json;
use sim::Faults;

use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, add, all_active, empty, give};

async fn converges(seed: u64) -> Result<(), StoryError> {
    let mut world = empty(2);
    for (id, name, tag) in [
        (ORDERS, "Orders", Some("true")),
        (BILLING, "Billing", Some("true")),
        (LAB, "Lab", Some("false")),
        (ARCHIVE, "Archive", None),
    ] {
        add(&mut world, id, name, tag);
    }
    give(&mut world, LAB, 0, sim::GrantStatus::Active);
    give(&mut world, LAB, 1, sim::GrantStatus::Disabled);
    let mut foreign = world.grants[0].clone();
    (foreign.name, foreign.account, foreign.tags) = ("by hand".into(), ARCHIVE.into(), Default::default());
    world.grants.push(foreign);

    let story = Story::begin(world).await?;
    let foreign = story.live_grants_of(ARCHIVE);
    story.sim().set_faults(Faults::mixed(seed));
    let faulty = story.run(&json!({})).await?;
    for ((license, principal), grants) in story.sim().live_grants() {
        let ours = grants.iter().filter(|grant| grant.name.starts_with("marketplace-steward-")).count();
        assert!(ours <= 1, "seed {seed}: {ours} live grants for {license} and {principal}");
    }
    // What faults left is done by the next run without them.
    story.sim().set_faults(Faults::none());
    if !faulty.succeeded() || faulty.report().is_err() {
        let healed = story.run(&json!({})).await?;
        assert!(healed.succeeded(), "seed {seed}: {}", healed.failure());
    }
    assert!(all_active(&story.live_grants_of(ORDERS), 2), "seed {seed}: {:?}", story.live_grants_of(ORDERS));
    assert!(
        all_active(&story.live_grants_of(BILLING), 2),
        "seed {seed}: {:?}",
        story.live_grants_of(BILLING)
    );
    assert_eq!(story.live_grants_of(LAB), [], "seed {seed}");
    assert_eq!(story.live_grants_of(ARCHIVE), foreign, "seed {seed}: a foreign grant was touched");
    Ok(())
}

#[tokio::test]
async fn converges_under_faults_seeds_1_to_10() -> Told {
    for seed in 1..=10 {
        converges(seed).await?;
    }
    Ok(())
}

#[tokio::test]
async fn converges_under_faults_seeds_11_to_20() -> Told {
    for seed in 11..=20 {
        converges(seed).await?;
    }
    Ok(())
}
