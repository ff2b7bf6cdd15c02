//! Events that are not as published: what is certainly not ours is ignored, what is unclear is looked at as everything, and
//! what is no event goes back.

use domain::scope::Scope;
use serde_json::{Value, json};
use steps::nudge::{Message, Ours, run};

use super::{MACHINE, call, message, nudge, ours, sample, started, starts_nothing, tagged};
use crate::support::tables::Machine;

/// A sample with another value at a place.
fn with(name: &str, place: &str, value: Value) -> Value {
    let mut event = sample(name);
    *event.pointer_mut(place).unwrap() = value;
    event
}

async fn scope(event: Value) -> Scope {
    Scope::of(&started(&[event]).await.1)
}

fn everything() -> Scope {
    Scope::Everything(std::collections::BTreeSet::new())
}

fn account(id: &str) -> Scope {
    Scope::Accounts([id.parse().unwrap()].into())
}

#[tokio::test]
async fn a_message_that_is_no_event_goes_back_and_the_others_count() {
    let machine = Machine::default();
    let whole = tagged("a", "200000000001");
    let mut bodies: Vec<String> =
        ["not json", "", "{}", "[1]", "null", r#"{"Records":[]}"#].map(String::from).into();
    for part in ["id", "time", "source", "detail-type", "detail"] {
        let mut event = whole.clone();
        event.as_object_mut().unwrap().remove(part);
        bodies.push(event.to_string());
    }
    bodies.push(whole.to_string());
    let messages: Vec<Message> =
        bodies.into_iter().enumerate().map(|(id, body)| Message { id: id.to_string(), body }).collect();

    let answer = run(&machine, &ours(MACHINE), messages).await.unwrap();

    assert_eq!(answer.refused, (0..11).map(|id| id.to_string()).collect::<Vec<_>>());
    assert!(answer.started.unwrap().starts_with("tag-"));
}

#[tokio::test]
async fn a_batch_without_a_single_event_starts_nothing() {
    let machine = Machine::default();
    let answer =
        run(&machine, &ours(MACHINE), vec![Message { id: "x".into(), body: "?".into() }]).await.unwrap();
    assert_eq!((answer.started, answer.refused), (None, vec!["x".to_owned()]));
    assert_eq!(nudge(&machine, &[]).await, steps::nudge::Answer::default());
}

#[tokio::test]
async fn tags_of_other_things_than_accounts_start_nothing() {
    for id in ["ou-ab12-cdef3456", "r-ab12", "p-examplepolicy", "o-exampleorg", "rp-abcdef"] {
        starts_nothing(&[tagged("a", id)]).await;
    }
}

#[tokio::test]
async fn other_tag_keys_start_nothing_however_they_are_spelled() {
    for detail in [
        json!({"resourceId": "222222222222", "tags": []}),
        json!({"resourceId": "222222222222", "tags": [{"Key": "team", "Value": "marketplace-licence"}]}),
        json!({"resourceId": "222222222222", "tagKeys": ["team"]}),
    ] {
        starts_nothing(&[call("a", "UntagResource", &detail)]).await;
    }
}

/// The policy may go by a tag of its own (issue 6); then the default one is as any other.
#[tokio::test]
async fn the_tag_is_the_one_that_the_policy_goes_by() {
    for (tag_key, starts) in
        [("cost-center", false), ("marketplace-licence", true), ("Marketplace-Licence", false)]
    {
        let machine = Machine::default();
        let ours = Ours { tag_key: tag_key.to_owned(), ..ours(MACHINE) };
        let answer = run(&machine, &ours, vec![message(&sample("tag-resource"))]).await.unwrap();
        assert_eq!(answer.started.is_some(), starts, "{tag_key}");
    }
    let ours = Ours { tag_key: "team".to_owned(), ..ours(MACHINE) };
    let machine = Machine::default();
    let other = call(
        "a",
        "TagResource",
        &json!({"resourceId": "222222222222", "tags": [{"key": "team", "value": "x"}]}),
    );
    run(&machine, &ours, vec![message(&other)]).await.unwrap();
    let started = machine.started.lock().unwrap();
    let (name, input) = started.first_key_value().unwrap();
    assert!(name.starts_with("tag-") && input.contains("got or lost the tag team"), "{name} {input}");
}

#[tokio::test]
async fn tags_that_cannot_be_read_count_as_ours() {
    for detail in [
        json!({"resourceId": "222222222222"}),
        json!({"resourceId": "222222222222", "tags": null}),
        json!({"resourceId": "222222222222", "tags": {"marketplace-licence": "true"}}),
        json!({"resourceId": "222222222222", "tags": [{"name": "marketplace-licence"}]}),
        json!({"resourceId": "222222222222", "tagKeys": [1]}),
    ] {
        assert_eq!(scope(call("a", "TagResource", &detail)).await, account("222222222222"), "{detail}");
    }
    assert_eq!(scope(call("a", "TagResource", &json!({"omitted": true}))).await, everything());
    assert_eq!(scope(call("a", "TagResource", &Value::Null)).await, everything());
    assert_eq!(scope(tagged("a", "2222")).await, everything());
}

#[tokio::test]
async fn an_account_of_a_membership_event_is_found_wherever_it_lies() {
    for (place, value) in [
        ("serviceEventDetails", json!({"accountId": "222222222222"})),
        ("serviceEventDetails", json!({"status": {"member": {"AccountId": "222222222222"}}})),
        ("requestParameters", json!({"members": [{"accountId": "222222222222"}]})),
        ("additionalEventData", json!({"accountId": "222222222222"})),
    ] {
        let mut event = call("a", "AccountDepartedOrganization", &Value::Null);
        event["detail"][place] = value;
        assert_eq!(scope(event.clone()).await, account("222222222222"), "{event}");
    }
}

#[tokio::test]
async fn what_only_looks_like_an_account_is_not_taken_for_one() {
    for value in [json!("22222222222"), json!("o-exampleorg"), json!(222_222_222_222_u64), json!(null)] {
        assert_eq!(
            scope(with("move-account", "/detail/requestParameters/accountId", value)).await,
            everything()
        );
    }
}

#[tokio::test]
async fn a_grant_for_what_is_no_single_account_is_looked_at_as_everything() {
    let place = "/detail/requestParameters/principals";
    for value in [
        json!(["arn:aws:organizations::111111111111:ou/o-exampleorgid/ou-ab12-cdef3456"]),
        json!([]),
        json!("arn:aws:iam::222222222222:root"),
        json!([7]),
        json!(null),
    ] {
        assert_eq!(scope(with("create-grant", place, value)).await, everything());
    }
}

#[tokio::test]
async fn a_product_that_is_no_id_is_looked_at_as_everything() {
    for value in [json!(""), json!("a b"), json!("prod,prod"), json!("p".repeat(101)), json!(null), json!(7)]
    {
        let event = with("purchase-agreement-created", "/detail/product/id", value);
        assert_eq!(scope(event.clone()).await, everything(), "{event}");
    }
}

#[tokio::test]
async fn a_kind_of_purchase_that_is_new_to_us_is_still_one() {
    let event =
        with("purchase-agreement-created", "/detail-type", json!("Purchase Agreement Split - Acceptor"));
    assert_eq!(scope(event).await, Scope::Products(["prod-abc".parse().unwrap()].into()));
}

#[tokio::test]
async fn events_of_others_start_nothing() {
    for (place, value) in [
        ("/source", json!("aws.ec2")),
        ("/detail/eventName", json!("CreateOrganizationalUnit")),
        ("/detail/errorCode", json!("AccessDenied")),
    ] {
        let mut event = tagged("a", "222222222222");
        event["detail"]["errorCode"] = Value::Null;
        *event.pointer_mut(place).unwrap() = value;
        starts_nothing(&[event]).await;
    }
    starts_nothing(&[with("run-failed", "/detail/status", json!("RUNNING"))]).await;
    starts_nothing(&[with("run-failed", "/detail/stateMachineArn", json!(null))]).await;
}

#[tokio::test]
async fn a_run_is_ours_by_whatever_arn_the_machine_is_called() {
    let plain = MACHINE.trim_end_matches(":live");
    for known in [MACHINE, plain, &format!("{plain}:7")] {
        for theirs in [MACHINE, plain, &format!("{plain}:7")] {
            let event = with("run-failed", "/detail/stateMachineArn", json!(theirs));
            let machine = Machine::default();
            let answer = run(&machine, &ours(known), vec![message(&event)]).await.unwrap();
            assert!(answer.started.is_some(), "{known} {theirs}");
        }
    }
    starts_nothing(&[with("run-failed", "/detail/stateMachineArn", json!(format!("{plain}-2")))]).await;
}

/// While it asked, other runs may have left their requests; refused, it ends the pause and answers none of them.
#[tokio::test]
async fn a_run_that_was_to_retire_and_was_refused_is_followed_up() {
    let retire = MACHINE.trim_end_matches(":live").replace("share-licenses", "retire");
    let mut event = with("run-failed", "/detail/stateMachineArn", json!(retire));
    event["detail"]["error"] = json!("Invalid");
    let machine = Machine::default();
    let answer = run(&machine, &ours(MACHINE), vec![message(&event)]).await.unwrap();
    assert!(answer.started.is_some_and(|started| started.starts_with("follow-up-")));
    starts_nothing(&[with("run-failed", "/detail/stateMachineArn", json!(format!("{retire}d")))]).await;
}

/// Each machine hears of its own runs; the children of a run's map, whatever their label, are no runs.
#[tokio::test]
async fn the_children_of_a_run_about_experiences_are_no_runs() {
    let execution = "arn:aws:states:us-east-1:320000000002:execution:marketplace-steward-sync-experiences";
    let machine = execution.replace(":execution:", ":stateMachine:");
    let failed = |machine: &str| {
        let mut event = with("run-failed", "/detail/stateMachineArn", json!(machine));
        event["detail"]["executionArn"] = json!(format!("{execution}:snapshot-1"));
        event
    };
    for (event, starts) in [
        (failed(&machine), true),
        (failed(&format!("{machine}/Experiences")), false),
        (failed(&machine.replace("sync", "publish")), false),
        (sample("run-failed"), false),
    ] {
        let starter = Machine::default();
        let answer = run(&starter, &ours(&format!("{machine}:live")), vec![message(&event)]).await.unwrap();
        assert_eq!(answer.started.is_some(), starts, "{event}");
    }
}
