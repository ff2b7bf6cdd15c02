//! The patches `read_only_calls`, `universal_target` and `execution_role`; and the operators of patterns, which need
//! none.

use serde_json::{Value, json};

use crate::script;

const ALL: &str = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/// Patch `read_only_calls`.
#[test]
fn only_a_rule_for_all_management_events_sees_reads() {
    let both = json!(["ENABLED", ALL]);
    let expected = json!({"write": both, "read": [ALL], "service event": both, "other": both});
    assert_ne!(
        script::run("rule_walk.py", &["states", "--stock"]),
        expected,
        "the patch read_only_calls can go"
    );
    assert_eq!(script::run("rule_walk.py", &["states"]), expected);
}

/// What the EventBridge User Guide says of the operators, with which our rules are written.
#[test]
fn patterns_match_as_the_user_guide_says() {
    let role = "arn:aws:sts::111111111111:assumed-role/ours/worker";
    let either = json!({"$or": [{"a": ["1"]}, {"b": ["2"]}], "c": ["3"]});
    let cases = [
        (json!({"name": [{"prefix": "Create"}]}), json!({"name": "CreateGrant"}), true),
        (json!({"name": [{"prefix": "Create"}]}), json!({"name": "DeleteGrant"}), false),
        (json!({"name": [{"prefix": "1"}]}), json!({"name": 12}), false),
        (json!({"id": [{"suffix": ":Session"}]}), json!({"id": "AROA:Session"}), true),
        (json!({"id": [{"suffix": ":Session"}]}), json!({"id": ":Session:"}), false),
        (json!({"name": [{"anything-but": ["a", "b"]}]}), json!({"name": "c"}), true),
        (json!({"name": [{"anything-but": ["a", "b"]}]}), json!({"name": "a"}), false),
        // What is not there is not anything but something.
        (json!({"name": [{"anything-but": ["a"]}]}), json!({}), false),
        (json!({"arn": [{"anything-but": {"prefix": role}}]}), json!({"arn": role}), false),
        (
            json!({"arn": [{"anything-but": {"prefix": [role, "x"]}}]}),
            json!({"arn": format!("{role}-2")}),
            false,
        ),
        (json!({"arn": [{"anything-but": {"prefix": [role, "x"]}}]}), json!({"arn": "y"}), true),
        (json!({"arn": [{"anything-but": {"suffix": ["/worker", "x"]}}]}), json!({"arn": role}), false),
        (
            json!({"arn": [{"anything-but": {"wildcard": "*:assumed-role/ours/*"}}]}),
            json!({"arn": role}),
            false,
        ),
        (json!({"arn": [{"wildcard": "*:assumed-role/ours/*"}]}), json!({"arn": role}), true),
        (json!({"error": [{"exists": false}]}), json!({}), true),
        (json!({"error": [{"exists": false}]}), json!({"error": "Denied"}), false),
        (json!({"error": [{"exists": true}]}), json!({"error": null}), true),
        // `exists` asks about leaves.
        (json!({"of": [{"exists": true}]}), json!({"of": {"leaf": 1}}), false),
        (json!({"of": {"leaf": [{"exists": false}]}}), json!({"of": null}), true),
        (json!({"tags": {"key": ["ours"]}}), json!({"tags": [{"key": "other"}, {"key": "ours"}]}), true),
        (json!({"keys": ["ours"]}), json!({"keys": ["other", "ours"]}), true),
        (either.clone(), json!({"b": "2", "c": "3"}), true),
        (either.clone(), json!({"b": "2", "c": "4"}), false),
        (either, json!({"c": "3"}), false),
    ];
    let asked: Vec<Value> = cases.iter().map(|(pattern, detail, _)| json!([pattern, detail])).collect();
    let answers = script::run("rule_walk.py", &["patterns", &json!(asked).to_string()]);
    for ((pattern, detail, matches), answer) in cases.iter().zip(answers.as_array().unwrap()) {
        assert_eq!(answer, matches, "{pattern} on {detail}");
    }
}

/// Patch `universal_target`.
#[test]
fn a_schedule_asks_for_an_execution_and_a_refusal_goes_to_its_dead_letters() {
    let stock = script::run("rule_walk.py", &["schedule", "--stock"]);
    assert_eq!(stock, json!({"requests": [], "dead": []}), "the patch universal_target can go");

    let ours = script::run("rule_walk.py", &["schedule"]);
    let request = &ours["requests"][0];
    assert_eq!(request["stateMachineArn"], "machine");
    let execution = request["name"].as_str().unwrap().strip_prefix("schedule-").unwrap();
    assert!(execution.len() == 16 && execution.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{ours}");
    let input = request["input"].as_str().unwrap();
    assert!(
        input.ends_with("Z arn:aws:scheduler:us-east-1:111111111111:schedule/default/full-pass 1"),
        "{ours}"
    );
    assert!(!input.contains('<'), "{ours}");
    assert_eq!(ours["dead"][0]["Name"], request["name"]);
}

/// Patch `execution_role`.
#[test]
fn a_worker_has_the_credentials_of_a_session_of_its_role() {
    let ours = "arn:aws:sts::111111111111:assumed-role/marketplace-steward-license/worker";
    assert_ne!(script::run("rule_walk.py", &["session", "--stock"]), ours, "the patch execution_role can go");
    assert_eq!(script::run("rule_walk.py", &["session"]), ours);
}
