//! Every Task may run twice: Lambda retries what it did not see end.

use domain::life_cycle::Wish;
use domain::work::{Action, NextTask};
use serde_json::json;
use sim::GrantStatus;

use crate::support::hub::Hub;
use crate::support::world::{one_product, owned, world};

/// The state in which each writing step is the right one, and how many calls it makes.
const STEPS: [(NextTask, Wish, Option<GrantStatus>, &str); 5] = [
    (NextTask::Create, Wish::Shared, None, "license-manager.CreateGrant"),
    (NextTask::Accept, Wish::Shared, Some(GrantStatus::PendingAccept), "license-manager.AcceptGrant"),
    (NextTask::Activate, Wish::Shared, Some(GrantStatus::Disabled), "license-manager.CreateGrantVersion"),
    (NextTask::Delete, Wish::Revoked, Some(GrantStatus::Active), "license-manager.DeleteGrant"),
    (NextTask::Delete, Wish::Shared, Some(GrantStatus::FailedWorkflow), "license-manager.DeleteGrant"),
];

/// A world in which a step is the right one, and the action for it.
async fn ready(next: NextTask, wish: Wish, status: Option<GrantStatus>) -> (Hub, Action) {
    let mut world = one_product(&[Some("true")]);
    if let Some(status) = status {
        world.grants.push(owned(&world, 1, 0, status));
    }
    let hub = Hub::of(world).await;
    hub.pass_seconds(60);
    let action = match status {
        Some(_) => hub.action_on_grant(wish, next),
        None => hub.action(1, 0, wish, next),
    };
    (hub, action)
}

async fn twice(seconds_between: u32) {
    for (next, wish, status, operation) in STEPS {
        let (hub, action) = ready(next, wish, status).await;

        hub.write(action.clone()).await.unwrap();
        hub.pass_seconds(seconds_between);
        let after_one = hub.live(1);
        let answer = hub.write(action).await.unwrap_or_else(|error| panic!("{next:?}: {error}"));

        assert_eq!(hub.live(1), after_one, "{next:?} did something a second time");
        assert!(matches!(answer.next, NextTask::Wait), "{answer:?}");
        let done = hub
            .sim
            .calls()
            .log
            .iter()
            .filter(|call| call.operation == operation && call.status == 200)
            .count();
        assert!(done <= if next == NextTask::Activate { 2 } else { 1 }, "{next:?}: {done} calls");
        assert_eq!(hub.given().len(), 1);
    }
}

#[tokio::test]
async fn actions_succeed_idempotently_at_once() {
    twice(0).await;
}

#[tokio::test]
async fn actions_succeed_idempotently_a_while_later() {
    twice(5).await;
}

/// P10, and every write of the ledger breaking once in each step.
#[tokio::test]
async fn a_step_is_done_once_whichever_write_of_the_ledger_breaks() {
    for (next, wish, status, operation) in STEPS {
        let mut taken = 0;
        loop {
            let (hub, action) = ready(next, wish, status).await;
            *hub.ledger.writes_until_broken.lock().unwrap() = Some(taken);

            let first = hub.write(action.clone()).await;
            let Err(error) = first else { break };
            assert_eq!(error.name(), "Throttled", "{next:?} {taken}");
            let calls = if taken == 0 { 0 } else { 1 };
            assert_eq!(
                hub.sim.calls().of(operation),
                calls,
                "{next:?}: nothing is written without the ledger"
            );
            hub.pass_seconds(5);
            hub.write(action).await.unwrap();

            assert_eq!(hub.given().len(), 1, "{next:?} {taken}");
            // A creation that nobody remembers is sent again, with the token that makes it the same one.
            let calls_max = if next == NextTask::Create { 2 } else { 1 };
            assert!(hub.sim.calls().of(operation) <= calls_max, "{next:?} {taken}");
            hub.assert_every_write_is_in_the_ledger();
            taken += 1;
        }
        assert!(taken >= 2, "{next:?} writes to the ledger before and after");
    }
}

#[tokio::test]
async fn a_step_that_comes_too_late_moves_the_action_on_and_writes_nothing() {
    let mut world = one_product(&[Some("true")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    for next in [NextTask::Accept, NextTask::Activate, NextTask::Delete] {
        let action: Action = hub.write(hub.action_on_grant(Wish::Shared, next)).await.unwrap();
        assert_eq!(action.next, NextTask::Done, "{next:?}");
    }
    assert_eq!(hub.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn a_run_with_every_task_delivered_twice_is_as_good_as_one_without() {
    let mut world = world(&[Some("true"), Some("false"), Some("true")]);
    world.grants.push(owned(&world, 2, 0, GrantStatus::Active));
    world.grants.push(owned(&world, 3, 1, GrantStatus::FailedWorkflow));
    let hub = Hub::of(world).await;

    let ended =
        hub.run_with("run-1", json!({}), true, &mut async |hub: &Hub| hub.assert_no_duplicates()).await;

    assert_eq!(ended.result, Ok(()));
    hub.assert_converged();
    hub.assert_every_write_is_in_the_ledger();
}
