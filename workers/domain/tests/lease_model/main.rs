//! Model checker of the lease: every order of events that runs, crashes, redrives and lost answers can come in.
//!
//! The decisions are the real ones of [`domain::lease`]; what is modelled is the world around them ([`world`]), one call to
//! AWS at a time ([`delivery`]). [`broken`] leaves out one rule of the protocol after the other and must be found out.
//!
//! `cargo test -p domain --test lease_model` prints how many states were looked at; with `-- --nocapture` also how each
//! broken protocol was found out.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without ends it")]

mod broken;
mod delivery;
mod ends;
mod hashed_once;
mod model;
mod protocol;
mod world;

use std::io::Write;

use domain::run::RunRequest;
use serde_json::json;
use stateright::{Checker, Model};

use crate::model::LeaseModel;
use crate::world::Budget;

/// What people and events ask for: an account, an account that a person wants tried again, a product.
fn three_requests() -> Vec<RunRequest> {
    requests(&[
        json!({"only": {"accounts": ["200000000001"]}, "leave_held": true}),
        json!({"only": {"accounts": ["200000000002"]}}),
        json!({"only": {"products": ["prod-a"]}, "leave_held": true}),
    ])
}

fn requests(inputs: &[serde_json::Value]) -> Vec<RunRequest> {
    inputs.iter().map(|input| serde_json::from_value(input.clone()).unwrap()).collect()
}

/// The first `count` of them, with the real protocol.
fn model(count: usize, budget: Budget) -> LeaseModel {
    LeaseModel::of(three_requests().into_iter().take(count).collect(), budget)
}

const CRASH: Budget = Budget { crashes: 1, redrives: 0, lost_answers: 0, duplicates: 0, lost_events: 0 };
const CRASH_AND_REDRIVE: Budget = Budget { redrives: 1, ..CRASH };

/// Tells how much was looked at, whether or not the test's output is captured: a check that saw few states proves little.
#[allow(clippy::explicit_write, reason = "`println!` is captured")]
fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").unwrap();
}

fn holds(what: &str, model: LeaseModel) {
    let started = std::time::Instant::now();
    let checked = model.checker().threads(2).spawn_bfs().join();
    checked.assert_properties();
    say(&format!(
        "{what}: {} states, {} transitions, {} deep, 0 violations, {:.1} s",
        checked.unique_state_count(),
        checked.state_count(),
        checked.max_depth(),
        started.elapsed().as_secs_f64()
    ));
}

#[test]
fn holds_for_two_runs_a_crash_a_redrive_and_a_lost_answer() {
    let budget = Budget { lost_answers: 1, ..CRASH_AND_REDRIVE };
    holds("two runs and their follow-ups, crash, redrive, lost answer", model(2, budget));
}

#[test]
fn holds_for_three_requests_a_crash_and_a_redrive() {
    let model = LeaseModel { swift_from: 2, ..model(3, CRASH_AND_REDRIVE) };
    holds("two runs and their follow-ups, a third request at any moment, crash, redrive", model);
}

#[test]
fn holds_when_a_step_is_delivered_again_while_the_first_is_at_work() {
    holds("two runs, crash, a step delivered twice at once", model(2, Budget { duplicates: 1, ..CRASH }));
}

#[test]
fn holds_when_the_status_event_of_a_dead_run_gets_lost() {
    let budget = Budget { lost_events: 1, ..CRASH_AND_REDRIVE };
    holds("two runs, crash, redrive, lost status event", model(2, budget));
}

#[test]
fn holds_when_a_dead_run_is_followed_by_a_full_one() {
    let model = LeaseModel { follow_up: RunRequest::default(), ..model(2, CRASH) };
    holds("two runs, time-out and the full run after it", model);
}

#[test]
fn holds_when_runs_about_a_part_have_to_look_at_everything() {
    let model = LeaseModel { parts_need_everything: true, ..model(2, CRASH_AND_REDRIVE) };
    holds("two runs that look at everything in the end, crash, redrive", model);
}

#[test]
fn holds_through_a_pause_and_its_end() {
    let inputs = [
        json!({"only": {"accounts": ["200000000001"]}, "leave_held": true}),
        json!({"pause": true}),
        json!({"pause": false}),
    ];
    let model = LeaseModel::of(requests(&inputs), CRASH_AND_REDRIVE);
    holds("a run, a pause and its end at any moment, crash, redrive", LeaseModel { swift_from: 1, ..model });
}

#[test]
fn holds_when_a_run_retires_and_nothing_shares_again_behind_it() {
    let inputs = [
        json!({"only": {"accounts": ["200000000001"]}, "leave_held": true}),
        json!({"retire": true}),
        json!({"only": {"products": ["prod-a"]}, "leave_held": true}),
    ];
    let model = LeaseModel::of(requests(&inputs), CRASH_AND_REDRIVE);
    holds(
        "a run, one that retires, a third request at any moment, crash, redrive",
        LeaseModel { swift_from: 2, ..model },
    );
}

#[test]
fn a_run_that_is_alive_can_always_go_on_to_an_end() {
    let (stuck, states) = ends::stuck(&model(2, CRASH_AND_REDRIVE));
    assert_eq!(stuck, 0);
    say(&format!("two runs, crash, redrive: from each of {states} states there is a way to an end"));
}
