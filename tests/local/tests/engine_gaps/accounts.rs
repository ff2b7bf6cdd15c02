//! From one account into another: the patches `assume_role`, `leading_keys` and `foreign_topic`.

use serde_json::json;

use crate::script;

/// Patch `assume_role`.
#[test]
fn a_role_lets_in_whom_its_trust_policy_names_and_nobody_else() {
    let stock = script::run("account_walk.py", &["assume", "--stock"]);
    let expected = json!({
        "the worker": 200,
        "without the external id": 403,
        "another role": 403,
        "another account": 403,
        "a role that may not ask": 403,
        "no role": 403,
        "a role that is not there": 403,
    });
    for how in expected.as_object().unwrap().keys() {
        assert_eq!(stock[how], 200, "the patch assume_role can go: {how}");
    }
    assert_eq!(script::run("account_walk.py", &["assume"]), expected);
}

/// Patch `leading_keys`.
#[test]
fn a_session_reaches_the_rows_of_a_table_that_its_role_allows() {
    let stock = script::run("account_walk.py", &["rows", "--stock"]);
    assert_eq!(stock["put the snapshot"], 200, "the patch leading_keys can go");
    let expected = json!({
        "get the snapshot": 200,
        "query the snapshot": 200,
        "query a member": 403,
        "put the member": 200,
        "put the snapshot": 403,
        "scan": 403,
    });
    assert_eq!(script::run("account_walk.py", &["rows"]), expected);
}

/// Patch `foreign_topic`.
#[test]
fn a_queue_gets_what_the_topic_of_another_account_sends_if_both_policies_let_it() {
    let stock = script::run("account_walk.py", &["subscribe", "--stock"]);
    assert_eq!(
        stock,
        json!({"without a queue policy": [], "with one": []}),
        "the patch foreign_topic can go"
    );
    let expected = json!({
        "other of 222222222222": "refused",
        "sync of 333333333333": "refused",
        "without a queue policy": [],
        "with one": ["look"],
    });
    assert_eq!(script::run("account_walk.py", &["subscribe"]), expected);
}
