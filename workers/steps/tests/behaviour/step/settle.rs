//! Settle.

use domain::life_cycle::Wish;
use domain::plan::Progress;
use domain::report::{ActionResult, Class, MapRuns, Outcome};
use domain::work::{Action, Item, NextTask};
use steps::settle::{Answer, MAP_RUNS, Request, run};
use steps::{conclude_target, diff};

use crate::support::hub::Hub;
use crate::support::world::{id, one_product};

async fn conclude(
    hub: &Hub,
    pass: u32,
    account: u64,
    result: ActionResult,
    class: Option<Class>,
    wish: Wish,
) {
    let outcome = Outcome { result, class, reason: format!("{result:?} in pass {pass}"), grant: None };
    let revoked = wish == Wish::Revoked && result != ActionResult::Failed;
    let action = Action { outcome: Some(outcome), revoked, ..hub.action(account, 0, wish, NextTask::Done) };
    let _red = conclude_target::run(&hub.bucket, item(pass, action)).await;
}

fn pass(hub: &Hub, pass: u32) -> Request {
    Request { run: hub.running("run-1"), pass, first_pass: 1, map_run: None }
}

fn progress(hub: &Hub) -> Progress {
    hub.file(&format!("runs/run-1/{}", diff::PROGRESS))
}

#[tokio::test]
async fn holds_what_cannot_succeed_in_this_run_and_nothing_else() {
    let hub = Hub::of(one_product(&[])).await;
    for (account, result, class) in [
        (1, ActionResult::Done, None),
        (2, ActionResult::Failed, Some(Class::Denied)),
        (3, ActionResult::Skipped, Some(Class::Conflict)),
        (4, ActionResult::Waiting, Some(Class::NotReady)),
        (5, ActionResult::Waiting, Some(Class::NotAccepted)),
    ] {
        conclude(&hub, 1, account, result, class, Wish::Shared).await;
    }

    let answer = run(&hub.bucket, pass(&hub, 1)).await;

    assert_eq!(answer, Ok(Answer { wait_seconds: 300, failed: 1, waiting: 2 }));
    let held: Vec<_> =
        progress(&hub).held.into_keys().map(|share| share.principal.account().unwrap().to_string()).collect();
    assert_eq!(held, [id(2), id(3), id(5)]);
}

#[tokio::test]
async fn counts_revocations_over_all_passes_and_is_the_same_when_delivered_twice() {
    let hub = Hub::of(one_product(&[])).await;
    for (pass, account) in [(1, 1), (1, 2), (2, 3)] {
        conclude(&hub, pass, account, ActionResult::Done, None, Wish::Revoked).await;
    }
    let second = pass(&hub, 2);

    let answer = run(&hub.bucket, second.clone()).await;
    let first_progress = progress(&hub);

    assert_eq!(first_progress.revocations, 3);
    assert_eq!(run(&hub.bucket, second).await, answer);
    assert_eq!(progress(&hub), first_progress);
    assert_eq!(answer, Ok(Answer { wait_seconds: 30, failed: 0, waiting: 0 }));
}

#[tokio::test]
async fn a_round_that_was_asked_for_tries_again_what_failed_before_it() {
    let hub = Hub::of(one_product(&[])).await;
    conclude(&hub, 1, 1, ActionResult::Failed, Some(Class::Denied), Wish::Shared).await;
    conclude(&hub, 2, 2, ActionResult::Failed, Some(Class::Denied), Wish::Shared).await;

    run(&hub.bucket, Request { first_pass: 2, ..pass(&hub, 2) }).await.unwrap();

    assert_eq!(progress(&hub).held.len(), 1);
}

/// P4: nobody knows whether a deletion took effect that was never answered.
#[tokio::test]
async fn counts_a_deletion_that_ended_without_an_answer_as_a_revocation() {
    let hub = Hub::of(one_product(&[])).await;
    for (account, class) in [(1, Class::Throttled), (2, Class::Bug), (3, Class::Denied)] {
        let outcome =
            Outcome { result: ActionResult::Failed, class: Some(class), reason: String::new(), grant: None };
        let action = hub.action(account, 0, Wish::Revoked, NextTask::Delete);
        let action = Action { outcome: Some(outcome), ..action };
        conclude_target::run(&hub.bucket, item(1, action)).await.unwrap_err();
    }

    run(&hub.bucket, pass(&hub, 1)).await.unwrap();

    assert_eq!(progress(&hub).revocations, 2);
}

/// The report links them. An engine that does not name its map runs loses the links and nothing else.
#[tokio::test]
async fn keeps_the_map_run_of_each_pass() {
    let hub = Hub::of(one_product(&[])).await;
    for (number, map_run) in [(1, Some("first")), (1, Some("first")), (2, None), (3, Some("third"))] {
        let request = Request { map_run: map_run.map(str::to_owned), ..pass(&hub, number) };
        run(&hub.bucket, request).await.unwrap();
    }

    let kept: MapRuns = hub.file(&format!("runs/run-1/{MAP_RUNS}"));
    assert_eq!(kept, [(1, "first".to_owned()), (3, "third".to_owned())].into());
}

/// P4: a grant for many takes a product from as many; one that was replaced, from nobody.
#[tokio::test]
async fn counts_the_accounts_that_lose_a_product_and_not_the_grants() {
    let hub = Hub::of(one_product(&[])).await;
    for (account, loses) in [(1, 7), (2, 0), (3, 1)] {
        let outcome = Outcome { result: ActionResult::Done, class: None, reason: String::new(), grant: None };
        let action = hub.action(account, 0, Wish::Revoked, NextTask::Done);
        let action = Action { outcome: Some(outcome), revoked: true, loses, ..action };
        conclude_target::run(&hub.bucket, item(1, action)).await.unwrap();
    }

    run(&hub.bucket, pass(&hub, 1)).await.unwrap();

    assert_eq!(progress(&hub).revocations, 8);
}

/// An item with one action.
fn item(pass: u32, action: Action) -> Item {
    Item {
        v: 1,
        item: format!("{}-1", action.account),
        account: action.account.clone(),
        account_name: String::new(),
        products: Vec::new(),
        run: action.run.clone(),
        pass,
        child: None,
        at_a_time: 4,
        actions: vec![action],
    }
}
