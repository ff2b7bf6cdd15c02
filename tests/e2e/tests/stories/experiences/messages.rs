//! Messages of the management side that come twice, late, and in another order.

use e2e::Told;
use e2e::experiences::{Group, SOURCE};
use local::Status;
use sim::ChangeSetStatus;

use super::world::{BAY, OFFICE, change_sets, is_in_step, listing, products, settled};

const QUEUE: &str = "marketplace-steward-sync";

/// P3, P9. Three snapshots, and their messages in every order, each of them twice: the last snapshot holds.
#[tokio::test]
async fn messages_that_come_twice_and_in_another_order_converge_with_one_run_at_work() -> Told {
    let world = listing(settled(), SOURCE, vec![products(1, 60)], vec![products(61, 2)]);
    let group = Group::begin_in(world, &[BAY]).await?;
    let first = group.publish().await?.output.unwrap()["message"].to_string();
    group.sim().reject_products(SOURCE, &[&super::world::product(3)])?;
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
