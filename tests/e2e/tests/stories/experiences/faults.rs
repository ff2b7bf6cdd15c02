//! Throttled, broken and lost answers of the Catalog, and change sets that fail: it converges all the same (P3, P8).

use e2e::experiences::{Group, SOURCE};
use e2e::{StoryError, Told};
use serde_json::json;
use sim::{AimedFault, ChangeSetStatus, Fault, Faults, WorldFile};

use super::world::{
    BAY, FLEET, HARBOUR, OFFICE, change_sets, is_in_step, listing, lists, nothing_was_done_twice, products,
    settled,
};

/// Four change sets are to be made.
fn far_behind(experience: &str) -> WorldFile {
    let world = listing(settled(), SOURCE, vec![products(101, 200)], vec![products(1001, 60)]);
    listing(world, experience, vec![], vec![])
}

#[tokio::test]
async fn a_change_set_whose_answer_was_lost_is_not_started_again() -> Told {
    for fault in [Fault::LostAnswer, Fault::LostInServerError] {
        let group = Group::begin_in(far_behind(OFFICE), &[BAY]).await?;
        let operation = "marketplace-catalog.StartChangeSet".to_owned();
        let aimed = [1, 3].map(|call| AimedFault { operation: operation.clone(), call, fault });
        group.sim().set_faults(Faults { aimed: aimed.into(), ..Faults::none() });
        group.publish_and_follow().await?;

        assert!(is_in_step(&group, OFFICE), "{fault:?}");
        assert_eq!(change_sets(&group, OFFICE, ChangeSetStatus::Succeeded), 4, "{fault:?}");
        assert_eq!(change_sets(&group, OFFICE, ChangeSetStatus::Failed), 0, "{fault:?}");
    }
    Ok(())
}

async fn converges(seed: u64) -> Result<(), StoryError> {
    let group = Group::begin_in(far_behind(FLEET), &[HARBOUR]).await?;
    group.sim().set_faults(Faults::mixed(seed));
    // Both sides meet them; whichever run gives up, what it wrote is right.
    while let Err(error) = group.publish().await {
        println!("seed {seed}: {error}");
    }
    group.once_all_is_quiet_after(1, 1).await?;
    let source = lists(group.sim(), SOURCE);
    let fleet = lists(group.sim(), FLEET);
    assert!(fleet.0.is_subset(&source.0) && fleet.1.is_subset(&source.1), "seed {seed}: {fleet:?}");

    group.sim().set_faults(Faults::none());
    let healed = group.run(HARBOUR, &json!({})).await?;
    assert!(healed.succeeded(), "seed {seed}: {}", healed.failure());
    assert!(is_in_step(&group, FLEET), "seed {seed}");
    assert!(nothing_was_done_twice(&group, FLEET), "seed {seed}: {:?}", group.sim().change_sets());
    Ok(())
}

#[tokio::test]
async fn experiences_converge_under_faults_seeds_1_to_4() -> Told {
    for seed in 1..=4 {
        converges(seed).await?;
    }
    Ok(())
}

/// What failed is red; redriven, the run looks at everything again.
#[tokio::test]
async fn a_run_whose_experiences_failed_looks_again_when_it_is_redriven() -> Told {
    let group = Group::begin_in(far_behind(OFFICE), &[BAY]).await?;
    let account = group.member(BAY).account();
    group.sim().fail_change_sets(account, 1_000);
    group.publish().await?;
    group.once_all_is_quiet_after(1, 1).await?;
    let failed = group.runs_of(BAY).await?.remove(0);
    assert_eq!(failed.error.as_deref(), Some("ExperiencesFailed"));

    group.sim().fail_change_sets(account, 0);
    let redriven = group.redrive(BAY, &failed.execution).await?;
    assert!(redriven.succeeded(), "{}", redriven.failure());
    assert!(is_in_step(&group, OFFICE));
    Ok(())
}
