//! An experience becomes like the one that it follows.

use serde_json::json;
use sim::{ChangeSetStatus, Options};

use crate::support::stacks::{Stacks, options};
use crate::support::world::{OFFICES, SOURCE, STORES, experience, product, products, world};

/// AWS-FACTS 9.9.
#[tokio::test]
async fn two_thousand_products_go_to_a_fresh_experience_in_forty_change_sets() {
    let stacks = Stacks::of(world(experience(SOURCE, 2_000, 0), vec![experience(STORES, 0, 0)])).await;
    stacks.publish().await;

    let ended = stacks.run("run-1", json!({})).await;

    assert_eq!(ended.result, Ok(()));
    assert_eq!(stacks.ours(STORES).len(), 40);
    stacks.assert_like_the_source(STORES, &[]);
    stacks.assert_serial(STORES);
    stacks.assert_every_write_is_in_the_ledger();
}

#[tokio::test]
async fn what_is_approved_and_what_is_rejected_share_their_change_sets() {
    let stacks = Stacks::of(world(experience(SOURCE, 1_000, 1_000), vec![experience(STORES, 0, 0)])).await;
    stacks.publish().await;

    stacks.run("run-1", json!({})).await.result.unwrap();

    assert_eq!(stacks.ours(STORES).len(), 20);
    stacks.assert_like_the_source(STORES, &[]);
}

#[tokio::test]
async fn change_sets_of_one_experience_are_serial_and_those_of_two_go_side_by_side() {
    let here = vec![experience(STORES, 0, 0), experience(OFFICES, 0, 0)];
    let stacks = Stacks::of(world(experience(SOURCE, 150, 0), here)).await;
    stacks.publish().await;

    stacks.run("run-1", json!({})).await.result.unwrap();

    for experience in [STORES, OFFICES] {
        assert_eq!(stacks.ours(experience).len(), 3);
        stacks.assert_like_the_source(experience, &[]);
        stacks.assert_serial(experience);
    }
    let (stores, offices) = (stacks.ours(STORES), stacks.ours(OFFICES));
    let overlap = offices[0].started_epoch_milliseconds < stores[0].ended_epoch_milliseconds.unwrap()
        && stores[0].started_epoch_milliseconds < offices[0].ended_epoch_milliseconds.unwrap();
    assert!(overlap, "{:#?} {:#?}", stores[0], offices[0]);
}

/// P6.
#[tokio::test]
async fn a_second_run_finds_nothing_to_do_and_writes_nothing() {
    let stacks = Stacks::of(world(experience(SOURCE, 60, 3), vec![experience(STORES, 70, 0)])).await;
    stacks.publish().await;
    stacks.run("run-1", json!({})).await.result.unwrap();
    stacks.sim.reset_calls();

    let ended = stacks.run("run-2", json!({})).await;

    assert_eq!((ended.result, stacks.sim.calls().mutating()), (Ok(()), 0));
    assert!(stacks.publish().await.members_behind.is_empty());
}

#[tokio::test]
async fn what_somebody_changes_here_by_hand_is_put_back_by_the_next_run() {
    let stacks = Stacks::of(world(experience(SOURCE, 5, 2), vec![experience(STORES, 5, 2)])).await;
    stacks.publish().await;
    stacks.sim.reject_products(STORES, &[&product(2)]).unwrap();
    stacks.pass_seconds(100);
    stacks.sim.approve_products(STORES, &[&product(7), &product(99)]).unwrap();
    stacks.pass_seconds(100);

    stacks.run("run-1", json!({})).await.result.unwrap();

    stacks.assert_like_the_source(STORES, &[]);
    assert!(stacks.policy(STORES).denied.contains(&product(99)), "nobody approved it");
}

#[tokio::test]
async fn what_is_withdrawn_at_the_source_is_denied_here() {
    let stacks = Stacks::of(world(experience(SOURCE, 50, 0), vec![experience(STORES, 0, 0)])).await;
    stacks.publish().await;
    stacks.run("run-1", json!({})).await.result.unwrap();
    let withdrawn = products(1..=2);
    let ids: Vec<&str> = withdrawn.iter().map(String::as_str).collect();
    stacks.sim.reject_products(SOURCE, &ids).unwrap();
    stacks.pass_seconds(100);
    stacks.publish().await;

    stacks.run("run-2", json!({})).await.result.unwrap();

    stacks.assert_like_the_source(STORES, &[]);
    assert!(withdrawn.iter().all(|id| stacks.policy(STORES).denied.contains(id)));
}

#[tokio::test]
async fn every_step_may_be_delivered_twice() {
    let stacks = Stacks::of(world(experience(SOURCE, 120, 60), vec![experience(STORES, 0, 0)])).await;
    stacks.publish().await;

    stacks.run_with("run-1", json!({}), true, &mut async |_: &Stacks| ()).await.result.unwrap();

    assert_eq!(stacks.ours(STORES).len(), 3, "no set is made twice");
    assert!(stacks.ours(STORES).iter().all(|set| set.status == ChangeSetStatus::Succeeded));
    assert_eq!(stacks.row("run-1", STORES).sets_applied, 3);
    stacks.assert_like_the_source(STORES, &[]);
    stacks.assert_every_write_is_in_the_ledger();
}

/// AWS does not publish how many change sets an account may have open.
#[tokio::test]
async fn an_account_that_may_have_only_one_open_change_set_gets_there_too() {
    let here = vec![experience(STORES, 0, 0), experience(OFFICES, 0, 0)];
    let mut options: Options = options();
    options.catalog.change_sets_open_max = 1;
    let stacks = Stacks::with(world(experience(SOURCE, 100, 0), here), options).await;
    stacks.publish().await;

    stacks.run("run-1", json!({})).await.result.unwrap();

    for experience in [STORES, OFFICES] {
        assert_eq!(stacks.ours(experience).len(), 2);
        stacks.assert_like_the_source(experience, &[]);
    }
}
