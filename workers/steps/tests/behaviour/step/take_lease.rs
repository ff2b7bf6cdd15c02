//! Take the lease.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use steps::error::StepError;
use steps::ports::LeaseState;
use steps::take_lease::{Answer, Request, run};

use crate::support::hub::execution;
use crate::support::tables::{LeaseTable, Machine};

async fn take(lease: &LeaseTable, machine: &Machine, name: &str, input: Value) -> Result<Answer, StepError> {
    let request = Request { execution: execution(name), started: "2026-11-22T01:00:00Z".to_owned(), input };
    run(lease, machine, request).await
}

fn held_by(name: &str) -> LeaseTable {
    let lease = LeaseTable::default();
    lease.state.lock().unwrap().holder = Some(execution(name));
    lease
}

fn state(lease: &LeaseTable) -> LeaseState {
    lease.state.lock().unwrap().clone()
}

#[tokio::test]
async fn takes_a_free_lease_and_hands_on_what_was_asked_for() {
    let lease = LeaseTable::default();

    let answer = take(&lease, &Machine::default(), "run-1", json!({"plan_only": true})).await.unwrap();

    let Answer::Go { run } = answer else { panic!("{answer:?}") };
    assert!(run.request.plan_only);
    assert_eq!(run.execution, execution("run-1"));
    assert_eq!(state(&lease), LeaseState::default(), "a plan writes nothing and needs no lease");
}

#[tokio::test]
async fn asks_the_running_holder_to_look_again_and_is_over() {
    let (lease, machine) = (held_by("run-1"), Machine::default());
    machine.running.lock().unwrap().insert(execution("run-1"));

    let answer = take(&lease, &machine, "run-2", json!({"look_closer": ["200000000001"]})).await;

    assert_eq!(answer, Ok(Answer::Coalesced { holder: execution("run-1") }));
    let dirty = ["run-2".to_owned(), "run-2 200000000001".to_owned()].into();
    assert_eq!(state(&lease), LeaseState { holder: Some(execution("run-1")), dirty, paused: false });
}

#[tokio::test]
async fn takes_over_from_a_holder_that_died() {
    let lease = held_by("run-1");
    let marks: BTreeSet<String> = ["run-0".to_owned()].into();
    lease.state.lock().unwrap().dirty = marks.clone();

    let answer = take(&lease, &Machine::default(), "run-2", json!({})).await;

    assert!(matches!(answer, Ok(Answer::Go { .. })));
    // What the dead one was asked for is answered for by its heir.
    let holder = Some(execution("run-2"));
    assert_eq!(state(&lease), LeaseState { holder, dirty: marks, paused: false });
}

#[tokio::test]
async fn keeps_the_lease_when_it_is_delivered_twice() {
    let (lease, machine) = (LeaseTable::default(), Machine::default());
    machine.running.lock().unwrap().insert(execution("run-1"));

    let first = take(&lease, &machine, "run-1", json!({})).await;

    assert_eq!(take(&lease, &machine, "run-1", json!({})).await, first);
}

#[tokio::test]
async fn takes_nothing_while_all_runs_are_paused() {
    let lease = LeaseTable::default();
    lease.state.lock().unwrap().paused = true;

    assert_eq!(take(&lease, &Machine::default(), "run-1", json!({})).await, Ok(Answer::Paused));
    assert_eq!(state(&lease).holder, None);
}

#[tokio::test]
async fn looks_again_when_the_lease_changes_hands_meanwhile() {
    let (lease, machine) = (LeaseTable::default(), Machine::default());
    lease.faster.lock().unwrap().push(execution("run-2"));
    machine.running.lock().unwrap().insert(execution("run-2"));

    let answer = take(&lease, &machine, "run-1", json!({})).await;

    assert_eq!(answer, Ok(Answer::Coalesced { holder: execution("run-2") }));
}

#[tokio::test]
async fn comes_back_later_when_the_lease_changes_hands_at_every_look() {
    let lease = LeaseTable::default();
    lease.faster.lock().unwrap().extend((0..9).map(|run| execution(&format!("faster-{run}"))));

    let error = take(&lease, &Machine::default(), "run-1", json!({})).await.unwrap_err();

    assert_eq!(error.name(), "Throttled");
}

#[tokio::test]
async fn refuses_a_bad_input_by_the_name_of_the_field_and_takes_nothing() {
    let many: Vec<String> = (0..1_001).map(|number| format!("{number:012}")).collect();
    for (input, told) in [
        (json!({"onyl": {}}), "onyl"),
        (json!({"only": {"account": []}}), "account"),
        (json!({"only": {"accounts": ["42"]}}), "12 digits"),
        (json!({"only": {"accounts": many}}), "only.accounts"),
        (json!({"only": {"products": [""]}}), "product SKU"),
        (json!({"look_closer": many}), "look_closer"),
        (json!({"plan_only": "yes"}), "boolean"),
        (json!({"v": 2}), "`v` is 2"),
        (json!({"reason": "x".repeat(501)}), "reason"),
        (json!("all"), "run request"),
        (json!(null), "run request"),
    ] {
        let lease = LeaseTable::default();
        let error = take(&lease, &Machine::default(), "run-1", input.clone()).await.unwrap_err();
        assert_eq!(error.name(), "Invalid");
        assert!(error.to_string().contains(told), "{input} is answered by {error}");
        assert_eq!(state(&lease).holder, None);
    }
}
