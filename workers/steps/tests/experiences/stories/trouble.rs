//! What goes wrong in the middle, is told, and heals.

use domain::experience::change_set::Hold;
use domain::experience::report::Ended;
use serde_json::json;
use sim::{AimedFault, ChangeSetStatus, Fault, Faults};
use tokio::sync::Notify;

use crate::support::stacks::Stacks;
use crate::support::world::{MEMBER, SOURCE, STORES, experience, product, products, world};

/// A source of so many products, and a member experience that has none of them.
async fn fresh(products: u64) -> Stacks {
    let stacks = Stacks::of(world(experience(SOURCE, products, 0), vec![experience(STORES, 0, 0)])).await;
    stacks.publish().await;
    stacks
}

/// A run that dies at its n-th wait.
async fn dies_at(stacks: &Stacks, name: &str, wait: u32) {
    let died = Notify::new();
    let mut waits = 0;
    let mut at_every_wait = async |_: &Stacks| {
        waits += 1;
        if waits == wait {
            died.notify_one();
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = stacks.run_with(name, json!({}), false, &mut at_every_wait) => panic!("{ended:?}"),
        () = died.notified() => stacks.kill(name),
    }
}

#[tokio::test]
async fn the_run_after_one_that_died_in_the_middle_goes_on_where_it_stood() {
    for wait in 1..12 {
        let stacks = fresh(200).await;
        dies_at(&stacks, "run-1", wait).await;

        stacks.run("run-2", json!({})).await.result.unwrap();

        assert_eq!(stacks.ours(STORES).len(), 4, "died at wait {wait}");
        stacks.assert_like_the_source(STORES, &[]);
        stacks.assert_serial(STORES);
        stacks.assert_every_write_is_in_the_ledger();
    }
}

/// The set that the dead run started is one of the next snapshot in nothing but its content.
#[tokio::test]
async fn a_run_that_died_is_no_trouble_for_one_that_follows_a_new_snapshot() {
    for (seconds, unknown) in [(0, false), (600, false), (0, true), (600, true)] {
        let stacks = fresh(60).await;
        stacks.sim.set_product_known(MEMBER, &product(5), !unknown);
        dies_at(&stacks, "run-1", 1).await;
        stacks.sim.approve_products(SOURCE, &[&product(500)]).unwrap();
        stacks.pass_seconds(100 + seconds);
        stacks.publish().await;

        let ended = stacks.run("run-2", json!({})).await;

        let but = if unknown { products([5]) } else { Vec::new() };
        stacks.assert_like_the_source(STORES, &but);
        assert!(
            ended.red.iter().all(|error| !error.to_string().contains("ValidationException")),
            "{ended:?}"
        );
    }
}

#[tokio::test]
async fn a_change_set_of_somebody_else_is_waited_for_and_the_experience_planned_anew() {
    let stacks = fresh(60).await;
    let id = product(3);
    stacks.sim.approve_products(STORES, &[&id, &product(99)]).unwrap();

    stacks.run("run-1", json!({})).await.result.unwrap();

    stacks.assert_like_the_source(STORES, &[]);
    assert!(stacks.policy(STORES).denied.contains(&product(99)));
    let allowed: Vec<String> = stacks
        .ours(STORES)
        .into_iter()
        .flat_map(|set| set.changes)
        .flat_map(|change| change.products)
        .collect();
    assert!(!allowed.contains(&id), "somebody else allowed it before");
}

#[tokio::test]
async fn lost_answers_make_no_second_change_set() {
    let stacks = fresh(150).await;
    let operation = || "marketplace-catalog.StartChangeSet".to_owned();
    let faults = [(1, Fault::LostAnswer), (2, Fault::LostInServerError), (4, Fault::LostAnswer)];
    let aimed = faults.map(|(call, fault)| AimedFault { operation: operation(), call, fault }).into();
    stacks.sim.set_faults(Faults { aimed, ..Faults::none() });

    stacks.run("run-1", json!({})).await.result.unwrap();

    assert_eq!(stacks.ours(STORES).len(), 3);
    stacks.assert_like_the_source(STORES, &[]);
    stacks.assert_every_write_is_in_the_ledger();
}

#[tokio::test]
async fn a_change_set_that_somebody_cancels_leaves_the_rest_to_the_next_run() {
    let stacks = fresh(100).await;
    let mut cancelled = false;
    let mut cancels_the_first = async |stacks: &Stacks| {
        if let Some(set) = stacks.ours(STORES).first().filter(|_| !cancelled) {
            cancelled = stacks.aws.cancel(&set.id.parse().unwrap()).await;
        }
    };

    let ended = stacks.run_with("run-1", json!({}), false, &mut cancels_the_first).await;

    assert_eq!((ended.red.len(), stacks.ours(STORES).len()), (1, 1));
    assert!(ended.red[0].to_string().contains("cancelled"), "{}", ended.red[0]);
    assert_eq!(stacks.row("run-1", STORES).ended, Ended::Failed);
    stacks.run("run-2", json!({})).await.result.unwrap();
    stacks.assert_like_the_source(STORES, &[]);
    assert_eq!(stacks.ours(STORES).len(), 3, "under a new token");
}

#[tokio::test]
async fn a_service_that_fails_is_tried_again_and_one_that_fails_for_ever_is_told() {
    let stacks = fresh(50).await;
    stacks.sim.fail_change_sets(MEMBER, 2);
    stacks.run("run-1", json!({})).await.result.unwrap();
    let ended: Vec<_> = stacks.ours(STORES).iter().map(|set| set.status).collect();
    assert_eq!(ended, [ChangeSetStatus::Failed, ChangeSetStatus::Failed, ChangeSetStatus::Succeeded]);

    let stacks = fresh(50).await;
    stacks.sim.fail_change_sets(MEMBER, 1_000);
    let ended = stacks.run("run-1", json!({})).await;
    assert!(ended.red[0].to_string().contains("SERVER_FAULT"), "{:?}", ended.red);
    assert!(stacks.ours(STORES).len() == 4 && stacks.quarantine().is_empty());
}

/// AWS-FACTS 14: nobody knows how long a change set takes.
#[tokio::test]
async fn a_change_set_that_takes_for_ever_is_left_and_the_next_run_finds_it_by_its_token() {
    let mut options = crate::support::stacks::options();
    options.catalog.change_set = sim::Latency { least_seconds: 5_000, most_seconds: 5_000 };
    let world = world(experience(SOURCE, 10, 0), vec![experience(STORES, 0, 0)]);
    let stacks = Stacks::with(world, options).await;
    stacks.pass_seconds(0);
    stacks.publish().await;

    stacks.run("run-1", json!({})).await.result.unwrap();
    assert_eq!(stacks.row("run-1", STORES).ended, Ended::Waiting);
    stacks.run("run-2", json!({})).await.result.unwrap();
    stacks.run("run-3", json!({})).await.result.unwrap();

    assert_eq!(stacks.ours(STORES).len(), 1);
    stacks.assert_like_the_source(STORES, &[]);
}

#[tokio::test]
async fn an_experience_that_somebody_disables_in_the_middle_is_left_alone_and_suspects_no_product() {
    let stacks = fresh(100).await;
    stacks.sim.fail_change_sets(MEMBER, 1);
    let mut is_disabled = false;
    let mut disables_it = async |stacks: &Stacks| {
        // Possible only when nothing of ours holds it: after the failure.
        is_disabled = is_disabled || stacks.sim.enable_experience(STORES, false).is_ok();
    };

    stacks.run_with("run-1", json!({}), false, &mut disables_it).await.result.unwrap_err();

    let row = stacks.row("run-1", STORES);
    assert_eq!((row.ended, stacks.quarantine().len()), (Ended::Failed, 0), "{row:#?}");
    assert!(row.reason.contains("disabled"), "{}", row.reason);
}

/// P9: a run that was taken for dead comes back while another one is at work.
#[tokio::test]
async fn a_run_that_lost_the_lease_writes_nothing_any_more() {
    let stacks = fresh(150).await;
    let mut after_the_other = None;

    let ended = stacks
        .run_with("run-1", json!({}), false, &mut async |stacks: &Stacks| {
            if after_the_other.is_none() {
                after_the_other = Some(0);
                stacks.kill("run-1");
                Box::pin(stacks.run("run-2", json!({}))).await.result.unwrap();
                after_the_other = Some(stacks.sim.calls().mutating());
            }
        })
        .await;

    assert!(ended.red[0].to_string().contains("does not hold the lease"), "{:?}", ended.red);
    assert_eq!(Some(stacks.sim.calls().mutating()), after_the_other);
    stacks.assert_like_the_source(STORES, &[]);
}

/// P7.
#[tokio::test]
async fn a_run_ends_although_every_call_is_throttled() {
    let stacks = fresh(10).await;
    stacks.sim.set_faults(Faults { throttle: 1.0, ..Faults::none() });

    assert_eq!(stacks.run("run-1", json!({})).await.result.unwrap_err().name(), "Throttled");

    stacks.sim.set_faults(Faults::none());
    stacks.run("run-2", json!({})).await.result.unwrap();
    stacks.assert_like_the_source(STORES, &[]);
}

#[tokio::test]
async fn others_that_never_let_go_of_the_experience_are_named_and_the_next_run_tries_again() {
    let mut options = crate::support::stacks::options();
    options.catalog.change_set = sim::Latency { least_seconds: 9_000, most_seconds: 9_000 };
    let world = world(experience(SOURCE, 10, 0), vec![experience(STORES, 0, 0)]);
    let stacks = Stacks::with(world, options).await;
    stacks.publish().await;
    let other = stacks.sim.approve_products(STORES, &[&product(1)]).unwrap();

    stacks.run("run-1", json!({})).await.result.unwrap();

    let row = stacks.row("run-1", STORES);
    assert_eq!(row.ended, Ended::Waiting);
    assert!(row.reason.contains(&other), "{}", row.reason);
    assert_eq!(row.reason, Hold::InUse(vec![other.parse().unwrap()]).to_string());
}
