//! Batches: many events, one run.

use domain::run::REQUEST_ENTRIES_MAX;
use serde_json::{Value, json};

use super::{call, nudge, sample, started, tagged};
use crate::support::tables::Machine;

fn moved(id: &str, account: &str) -> Value {
    call(id, "MoveAccount", &json!({"accountId": account}))
}

#[tokio::test]
async fn a_burst_of_tags_becomes_one_run_over_its_accounts() {
    let (name, request) =
        started(&[tagged("a", "200000000002"), tagged("b", "200000000001"), tagged("c", "200000000002")])
            .await;

    assert!(name.starts_with("tag-20261122T010203Z-"), "{name}");
    let accounts: Vec<_> = request.only.accounts.iter().map(ToString::to_string).collect();
    assert_eq!(accounts, ["200000000001", "200000000002"]);
    assert!(request.leave_held, "nobody acted, an event only says that something changed");
    assert_eq!(
        request.reason,
        "account 200000000002 got or lost the tag marketplace-licence, and 2 more events"
    );
}

#[tokio::test]
async fn events_of_several_kinds_make_a_run_that_is_called_so() {
    let (name, request) = started(&[tagged("a", "200000000001"), moved("b", "200000000002")]).await;
    assert!(name.starts_with("events-"), "{name}");
    assert_eq!(request.only.accounts.len(), 2);
    assert!(request.reason.ends_with(", and 1 more event"), "{}", request.reason);
}

#[tokio::test]
async fn a_purchase_with_a_tag_looks_at_everything_and_closer_at_the_account() {
    let (name, request) = started(&[tagged("a", "200000000001"), sample("purchase-agreement-created")]).await;
    assert!(name.starts_with("events-"), "{name}");
    assert_eq!(request.only, domain::run::Only::default());
    assert_eq!(request.look_closer, ["200000000001".parse().unwrap()].into());
}

#[tokio::test]
async fn two_purchases_are_looked_at_by_their_products() {
    let mut other = sample("purchase-agreement-ended");
    other["detail"]["product"]["id"] = json!("prod-xyz");
    let (name, request) = started(&[sample("purchase-agreement-created"), other]).await;
    assert!(name.starts_with("purchase-"), "{name}");
    assert_eq!(request.only.products.len(), 2);
}

#[tokio::test]
async fn a_run_for_anything_else_follows_up_a_dead_one_as_well() {
    let (name, request) = started(&[sample("run-failed"), tagged("a", "200000000001")]).await;
    assert!(name.starts_with("tag-"), "{name}");
    assert!(!request.follow_up);
    assert_eq!(request.reason, "account 200000000001 got or lost the tag marketplace-licence");
    assert_eq!(request.only.accounts.len(), 1);
}

#[tokio::test]
async fn several_dead_runs_are_followed_up_by_one() {
    let (name, request) = started(&[sample("run-failed"), sample("run-aborted")]).await;
    assert!(name.starts_with("follow-up-"), "{name}");
    assert!(request.follow_up && request.leave_held);
    assert_eq!(request.reason, "run tag-20261122T010000Z-0123456789ab failed, and 1 more event");
}

#[tokio::test]
async fn a_follow_up_that_failed_does_not_keep_others_from_being_followed_up() {
    let (name, request) = started(&[sample("run-failed-follow-up"), sample("run-failed")]).await;
    assert!(name.starts_with("follow-up-"), "{name}");
    assert!(!request.reason.contains("more"), "{}", request.reason);
}

#[tokio::test]
async fn a_second_delivery_under_another_id_is_the_same_event() {
    let first = tagged("a", "200000000001");
    let mut again = first.clone();
    again["id"] = json!("another");
    assert_eq!(started(std::slice::from_ref(&first)).await, started(&[first.clone(), again]).await);

    let first = sample("purchase-agreement-created");
    let mut again = first.clone();
    again["id"] = json!("another");
    assert_eq!(started(std::slice::from_ref(&first)).await, started(&[again, first.clone()]).await);
}

#[tokio::test]
async fn a_batch_that_is_delivered_twice_starts_one_run_whatever_its_order() {
    let machine = Machine::default();
    let (one, other) = (tagged("a", "200000000001"), tagged("b", "200000000002"));

    let first = nudge(&machine, &[one.clone(), other.clone()]).await;
    let second = nudge(&machine, &[other, one]).await;

    assert!(first.started.is_some());
    assert_eq!(second.started, None);
    assert_eq!(machine.started.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_thousand_tags_are_two_runs_that_name_every_account() {
    let events: Vec<Value> =
        (0..1000).map(|number| tagged(&number.to_string(), &format!("{number:012}"))).collect();
    let mut accounts = std::collections::BTreeSet::new();
    for batch in events.chunks(500) {
        let (_, request) = started(batch).await;
        assert!(serde_json::to_string(&request).unwrap().len() < 10_000, "it travels in the state");
        accounts.extend(request.only.accounts);
    }
    assert_eq!(accounts.len(), 1000);
}

#[tokio::test]
async fn more_accounts_than_a_request_may_name_are_everything() {
    let events: Vec<Value> = (0..=REQUEST_ENTRIES_MAX)
        .map(|number| tagged(&number.to_string(), &format!("{number:012}")))
        .collect();
    let (_, request) = started(&events).await;
    assert_eq!(request.only, domain::run::Only::default());
    assert_eq!(request.look_closer.len(), REQUEST_ENTRIES_MAX);
}

#[tokio::test]
async fn the_name_is_one_that_step_functions_takes() {
    let mut odd = tagged("a", "200000000001");
    odd["time"] = json!("2026-11-22T01:02:03.123456789+00:00 <&>");

    let (name, _) = started(&[odd]).await;

    assert!(
        name.len() <= 80 && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-'),
        "{name}"
    );
}
