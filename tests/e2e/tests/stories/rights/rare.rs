//! Permissions that only rare moments need: without these stories nobody would miss them for months.

use e2e::experiences::Group;
use e2e::setup::{STACK, Setup};
use e2e::{Build, Story, Told, until};
use local::{Options, Status};
use serde_json::json;
use sim::{ChangeSetStatus, Lag};

use crate::experiences::world::{BAY, OFFICE, change_sets, listing, products, settled};
use crate::world::{LAB, ORDERS, all_active, lab_is_new, three_are_new};

/// The lease is free by then, so the first step that writes asks how its own run is, and takes it.
#[tokio::test]
async fn a_run_that_is_redriven_after_another_one_takes_the_lease_at_its_first_write() -> Told {
    let story = Story::begin(three_are_new()).await?;
    let working = story.start_working(&json!({})).await?;
    let stopped = story.abort(working).await?;
    let other = story.run(&json!({})).await?;
    assert!(other.succeeded(), "{}", other.failure());

    let redriven = story.redrive(&stopped).await?;
    assert!(redriven.succeeded(), "{}", redriven.failure());
    assert_eq!(redriven.calls.mutating(), 0, "the other one had done all of it");
    Ok(())
}

#[tokio::test]
async fn a_run_of_a_member_that_is_redriven_after_another_one_takes_the_lease_as_well() -> Told {
    let world = listing(settled(), e2e::experiences::SOURCE, vec![products(1, 506)], vec![products(1001, 2)]);
    let world = listing(world, OFFICE, vec![products(1, 6)], vec![]);
    let group = Group::begin_in(world, &[BAY]).await?;
    group.publish().await?;
    let mut follow = group.first_run_at_work(BAY).await?;
    let one_is_done = |_: &local::Progress| change_sets(&group, OFFICE, ChangeSetStatus::Succeeded) >= 1;
    until(&mut follow, "a change set that is done", one_is_done).await?;
    group.aws().abort(follow.execution()).await?;
    let stopped = group.to_its_end(BAY, follow).await?;
    group.once_all_is_quiet_after(1, 1).await?;
    let other = group.run(BAY, &json!({})).await?;
    assert!(other.succeeded(), "{}", other.failure());

    let redriven = group.redrive(BAY, &stopped.ended.execution).await?;
    assert_eq!(redriven.ended.status, Status::Succeeded, "{}", redriven.failure());
    Ok(())
}

/// The ledger knows of a grant that the list does not show yet: it is read by itself.
#[tokio::test]
async fn a_grant_that_is_not_listed_yet_is_read_by_itself() -> Told {
    let mut options = Options { world: Some(lab_is_new()), ..Options::default() };
    options.sim.lag = Lag { list_seconds: 3_600, ..Lag::default() };
    let story = Story::begin_with(options).await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert!(all_active(&story.live_grants_of(LAB), 2));
    let reads =
        |call: &&sim::Call| call.operation == "license-manager.GetGrant" && call.caller.contains("-observe/");
    assert!(run.calls.log.iter().any(|call| reads(&call)), "{:?}", run.calls);
    Ok(())
}

/// The children of its map run are taken up again.
#[tokio::test]
async fn a_retirement_that_was_stopped_in_the_middle_is_redriven_to_its_end() -> Told {
    let story = Story::begin(crate::world::settled()).await?;
    let mut retiring = story.start_retiring(&json!({})).await?;
    story.once_asked(&retiring).await?;
    story.answer("approve", &retiring).await?;
    until(&mut retiring, "a child that runs", e2e::is_working).await?;
    let stopped = story.abort(retiring).await?;

    let redriven = story.redrive(&stopped).await?;
    assert!(redriven.succeeded(), "{}", redriven.failure());
    assert_eq!(story.live_grants_of(ORDERS), []);
    Ok(())
}

/// As with the other machines, it finds the lease free and takes it.
#[tokio::test]
async fn a_setup_that_is_redriven_after_another_one_takes_the_lease_at_its_first_fix() -> Told {
    let setup = Setup::begin().await?;
    let mut follow = setup.start(&json!({"fix": true})).await?;
    setup.once_asked(&follow).await?;
    setup.answer("approve", follow.execution().rsplit(':').next().unwrap()).await?;
    let asks = |_: &local::Progress| setup.sim().calls().of("license-manager.UpdateServiceSettings") > 0;
    until(&mut follow, "a link that was asked for", asks).await?;
    let execution = follow.execution().to_owned();
    setup.aws().abort(&execution).await?;
    setup.to_its_end(follow, None).await?;
    let other = setup.fix().await?;
    assert!(other.succeeded(), "{}", other.failure());

    setup.aws().redrive(&execution).await?;
    let redriven = setup.to_its_end(setup.aws().follow(&execution), Some("approve")).await?;
    assert!(redriven.succeeded(), "{}", redriven.failure());
    Ok(())
}

#[tokio::test]
async fn the_guard_rail_is_changed_when_another_role_may_break_the_glass() -> Told {
    let setup = Setup::begin().await?;
    let first = setup.fix().await?;
    assert!(first.succeeded(), "{}", first.failure());
    let build = Build::as_built()?
        .with_variable(STACK, "SETUP_SETTINGS", |text| text.replace("BreakGlass", "BreakOtherGlass"))?
        .built_again()?;
    setup.deploy(&build).await?;
    let changed = setup.fix().await?;
    assert!(changed.succeeded(), "{}", changed.failure());
    assert_eq!(changed.calls.of("organizations.UpdatePolicy"), 1, "{:?}", changed.calls);
    Ok(())
}
