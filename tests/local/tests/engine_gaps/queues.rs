//! The patches `queue_seconds`, `batching_window` and `batch_failures`, on a clock that the walk sets: no waiting.

use serde_json::{Value, json};

use crate::script;

/// What the walk gives on the stock engine and on ours.
fn both(walk: &str) -> (Value, Value) {
    (script::run("queue_walk.py", &[walk, "--stock"]), script::run("queue_walk.py", &[walk]))
}

/// Patch `queue_seconds`.
#[test]
fn a_delayed_message_comes_after_the_delay_at_the_speed_of_the_engine() {
    let (stock, ours) = both("delay");
    assert_ne!(stock, json!([[300, 2]]), "this part of the patch queue_seconds can go");
    assert_eq!(ours, json!([[300, 2]]), "at 300 s, the one of a rule and the one sent by hand");
}

/// Patch `queue_seconds`.
#[test]
fn a_poisoned_message_comes_again_after_its_visibility_timeout_and_then_goes_to_the_dead_letters() {
    let expected = json!({"calls": [0, 200, 400], "dead": 1, "at": 600});
    let (stock, ours) = both("poison");
    assert_ne!(stock, expected, "the patch queue_seconds can go");
    assert_eq!(ours, expected);
}

/// Patch `batching_window`.
#[test]
fn a_burst_comes_as_one_batch_when_the_window_is_over() {
    let (stock, ours) = both("window");
    assert_ne!(stock, json!([[20, 30]]), "the patch batching_window can go");
    assert_eq!(ours, json!([[20, 30]]));
}

/// Patch `batching_window`.
#[test]
fn a_full_batch_does_not_wait_for_the_window() {
    let (stock, ours) = both("full_batch");
    assert_ne!(stock, json!([[0, 25], [20, 5]]), "the patch batching_window can go");
    assert_eq!(ours, json!([[0, 25], [20, 5]]));
}

/// What `MaximumConcurrency` promises, without a patch.
#[test]
fn no_more_batches_are_under_way_than_the_mapping_allows() {
    let (stock, ours) = both("concurrency");
    assert_eq!((stock, ours), (json!(2), json!(2)));
}

/// Patch `batch_failures`.
#[test]
fn an_answer_that_lambda_does_not_understand_keeps_the_whole_batch() {
    // Of a batch of two, how many are left.
    let understood = json!({"nothing": 0, "no failure": 0, "the first": 1});
    let wrong = ["a stranger", "nobody", "a misspelt one", "a list"];
    let (stock, ours) = both("answers");
    for (answer, left) in understood.as_object().unwrap() {
        assert_eq!((&stock[answer], &ours[answer]), (left, left), "{answer}");
    }
    for answer in wrong {
        assert_eq!(stock[answer], 0, "the patch batch_failures can go: {answer}");
        assert_eq!(ours[answer], 2, "{answer}");
    }
}
