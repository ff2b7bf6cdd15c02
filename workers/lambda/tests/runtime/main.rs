//! The binary as Lambda runs it: started with an environment, fed by the Runtime API, answering there.

#![expect(clippy::unwrap_used, reason = "what a test cannot go on without ends it")]

mod old_payloads;
mod platform;
mod setup;

use platform::{Platform, environment, fails_to_start};
use serde_json::{Value, json};

/// Whose tasks are looked at.
const MACHINES: [&str; 5] = ["share-licenses", "publish-experiences", "sync-experiences", "setup", "retire"];

fn answer(handler: &str, payload: &Value) -> Result<Value, Value> {
    Platform::start().invoke(&environment(handler), payload)
}

#[test]
fn a_step_of_another_function_is_refused_with_the_names_of_the_own_ones() {
    let error = answer("diff", &json!({ "step": "create-grant", "request": {} })).unwrap_err();
    assert_eq!(error["errorType"], "Invalid");
    let message = error["errorMessage"].as_str().unwrap();
    assert!(message.starts_with("MPA-006: `create-grant`") && message.contains("diff, settle"), "{message}");
}

#[test]
fn a_mistake_in_a_request_is_told_with_the_way_to_the_field() {
    let run = json!({ "execution": "arn:aws:states:us-east-1:111111111111:execution:m:run-1", "started": "",
        "request": { "only": { "accounts": ["111111111111", "22"] } } });
    let request = json!({ "run": run, "pass": 1, "first_pass": 1 });
    let error = answer("diff", &json!({ "step": "diff", "request": request })).unwrap_err();
    assert_eq!(error["errorType"], "Invalid");
    let message = error["errorMessage"].as_str().unwrap();
    assert!(message.contains("`run.request.only.accounts[1]`"), "{message}");
    assert!(message.contains("12 digits"), "{message}");
}

#[test]
fn a_payload_without_a_step_is_invalid_and_not_a_crash() {
    let error = answer("license", &json!({ "request": {} })).unwrap_err();
    assert_eq!(error["errorType"], "Invalid");
    assert!(error["errorMessage"].as_str().unwrap().contains("missing field `step`"), "{error}");
}

/// The state machines, the functions and ARCHITECTURE.md agree on who does what.
#[test]
fn every_task_of_a_state_machine_is_a_step_of_the_function_that_it_calls() {
    let tasks = tasks_of_all_machines();
    assert!(tasks.len() >= 45, "{tasks:?}");
    let platform = Platform::start();
    for (function, step) in tasks {
        let error = platform
            .invoke(&environment(&function), &json!({ "step": step, "request": "not a request" }))
            .unwrap_err();
        let message = error["errorMessage"].as_str().unwrap();
        assert!(message.contains(&format!("{step}: ")), "{function} does not know {step}: {message}");
    }
}

/// The function and the step of each Task of each state machine.
fn tasks_of_all_machines() -> Vec<(String, String)> {
    let machine = |name| {
        let file = format!("{}/../../statemachines/{name}.asl.json", env!("CARGO_MANIFEST_DIR"));
        let machine: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        tasks(&machine)
    };
    MACHINES.into_iter().flat_map(machine).collect()
}

/// The function and the step of each Task, found wherever it is nested.
fn tasks(value: &Value) -> Vec<(String, String)> {
    let nested = match value {
        Value::Object(fields) => fields.values().flat_map(tasks).collect(),
        Value::Array(items) => items.iter().flat_map(tasks).collect(),
        _ => Vec::new(),
    };
    let arguments = &value["Arguments"];
    match (arguments["FunctionName"].as_str(), arguments["Payload"]["step"].as_str()) {
        (Some(function), Some(step)) => {
            let name = function.trim_start_matches("${").trim_end_matches("Function}");
            [vec![(handler(name), step.to_owned())], nested].concat()
        }
        _ => nested,
    }
}

/// The handler for which a state machine says a function's name: `SetupLook` is `setup-look`.
fn handler(name: &str) -> String {
    name.replace("Setup", "Setup-").to_lowercase()
}

#[test]
fn a_batch_of_events_starts_one_run_and_what_is_no_event_stays_in_the_queue() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/events/tag-resource.json");
    let event = std::fs::read_to_string(file).unwrap();
    let records = json!([
        { "messageId": "m-1", "body": event, "attributes": {} },
        { "messageId": "m-2", "body": "hello" },
    ]);
    let platform = Platform::start();
    let answer = platform.invoke(&environment("nudge"), &json!({ "Records": records })).unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "m-2" }] }));

    let calls = platform.calls();
    assert_eq!(calls.len(), 1);
    assert!(
        calls[0].to_lowercase().contains("x-amz-target: awsstepfunctions.startexecution"),
        "{}",
        calls[0]
    );
    assert!(calls[0].contains("/eu-central-1/states/"), "it follows AWS_REGION: {}", calls[0]);
    assert!(calls[0].contains("222222222222"), "{}", calls[0]);
}

#[test]
fn events_of_the_tag_that_the_environment_names_start_runs_and_no_others() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/events/tag-resource.json");
    let event = std::fs::read_to_string(file).unwrap();
    for (key, runs) in [(None, 1), (Some(""), 1), (Some("marketplace-licence"), 1), (Some("cost-center"), 0)]
    {
        let platform = Platform::start();
        let mut environment = environment("nudge");
        environment.extend(key.map(|key| ("TAG_KEY", key.to_owned())));
        let batch = json!({ "Records": [{ "messageId": "m-1", "body": event }] });
        platform.invoke(&environment, &batch).unwrap();
        assert_eq!(platform.calls().len(), runs, "{key:?}");
    }
}

#[test]
fn an_error_of_aws_arrives_under_the_name_that_the_state_machine_catches() {
    let run = json!({ "execution": "arn:aws:states:us-east-1:111111111111:execution:m:run-1", "started": "",
        "input": {} });
    let platform = Platform::refusing(403, r#"{"__type":"AccessDeniedException","Message":"not you"}"#);
    let payload = json!({ "step": "take-lease", "request": run });
    let error = platform.invoke(&environment("lease"), &payload).unwrap_err();
    assert_eq!(error["errorType"], "Denied");
    let message = error["errorMessage"].as_str().unwrap();
    assert!(
        message.starts_with("MPA-005: dynamodb:GetItem answered AccessDeniedException: not you"),
        "{message}"
    );
}

#[test]
fn what_is_missing_in_the_environment_is_named_when_the_function_starts() {
    for (handler, missing) in [
        ("lease", "LEASE_TABLE"),
        ("observe", "LEDGER_TABLE"),
        ("diff", "STATE_BUCKET"),
        ("license", "MEMBER_ROLE_EXTERNAL_ID"),
        ("report", "STATE_BUCKET"),
        ("nudge", "STATE_MACHINE_ARN"),
        ("publish", "SNAPSHOT_TABLE"),
        ("publish", "PUBLISH_SETTINGS"),
        ("experiences", "SYNC_SETTINGS"),
        ("experiences", "READER_EXTERNAL_ID"),
        ("catalog", "LEASE_TABLE"),
        ("record", "MEMBER_NAME"),
        ("approval", "STATE_BUCKET"),
        ("setup-look", "SETUP_SETTINGS"),
        ("setup-look", "SETUP_ROLE_EXTERNAL_ID"),
        ("setup-fix", "LEDGER_TABLE"),
        ("setup-fix", "SETUP_SETTINGS"),
    ] {
        let mut environment = environment(handler);
        environment.retain(|(name, _)| *name != missing);
        let log = fails_to_start(&environment);
        assert!(log.contains(missing) && log.contains("deploy the stack again"), "{handler}: {log}");
    }
    let log = fails_to_start(&environment("catalogue"));
    assert!(log.contains("no function `catalogue`") && log.contains("observe"), "{log}");
}

#[test]
fn settings_that_cannot_be_meant_are_named_when_the_function_starts() {
    for (handler, variable, settings, said) in [
        (
            "publish",
            "PUBLISH_SETTINGS",
            r#"{"experiences":["exp-a"],"members":["one","one"]}"#,
            "names one twice",
        ),
        ("publish", "PUBLISH_SETTINGS", r#"{"experiences":["exp-a@7"],"members":[]}"#, "`experiences[0]`"),
        ("publish", "PUBLISH_SETTINGS", r#"{"experiences":["exp-a"]}"#, "missing field `members`"),
        ("publish", "PUBLISH_SETTINGS", "none", "expected ident"),
        ("setup-look", "SETUP_SETTINGS", r#"{"account":"1111"}"#, "`account`"),
        (
            "setup-fix",
            "SETUP_SETTINGS",
            r#"{"account":"111111111111","management_account":"111111111111","sides":["hub"],"gard_rail":{}}"#,
            "unknown field `gard_rail`",
        ),
    ] {
        let mut environment = environment(handler);
        environment.retain(|(name, _)| *name != variable);
        environment.push((variable, settings.to_owned()));
        let log = fails_to_start(&environment);
        assert!(log.contains(variable) && log.contains(said), "{settings}: {log}");
        assert!(log.contains("deploy"), "{log}");
    }
}
