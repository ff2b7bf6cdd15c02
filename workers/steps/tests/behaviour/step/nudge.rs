//! Nudge: from events to one run.

mod batches;
mod odd_events;
mod properties;
mod sample_events;

use domain::policy::TAG_KEY;
use domain::run::RunRequest;
use serde_json::{Value, json};
use steps::nudge::{Answer, Message, Ours, run};

use crate::support::tables::Machine;

/// The machine, by the alias on which runs are started.
const MACHINE: &str =
    "arn:aws:states:us-east-1:111111111111:stateMachine:marketplace-steward-share-licenses:live";

/// A machine of ours, and the tag of the default policy.
fn ours(machine: &str) -> Ours {
    Ours { machine: machine.to_owned(), tag_key: TAG_KEY.to_owned() }
}

/// A message with this event; the id of the message is that of the event.
fn message(event: &Value) -> Message {
    Message { id: format!("message-{}", event["id"].as_str().unwrap()), body: event.to_string() }
}

/// A call of Organizations, as CloudTrail tells it.
fn call(id: &str, name: &str, parameters: &Value) -> Value {
    json!({
        "version": "0", "id": id, "source": "aws.organizations", "time": "2026-11-22T01:02:03Z",
        "detail-type": "AWS API Call via CloudTrail",
        "detail": {"eventName": name, "eventID": format!("event-{id}"), "requestParameters": parameters},
    })
}

/// Our tag on an account.
fn tagged(id: &str, account: &str) -> Value {
    call(
        id,
        "TagResource",
        &json!({"resourceId": account, "tags": [{"key": "marketplace-licence", "value": "true"}]}),
    )
}

/// One of `tests/events`.
fn sample(name: &str) -> Value {
    serde_json::from_str(&text(&format!("{name}.json"))).unwrap()
}

fn text(file: &str) -> String {
    let path = format!("{}/../../tests/events/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

async fn nudge(machine: &Machine, events: &[Value]) -> Answer {
    run(machine, &ours(MACHINE), events.iter().map(message).collect()).await.unwrap()
}

/// The one run that these events start: its name and its request.
async fn started(events: &[Value]) -> (String, RunRequest) {
    let machine = Machine::default();
    let answer = nudge(&machine, events).await;
    assert!(answer.refused.is_empty(), "{:?}", answer.refused);
    let name = answer.started.unwrap();
    let started = machine.started.lock().unwrap();
    assert_eq!(started.len(), 1, "{started:?}");
    let request: RunRequest = serde_json::from_str(&started[&name]).unwrap();
    assert_eq!(request.check(), Ok(()));
    (name, request)
}

/// That these events start nothing, and are no error.
async fn starts_nothing(events: &[Value]) {
    let machine = Machine::default();
    assert_eq!(nudge(&machine, events).await, Answer::default(), "{events:?}");
    assert!(machine.started.lock().unwrap().is_empty());
}
