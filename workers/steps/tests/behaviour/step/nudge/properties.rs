//! What holds for every batch, tried on thousands of random ones.

use std::collections::BTreeSet;

use domain::run::{Only, RunRequest};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};
use steps::nudge::{Message, run};

use super::{MACHINE, call, message, ours, sample, tagged};
use crate::support::tables::Machine;

/// What an event is about, for comparing.
#[derive(Debug, Clone)]
struct About {
    event: Value,
    account: Option<String>,
    product: Option<String>,
    everything: bool,
}

/// An event of any kind, with its id and time.
fn event() -> impl Strategy<Value = About> {
    let kinds = prop_oneof![
        6 => Just("tag"), 3 => Just("move"), 3 => Just("grant"), 3 => Just("purchase"),
        1 => Just("hint"), 1 => Just("unclear"), 1 => Just("dead run"), 1 => Just("not ours"),
    ];
    (kinds, 0..40_u32, 0..60_u32, 1..9_u64).prop_map(|(kind, id, minute, number)| {
        let account = format!("{number:012}");
        let mut about = About { event: Value::Null, account: None, product: None, everything: false };
        let id = format!("{kind}-{id}-{number}");
        let mut event = match kind {
            "tag" => tagged(&id, &account),
            "move" => call(&id, "MoveAccount", &json!({"accountId": account})),
            "grant" => sample("create-grant"),
            "purchase" => sample("purchase-agreement-created"),
            "hint" => sample("grant-change"),
            "unclear" => call(&id, "MoveAccount", &json!({})),
            "dead run" => sample("run-aborted"),
            _ => tagged(&id, "ou-ab12-cdef3456"),
        };
        event["id"] = json!(id);
        event["time"] = json!(format!("2026-11-22T01:{minute:02}:00Z"));
        match kind {
            "tag" | "move" => about.account = Some(account),
            "grant" => {
                event["detail"]["eventID"] = json!(id);
                event["detail"]["requestParameters"]["principals"] =
                    json!([format!("arn:aws:iam::{account}:root")]);
                about.account = Some(account);
            }
            "purchase" => {
                event["detail"]["requestId"] = json!(id);
                event["detail"]["product"]["id"] = json!(format!("prod-{number}"));
                about.product = Some(format!("prod-{number}"));
            }
            "hint" | "unclear" => about.everything = true,
            _ => {}
        }
        about.event = event;
        about
    })
}

/// A batch, and the same events in another order, some of them more than once.
fn batch() -> impl Strategy<Value = (Vec<About>, Vec<Value>)> {
    prop::collection::vec(event(), 1..12).prop_flat_map(|events| {
        let all: Vec<Value> = events.iter().map(|about| about.event.clone()).collect();
        let doubled = prop::sample::subsequence(all.clone(), 0..=all.len());
        let shuffled = doubled.prop_map(move |more| [all.clone(), more].concat()).prop_shuffle();
        (Just(events), shuffled)
    })
}

/// Name and input of the run that a batch starts.
fn started(messages: Vec<Message>) -> Option<(String, String)> {
    let machine = Machine::default();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(run(&machine, &ours(MACHINE), messages)).unwrap();
    let mut started = std::mem::take(&mut *machine.started.lock().unwrap());
    assert!(started.len() <= 1);
    started.pop_first()
}

fn request(events: &[Value]) -> Option<RunRequest> {
    let (_, input) = started(events.iter().map(message).collect())?;
    Some(serde_json::from_str(&input).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2026),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_order_and_the_number_of_deliveries_change_neither_request_nor_name((events, again) in batch()) {
        let first: Vec<Value> = events.into_iter().map(|about| about.event).collect();
        prop_assert_eq!(
            started(first.iter().map(message).collect()),
            started(again.iter().map(message).collect())
        );
    }

    #[test]
    fn a_poisoned_message_changes_nothing_for_the_others((events, again) in batch(), place in 0..20_usize) {
        let first: Vec<Message> = events.iter().map(|about| message(&about.event)).collect();
        let mut second: Vec<Message> = again.iter().map(message).collect();
        second.insert(place.min(second.len()), Message { id: "poison".to_owned(), body: "{}".to_owned() });
        prop_assert_eq!(started(first), started(second));
    }

    #[test]
    fn no_account_and_no_product_of_a_batch_is_lost((events, again) in batch()) {
        let Some(request) = request(&again) else {
            let ours = |about: &&About| about.everything || about.account.is_some() || about.product.is_some();
            prop_assert_eq!(events.iter().filter(ours).count(), 0);
            return Ok(());
        };
        request.check().unwrap();
        let all = request.only == Only::default();
        for about in &events {
            prop_assert!(!about.everything || (all && !request.follow_up), "{about:?} {request:?}");
            if let Some(account) = &about.account {
                let account = account.parse().unwrap();
                prop_assert!(
                    request.only.accounts.contains(&account) || request.look_closer.contains(&account),
                    "{about:?} {request:?}"
                );
            }
            if let Some(product) = &about.product {
                let product = product.parse().unwrap();
                prop_assert!(!request.follow_up && (all || request.only.products.contains(&product)), "{request:?}");
            }
        }
    }

    #[test]
    fn a_run_looks_at_nothing_that_no_event_spoke_of(events in prop::collection::vec(event(), 1..12)) {
        let all: Vec<Value> = events.iter().map(|about| about.event.clone()).collect();
        let Some(request) = request(&all) else { return Ok(()) };
        let accounts: BTreeSet<String> = events.iter().filter_map(|about| about.account.clone()).collect();
        let products: BTreeSet<String> = events.iter().filter_map(|about| about.product.clone()).collect();
        prop_assert!(request.only.accounts.iter().all(|account| accounts.contains(account.as_str())));
        prop_assert!(request.look_closer.iter().all(|account| accounts.contains(account.as_str())));
        prop_assert!(request.only.products.iter().all(|product| products.contains(product.as_str())));
        let mixed = !accounts.is_empty() && !products.is_empty();
        let everything = mixed || events.iter().any(|about| about.everything);
        prop_assert_eq!(request.only == Only::default() && !request.follow_up, everything);
    }
}
