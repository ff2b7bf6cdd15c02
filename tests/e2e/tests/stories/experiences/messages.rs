//! Messages of the management side that come twice, late, and in another order.

use e2e::Told;
use e2e::experiences::{Group, SOURCE};
use local::Status;
use serde_json::json;
use sim::ChangeSetStatus;

use super::world::{BAY, OFFICE, change_sets, is_in_step, listing, lists, product, products, settled};

const QUEUE: &str = "marketplace-steward-sync";

/// P3, P9. Three snapshots, and their messages in every order, each of them twice: the last snapshot holds.
#[tokio::test]
async fn messages_that_come_twice_and_in_another_order_converge_with_one_run_at_work() -> Told {
    let world = listing(settled(), SOURCE, vec![products(1, 60)], vec![products(61, 2)]);
    let group = Group::begin_in(world, &[BAY]).await?;
    let first = group.publish().await?.output.unwrap()["message"].to_string();
    group.sim().reject_products(SOURCE, &[&product(3)])?;
    group.sim().clock().advance_seconds(80);
    let second = group.publish().await?.output.unwrap()["message"].to_string();

    for message in [&second, &first, &second, &first] {
        group.account_of(BAY).put_message(QUEUE, message).await?;
    }
    group.once_all_is_quiet_after(2, 1).await?;
    group.account_of(BAY).put_message(QUEUE, &first).await?;
    group.once_all_is_quiet().await?;

    assert!(is_in_step(&group, OFFICE));
    let runs = group.runs_of(BAY).await?;
    assert!(runs.iter().all(|run| run.status == Status::Succeeded), "{runs:?}");
    assert!(change_sets(&group, OFFICE, ChangeSetStatus::Succeeded) <= 3, "two snapshots need three at most");
    assert_eq!(change_sets(&group, OFFICE, ChangeSetStatus::Failed), 0);
    let calls = group.sim().calls();
    assert!(
        calls.log.iter().all(|call| call.status != 423),
        "two wrote at the same time: {:?}",
        calls.counts
    );
    Ok(())
}

#[tokio::test]
async fn what_is_no_message_ends_in_the_dead_letters_of_the_member() -> Told {
    let group = Group::begin_in(settled(), &[BAY]).await?;
    group.account_of(BAY).put_message(QUEUE, "poison").await?;
    group.publish_and_follow().await?;
    let dead = group.account_of(BAY).messages_in("marketplace-steward-sync-dead-letters").await?;
    assert_eq!(dead, ["poison"]);
    Ok(())
}

/// Paused, a member leaves what it is told to the end of the pause.
#[tokio::test]
async fn a_paused_member_follows_when_the_pause_ends() -> Told {
    let world = listing(settled(), SOURCE, vec![products(1, 9)], vec![]);
    let group = Group::begin_in(world, &[BAY]).await?;
    assert_eq!(group.run(BAY, &json!({"pause": true})).await?.decision(), Some("paused"));
    group.publish_and_follow().await?;
    assert_eq!(group.sim().change_sets(), []);

    let resumed = group.run(BAY, &json!({"pause": false})).await?;
    assert!(resumed.succeeded(), "{}", resumed.failure());
    assert_eq!(lists(group.sim(), OFFICE).0, lists(group.sim(), SOURCE).0);
    Ok(())
}
