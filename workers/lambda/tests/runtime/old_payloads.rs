//! What older versions wrote, given to the present binary (P11). See `workers/steps/tests/fixtures/README.md`.

use serde_json::{Value, json};

use crate::platform::{Platform, environment};
use crate::tasks_of_all_machines;

const CONDITION_FAILED: &str =
    r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"held"}"#;
/// What to do when a replay fails.
const BROKEN: &str = "payload compatibility (P11) is broken: a run of that version that is in flight would stop here. Give \
                      what is new a serde default that means what the older version meant, and keep reading what was \
                      renamed; never change the fixture. See workers/steps/tests/fixtures/README.md";

/// An AWS that lets nobody in: a step that gets that far has read its payload.
fn refusing() -> Platform {
    Platform::answering(|call| {
        let why = "User: you is not authorized to perform: it because no identity-based policy allows it";
        let json = json!({"__type": "AccessDeniedException", "Message": why}).to_string();
        let error = format!("<Error><Code>AccessDenied</Code><Message>{why}</Message></Error>");
        let body = match call.to_lowercase() {
            call if call.contains("action=assumerole") => format!("<ErrorResponse>{error}</ErrorResponse>"),
            call if call.contains("x-amz-target") => json,
            _ => error,
        };
        (403, body)
    })
}

fn folder(path: &str) -> String {
    format!("{}/../steps/tests/fixtures/v1/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn fixture(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder(path)).unwrap()).unwrap()
}

/// The function that has a step, as the state machines say.
fn function_of(step: &str) -> String {
    let functions = tasks_of_all_machines().into_iter().find(|(_, name)| name == step);
    functions.unwrap_or_else(|| panic!("{step} is no step of a machine any more; {BROKEN}")).0
}

/// The answer to an old payload, which has to get as far as AWS.
fn understood(what: &str, platform: &Platform, function: &str, payload: &Value) -> Result<Value, Value> {
    let answer = platform.invoke(&environment(function), payload);
    if let Err(error) = &answer {
        assert_eq!(error["errorType"], "Denied", "{what} of version 1: {error}; {BROKEN}");
    }
    answer
}

#[test]
fn every_step_reads_what_the_state_machine_of_an_older_version_sends() {
    let mut steps: Vec<String> = std::fs::read_dir(folder("steps"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    steps.sort();
    assert!(steps.len() >= 17, "{steps:?}");
    let platform = refusing();
    for file in steps {
        let payload = fixture(&format!("steps/{file}"));
        let function = function_of(payload["step"].as_str().unwrap());
        understood(&file, &platform, &function, &payload).unwrap_err();
    }
}

#[test]
fn every_run_request_of_an_older_version_passes_the_door() {
    let platform = refusing();
    for (requests, machine) in [("", ""), ("-of-questions", ""), ("-of-experiences", "-of-experiences")] {
        for input in fixture(&format!("run-requests{requests}.json")).as_array().unwrap() {
            let mut payload = fixture(&format!("steps/take-lease{machine}.json"));
            payload["request"]["input"] = input.clone();
            let decision = if input["plan_only"] == true {
                Some("go")
            } else {
                input.get("approve").or(input.get("reject")).filter(|to| !to.is_null()).map(|_| "answer")
            };
            let answer = understood(&input.to_string(), &platform, "lease", &payload).ok();
            let decided = answer.as_ref().map(|answer| answer["decision"].as_str().unwrap());
            assert_eq!(decided, decision, "{input}: only a run that writes needs the lease");
        }
    }
}

#[test]
fn a_batch_that_waited_in_the_queue_over_a_deployment_starts_its_run() {
    let platform = Platform::start();

    let answer = understood("batch.json", &platform, "nudge", &fixture("batch.json")).unwrap();

    assert_eq!(answer, json!({ "batchItemFailures": [] }), "{BROKEN}");
    let calls = platform.calls();
    assert_eq!(calls.len(), 1, "{BROKEN}");
    assert!(calls[0].contains("200000000001") && calls[0].contains("tag-20261122T010000Z-"), "{}", calls[0]);
}

/// The holder is a run of version 1, its round is over, and two runs of version 1 left their marks meanwhile.
#[test]
fn the_marks_of_an_older_version_make_the_run_look_again_at_everything_and_closer_at_the_account() {
    let platform = Platform::answering(|call| {
        if call.to_lowercase().contains("dynamodb_20120810.getitem") {
            (200, json!({ "Item": fixture("lease.json") }).to_string())
        } else {
            (400, CONDITION_FAILED.to_owned())
        }
    });

    let answer = understood("lease.json", &platform, "lease", &fixture("steps/finish.json"));

    let answer = answer.unwrap_or_else(|error| panic!("{error}; {BROKEN}"));
    assert_eq!(answer["next"], "look_again", "{answer}; {BROKEN}");
    let request = &answer["run"]["request"];
    assert_eq!(request["only"], json!({ "accounts": [], "products": [] }), "{BROKEN}");
    assert_eq!(request["look_closer"], json!(["200000000002"]), "{BROKEN}");
    assert_eq!(answer["seen"], fixture("lease.json")["dirty"]["SS"], "{BROKEN}");
}

/// The listing is empty, so each grant that the ledger knows as alive is asked for itself (P3).
#[test]
fn the_heads_of_an_older_version_still_know_our_grants() {
    let platform = Platform::answering(|call| {
        let call = call.to_lowercase();
        if call.contains("dynamodb_20120810.query") {
            (200, json!({ "Items": fixture("heads.json") }).to_string())
        } else if call.contains("getgrant") {
            let missing = r#"{"__type":"ValidationException","Message":"there is no such grant"}"#;
            (400, missing.to_owned())
        } else if call.contains("listdistributedgrants") {
            (200, r#"{"Grants":[]}"#.to_owned())
        } else {
            (200, String::new())
        }
    });

    let answer = understood("heads.json", &platform, "observe", &fixture("steps/list-grants.json"));

    let answer = answer.unwrap_or_else(|error| panic!("{error}; {BROKEN}"));
    assert_eq!(answer["count"], 0, "{answer}");
    let calls = platform.calls();
    let asked =
        |grant: &str| calls.iter().filter(|call| call.contains("GetGrant") && call.contains(grant)).count();
    assert_eq!(
        (asked("grant:g-48e9bfbb"), asked("grant:g-00000000000000000000000000000001")),
        (1, 1),
        "{BROKEN}"
    );
    assert_eq!(asked("grant:g-00000000000000000000000000000000"), 0, "it was deleted; {BROKEN}");
    let written = calls.iter().find(|call| call.contains("grants.json")).unwrap();
    assert!(written.contains("200000000003"), "its failure and its conflict are remembered; {BROKEN}");
}
