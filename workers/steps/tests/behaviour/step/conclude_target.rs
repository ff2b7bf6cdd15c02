//! Conclude the target.

use domain::life_cycle::Wish;
use domain::report::{ActionResult, Class, Outcome};
use domain::work::{Action, Caught, Item, NextTask};
use steps::conclude_target::{Answer, run};

use crate::support::hub::Hub;
use crate::support::world::{id, world};

fn item(hub: &Hub, actions: Vec<Action>) -> Item {
    Item {
        v: 1,
        item: format!("{}-1", id(1)),
        account: id(1).parse().unwrap(),
        account_name: "Orders".to_owned(),
        products: Vec::new(),
        run: hub.running("run-1").execution,
        pass: 1,
        child: None,
        at_a_time: 4,
        actions,
    }
}

fn ended(hub: &Hub, product: usize, result: ActionResult) -> Action {
    let outcome = Outcome { result, class: None, reason: "because".to_owned(), grant: None };
    Action { outcome: Some(outcome), ..hub.action(1, product, Wish::Shared, NextTask::Done) }
}

fn caught(hub: &Hub, error: &str, cause: &str) -> Action {
    let failure = Caught { error: error.to_owned(), cause: cause.to_owned() };
    Action { failure: Some(failure), ..hub.action(1, 0, Wish::Shared, NextTask::Create) }
}

async fn kept(hub: &Hub, action: Action) -> (String, Outcome) {
    let error = run(&hub.bucket, item(hub, vec![action])).await.unwrap_err();
    assert_eq!(error.name(), "AccountFailed");
    let item: Item = hub.file(&format!("runs/run-1/pass-01/outcomes/{}-1.json", id(1)));
    assert_eq!(item.actions[0].failure, None);
    (error.to_string(), item.actions[0].outcome.clone().unwrap())
}

#[tokio::test]
async fn keeps_the_outcomes_and_counts_them() {
    let hub = Hub::of(world(&[Some("true")])).await;
    let actions = vec![
        ended(&hub, 0, ActionResult::Done),
        ended(&hub, 1, ActionResult::Waiting),
        ended(&hub, 2, ActionResult::Skipped),
    ];

    let answer = run(&hub.bucket, item(&hub, actions.clone())).await;

    assert_eq!(answer, Ok(Answer { account: id(1), done: 1, waiting: 1, skipped: 1 }));
    let kept: Item = hub.file(&format!("runs/run-1/pass-01/outcomes/{}-1.json", id(1)));
    assert_eq!(kept.actions, actions);
}

#[tokio::test]
async fn turns_red_with_account_product_and_reason_when_a_product_failed() {
    let hub = Hub::of(world(&[Some("true")])).await;
    let cause = r#"{"errorType":"Denied","errorMessage":"MPA-005: no right; check the role"}"#;

    let (error, outcome) = kept(&hub, caught(&hub, "Denied", cause)).await;

    assert!(error.contains(&id(1)) && error.contains("Orders") && error.contains("Product 0"), "{error}");
    assert!(error.contains("check the role"), "{error}");
    assert_eq!((outcome.result, outcome.class), (ActionResult::Failed, Some(Class::Denied)));
    assert_eq!(outcome.reason, "MPA-005: no right; check the role");
}

#[tokio::test]
async fn every_class_that_the_state_machine_catches_is_known() {
    let hub = Hub::of(world(&[Some("true")])).await;
    for (error, class) in [
        ("Throttled", Class::Throttled),
        ("Busy", Class::Busy),
        ("NotReady", Class::NotReady),
        ("Gone", Class::Gone),
        ("Denied", Class::Denied),
        ("Invalid", Class::Invalid),
        ("Bug", Class::Bug),
        ("States.Timeout", Class::Bug),
        ("Runtime.ExitError", Class::Bug),
    ] {
        let (_, outcome) = kept(&hub, caught(&hub, error, "it crashed")).await;
        assert_eq!(outcome.class, Some(class), "{error}");
        assert!(outcome.reason.contains("it crashed"), "{}", outcome.reason);
    }
}

#[tokio::test]
async fn an_action_without_an_outcome_is_a_defect_and_not_a_success() {
    let hub = Hub::of(world(&[Some("true")])).await;

    let (_, outcome) = kept(&hub, hub.action(1, 0, Wish::Shared, NextTask::Create)).await;

    assert_eq!(outcome.class, Some(Class::Bug));
}

/// An item without the fields that came later: a run that was under way when they came.
#[tokio::test]
async fn an_item_of_an_earlier_version_is_concluded_too() {
    let hub = Hub::of(world(&[Some("true")])).await;
    let item = item(&hub, vec![ended(&hub, 0, ActionResult::Done)]);
    let mut old = serde_json::to_value(&item).unwrap();
    old.as_object_mut().unwrap().remove("products");

    assert_eq!(serde_json::from_value::<Item>(old).unwrap(), item);
}
