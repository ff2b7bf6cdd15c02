//! Nudge.

use domain::run::RunRequest;
use serde_json::{Value, json};
use steps::nudge::{Answer, Message, run};

use crate::support::tables::Machine;

fn event(id: &str, account: &str, detail: &Value) -> Message {
    let mut parameters = detail.clone();
    parameters["resourceId"] = json!(account);
    let event = json!({
        "version": "0", "id": id, "source": "aws.organizations", "time": "2026-11-22T01:02:03Z",
        "detail-type": "AWS API Call via CloudTrail",
        "detail": {"eventName": "TagResource", "requestParameters": parameters},
    });
    Message { id: format!("message-{id}"), body: event.to_string() }
}

fn tagged(id: &str, account: &str) -> Message {
    event(id, account, &json!({"tags": [{"key": "marketplace-licence", "value": "true"}]}))
}

async fn nudge(machine: &Machine, messages: Vec<Message>) -> Answer {
    run(machine, messages).await.unwrap()
}

fn request(machine: &Machine) -> RunRequest {
    let started = machine.started.lock().unwrap();
    assert_eq!(started.len(), 1, "{started:?}");
    serde_json::from_str(started.values().next().unwrap()).unwrap()
}

#[tokio::test]
async fn merges_a_batch_into_one_run_that_looks_closer_at_its_accounts() {
    let machine = Machine::default();

    let answer = nudge(
        &machine,
        vec![tagged("a", "200000000002"), tagged("b", "200000000001"), tagged("c", "200000000002")],
    )
    .await;

    assert!(answer.started.unwrap().starts_with("tag-20261122T010203Z-"));
    let request = request(&machine);
    assert_eq!(
        request.look_closer.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["200000000001", "200000000002"]
    );
    assert!(request.only.accounts.is_empty(), "a nudge only says look again");
    assert!(request.reason.contains("200000000001 and 1 more"), "{}", request.reason);
    assert_eq!(request.check(), Ok(()));
}

#[tokio::test]
async fn both_spellings_of_tags_and_removed_keys_are_read() {
    for detail in [
        json!({"tags": [{"key": "marketplace-licence", "value": "true"}]}),
        json!({"tags": [{"Key": "marketplace-licence", "Value": "true"}]}),
        json!({"tagKeys": ["team", "marketplace-licence"]}),
    ] {
        let machine = Machine::default();
        let answer = nudge(&machine, vec![event("a", "200000000001", &detail)]).await;
        assert!(answer.started.is_some(), "{detail}");
    }
}

#[tokio::test]
async fn what_is_not_about_our_tag_on_an_account_starts_nothing_and_is_no_error() {
    let ours = json!({"tags": [{"key": "marketplace-licence", "value": "true"}]});
    for message in [
        event("a", "200000000001", &json!({"tags": [{"key": "team", "value": "marketplace-licence"}]})),
        event("b", "200000000001", &json!({"tagKeys": ["team"]})),
        event("c", "ou-gen1-0000000a", &ours),
        event("d", "r-gen1", &ours),
    ] {
        let machine = Machine::default();
        let answer = nudge(&machine, vec![message.clone()]).await;
        assert_eq!(answer, Answer::default(), "{message:?}");
        assert!(machine.started.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_message_that_is_no_event_goes_back_and_the_others_count() {
    let machine = Machine::default();
    let poison = |id: &str, body: &str| Message { id: id.to_owned(), body: body.to_owned() };

    let answer = nudge(
        &machine,
        vec![poison("x", "not json"), tagged("a", "200000000001"), poison("y", "{}"), poison("z", "[1]")],
    )
    .await;

    assert_eq!(answer.refused, ["x", "y", "z"]);
    assert!(answer.started.is_some());
}

#[tokio::test]
async fn a_batch_that_is_delivered_twice_starts_one_run_whatever_its_order() {
    let machine = Machine::default();

    let first = nudge(&machine, vec![tagged("a", "200000000001"), tagged("b", "200000000002")]).await;
    let second = nudge(&machine, vec![tagged("b", "200000000002"), tagged("a", "200000000001")]).await;

    assert!(first.started.is_some());
    assert_eq!(second.started, None);
    assert_eq!(machine.started.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn the_name_is_one_that_step_functions_takes() {
    let machine = Machine::default();
    let mut odd = tagged("a", "200000000001");
    odd.body = odd.body.replace("2026-11-22T01:02:03Z", "2026-11-22T01:02:03.123456789+00:00 <&>");

    let name = nudge(&machine, vec![odd]).await.started.unwrap();

    assert!(
        name.len() <= 80 && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-'),
        "{name}"
    );
}
