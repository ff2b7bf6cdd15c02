//! What starts a run, and what a run tells.

use domain::policy::TAG_KEY;
use serde_json::{Value, json};
use steps::nudge::{self, Message, Ours};

use super::desk::{Desk, nudged};
use crate::support::tables::Machine;
use crate::support::world::{SOURCE, experience};

async fn desk() -> Desk {
    Desk::of(vec![experience(SOURCE, 2, 0)]).await
}

#[tokio::test]
async fn a_schedule_a_person_and_an_event_may_start_it() {
    let desk = desk().await;
    for input in [json!({}), json!({"v": 1, "reason": "by hand"}), nudged()] {
        desk.publish_for(input).await.unwrap();
    }
}

#[tokio::test]
async fn what_means_nothing_to_it_is_refused_and_never_ignored() {
    let desk = desk().await;
    for (input, said) in [
        (json!({"plan_only": true}), "no field but `reason`"),
        (json!({"only": {"products": ["prod-a"]}}), "no field but `reason`"),
        (json!({"approve": "run-1"}), "no field but `reason`"),
        (json!({"reson": "by hand"}), "reson"),
        (json!({"v": 2}), "`v` is 2"),
        (json!("now"), "not a run request"),
    ] {
        let error = desk.publish_for(input.clone()).await.unwrap_err();
        assert_eq!(error.name(), "Invalid", "{input}");
        assert!(error.to_string().contains(said), "{error}");
    }
    assert_eq!((desk.sim.calls().counts.len(), desk.table.looked_at().len()), (0, 0));
}

#[tokio::test]
async fn what_is_told_is_an_event_that_the_nudge_of_a_member_understands() {
    let desk = desk().await;

    let answer = desk.publish().await.unwrap();

    let message = serde_json::to_value(&answer.message).unwrap();
    let id = message["id"].as_str().unwrap();
    assert_eq!(
        message,
        json!({
            "version": "0",
            "id": id,
            "detail-type": "Snapshot Published",
            "source": "marketplace-steward",
            "account": "111111111111",
            "time": "2026-11-22T01:00:00Z",
            "region": "us-east-1",
            "resources": [],
            "detail": {"revision": 1, "notice": "changed", "members": []},
        })
    );
    let (machine, twice) = (Machine::default(), [&message, &message]);
    let (name, request) = started(&machine, &twice).await;
    assert!(name.starts_with("snapshot-20261122T010000Z-"), "{name}");
    assert_eq!(request["reason"], "the management side published snapshot 1");
    assert_eq!(request["leave_held"], true);
    let (late, _) = started(&Machine::default(), &twice[..1]).await;
    assert_eq!(late, name, "delivered once more, later, it is the same run");
}

/// AWS-FACTS 8.5: what an administrator does by hand is a change set too.
#[tokio::test]
async fn an_approval_by_hand_starts_a_run_once_it_is_applied() {
    let desk = desk().await;
    desk.publish().await.unwrap();
    let mut events = desk.sim.events();

    desk.approve(7);

    let event = events.recv().await.unwrap();
    let (name, request) = started(&Machine::default(), &[&event]).await;
    assert!(name.starts_with("change-set-"), "{name}");
    assert_eq!(request["reason"], "the change set By hand was applied");
    assert_eq!(desk.publish_for(request).await.unwrap().revision, 2);
}

/// A member that stays behind is told every hour, and every time is another run.
#[tokio::test]
async fn each_run_tells_something_of_its_own() {
    let desk = desk().await;
    desk.publish().await.unwrap();
    let mut names = std::collections::BTreeSet::new();
    for _ in 0..3 {
        let message = serde_json::to_value(desk.publish().await.unwrap().message).unwrap();
        names.insert(started(&Machine::default(), &[&message]).await.0);
    }
    assert_eq!(names.len(), 3);
}

/// Name and input of the run that these messages start.
async fn started(machine: &Machine, messages: &[&Value]) -> (String, Value) {
    let messages = messages.iter().enumerate();
    let messages = messages.map(|(number, body)| Message { id: number.to_string(), body: body.to_string() });
    let arn = "arn:aws:states:us-east-1:320000000002:stateMachine:any:live";
    let ours = Ours { machine: arn.to_owned(), tag_key: TAG_KEY.to_owned() };
    nudge::run(machine, &ours, messages.collect()).await.unwrap();
    let started = machine.started.lock().unwrap();
    assert_eq!(started.len(), 1, "{started:?}");
    let (name, input) = started.first_key_value().unwrap();
    (name.clone(), serde_json::from_str(input).unwrap())
}
