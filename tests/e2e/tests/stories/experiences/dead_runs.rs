//! Runs of a member that die in the middle of their work.

use e2e::experiences::{Group, SOURCE};
use e2e::{StoryError, Told, decision, until};
use local::{Follow, Status};
use serde_json::json;
use sim::ChangeSetStatus;

use super::quiet_hours::SYNC_SCHEDULE;
use super::world::{BAY, OFFICE, is_in_step, listing, nothing_was_done_twice, products, settled};

/// Ten change sets are to be made.
async fn at_work() -> Result<(Group, Follow), StoryError> {
    let world = listing(settled(), SOURCE, vec![products(1, 506)], vec![products(1001, 2)]);
    let world = listing(world, OFFICE, vec![products(1, 6)], vec![]);
    let group = Group::begin_in(world, &[BAY]).await?;
    group.publish().await?;
    let mut follow = group.first_run_at_work(BAY).await?;
    let two_are_done =
        |_: &local::Progress| super::world::change_sets(&group, OFFICE, ChangeSetStatus::Succeeded) >= 2;
    until(&mut follow, "two change sets that are done", two_are_done).await?;
    Ok((group, follow))
}

/// P8. Somebody stopped it on purpose, so it is not started again at once; the next hour goes on where it stopped.
#[tokio::test]
async fn the_next_run_goes_on_where_one_was_stopped_and_nothing_is_done_twice() -> Told {
    let (group, follow) = at_work().await?;
    group.aws().abort(follow.execution()).await?;
    group.once_all_is_quiet_after(1, 2).await?;
    let stopped = group.runs_of(BAY).await?;
    assert_eq!(stopped[0].status, Status::Aborted);
    assert_eq!(stopped.last().and_then(decision), Some("nothing_left"));
    assert!(!is_in_step(&group, OFFICE));

    group.account_of(BAY).fire_schedule(SYNC_SCHEDULE).await?;
    group.once_all_is_quiet_after(1, stopped.len() + 1).await?;

    let runs = group.runs_of(BAY).await?;
    assert!(runs[1..].iter().all(|run| run.status == Status::Succeeded), "{runs:?}");
    assert!(is_in_step(&group, OFFICE));
    assert!(nothing_was_done_twice(&group, OFFICE), "{:?}", group.sim().change_sets());
    Ok(())
}

/// P7, P8. Somebody asked to look while it was at work, and it died: that is taken up by itself.
#[tokio::test]
async fn what_was_asked_for_while_a_run_died_is_done_by_the_run_that_follows() -> Told {
    let (group, follow) = at_work().await?;
    let asked = group.run(BAY, &json!({})).await?;
    assert_eq!(asked.decision(), Some("coalesced"), "{}", asked.failure());
    group.aws().abort(follow.execution()).await?;
    group.once_all_is_quiet_after(1, 3).await?;

    let follow_up = group.runs_of(BAY).await?.pop().unwrap();
    assert!(follow_up.name().starts_with("follow-up-"), "{follow_up:?}");
    assert_eq!((&follow_up.status, decision(&follow_up)), (&Status::Succeeded, None));
    assert!(is_in_step(&group, OFFICE));
    assert!(nothing_was_done_twice(&group, OFFICE), "{:?}", group.sim().change_sets());
    Ok(())
}

#[tokio::test]
async fn a_run_that_is_redriven_goes_on_where_it_stopped() -> Told {
    let (group, follow) = at_work().await?;
    let aborted = follow.execution().to_owned();
    group.aws().abort(&aborted).await?;
    let run = group.to_its_end(BAY, follow).await?;
    group.redrive(BAY, &run.ended.execution).await?;
    group.once_all_is_quiet().await?;

    assert!(is_in_step(&group, OFFICE));
    assert!(nothing_was_done_twice(&group, OFFICE), "{:?}", group.sim().change_sets());
    Ok(())
}
