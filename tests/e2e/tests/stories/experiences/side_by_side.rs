//! Members do not wait for each other.

use e2e::Told;
use e2e::experiences::{Group, SOURCE};
use sim::ChangeSetStatus;

use super::world::{BAY, FINCH, OFFICE, STORES, change_sets, is_in_step, listing, products, settled};

/// Both have ten change sets to make, and make them at the same time.
#[tokio::test]
async fn two_members_work_side_by_side() -> Told {
    let mut world = listing(settled(), SOURCE, vec![products(1, 506)], vec![products(1001, 2)]);
    for experience in [STORES, OFFICE] {
        world = listing(world, experience, vec![products(1, 6)], vec![]);
    }
    let group = Group::begin_in(world, &[FINCH, BAY]).await?;
    group.publish_and_follow().await?;

    let sets = group.sim().change_sets();
    let span = |experience: &str| {
        let of: Vec<_> = sets.iter().filter(|set| set.changes[0].experience == experience).collect();
        let ends = of.iter().filter_map(|set| set.ended_epoch_milliseconds);
        (of[0].started_epoch_milliseconds, ends.max().unwrap())
    };
    for experience in [STORES, OFFICE] {
        assert!(is_in_step(&group, experience), "{experience}");
        assert_eq!(change_sets(&group, experience, ChangeSetStatus::Succeeded), 10, "{experience}");
    }
    let (stores, office) = (span(STORES), span(OFFICE));
    assert!(stores.0 < office.1 && office.0 < stores.1, "{stores:?} {office:?}");
    Ok(())
}
