//! A person is asked before a run takes back more than it may by itself (P4).

use domain::approval::Decision;
use domain::policy::TAG_KEY;
use domain::report::{Class, PlanFile};
use serde_json::json;
use sim::GrantStatus;
use steps::ports::Store;

use crate::support::areas::{move_into_unit, owned_area};
use crate::support::execution::Execution;
use crate::support::hub::Hub;
use crate::support::world::{id, one_product, owned};

/// Twenty accounts that have the product, of which eleven are suspended.
async fn eleven_of_twenty_go() -> Hub {
    let mut world = one_product(&[Some("true"); 20]);
    for account in 1..=20 {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;
    for account in 1..=11 {
        hub.sim.suspend_account(&id(account));
    }
    hub
}

fn left(hub: &Hub) -> usize {
    (1..=20).filter(|account| !hub.live(*account).is_empty()).count()
}

#[tokio::test]
async fn takes_back_what_a_person_approved() {
    let hub = eleven_of_twenty_go().await;
    hub.a_person_decides(Decision::Approve);
    let mut written_before = None;

    let ended = hub
        .run_with("run-1", json!({}), false, &mut async |hub: &Hub| {
            written_before.get_or_insert(hub.sim.calls().mutating());
        })
        .await;

    ended.result.unwrap();
    assert_eq!(written_before, Some(0), "nothing is written before the answer");
    assert_eq!((ended.asked.len(), ended.asked[0].covers.len()), (1, 11));
    assert!(ended.asked[0].reasons[0].contains("11 of 20 owned grants"), "{:?}", ended.asked);
    assert_eq!(left(&hub), 9);
    hub.assert_every_write_is_in_the_ledger();
}

#[tokio::test]
async fn writes_nothing_when_a_person_rejects_or_nobody_answers() {
    for decision in [Some(Decision::Reject), None] {
        let hub = eleven_of_twenty_go().await;
        if let Some(decision) = decision {
            hub.a_person_decides(decision);
        }

        let ended = hub.run("run-1", json!({})).await;

        let error = ended.result.unwrap_err();
        let how = if decision.is_some() { "rejected by answer" } else { "nobody answered the question" };
        assert_eq!((error.name(), ended.asked.len()), ("Invalid", 1));
        assert!(
            error.to_string().contains(how) && error.to_string().contains("nothing was written"),
            "{error}"
        );
        assert_eq!((hub.sim.calls().mutating(), left(&hub)), (0, 20));
        assert_eq!(hub.row("run-1", 1).class, Some(Class::Stopped));
        let told = String::from_utf8(hub.bucket.get("runs/run-1/report.md").await.unwrap().unwrap()).unwrap();
        assert!(told.contains(how), "{told}");
        assert_eq!(hub.lease.state.lock().unwrap().holder, None);
    }
}

/// An approval covers what was asked. What came since is asked anew.
#[tokio::test]
async fn what_came_after_the_question_is_asked_anew() {
    let hub = eleven_of_twenty_go().await;
    hub.a_person_decides(Decision::Approve);
    let mut more = true;

    let ended = hub
        .run_with("run-1", json!({}), false, &mut async |hub: &Hub| {
            if std::mem::take(&mut more) {
                hub.sim.suspend_account(&id(12));
            }
        })
        .await;

    ended.result.unwrap();
    let covered: Vec<_> = ended.asked.iter().map(|record| record.covers.len()).collect();
    assert_eq!(covered, [11, 12]);
    assert_eq!((ended.asked[1].name.as_str(), left(&hub)), ("pass-02", 8));
}

/// The person who rejected it, or another one, may think again.
#[tokio::test]
async fn a_redriven_run_asks_again() {
    let hub = eleven_of_twenty_go().await;
    hub.a_person_decides(Decision::Reject);
    let mut execution = Execution::of("run-1", json!({}));
    hub.drive(&mut execution, false, &mut async |_: &Hub| ()).await.result.unwrap_err();
    hub.a_person_decides(Decision::Approve);

    let ended = hub.redrive(&mut execution).await;

    ended.result.unwrap();
    assert_eq!(left(&hub), 9);
    assert_eq!(hub.report("run-1").stopped, Vec::<String>::new());
}

/// A plan shows what would be asked, and asks nobody.
#[tokio::test]
async fn a_run_that_is_to_plan_only_asks_nobody_and_ends_well() {
    let hub = eleven_of_twenty_go().await;

    let ended = hub.run("run-1", json!({"plan_only": true})).await;

    ended.result.unwrap();
    assert_eq!((ended.asked.len(), ended.drift_told, hub.sim.calls().mutating()), (0, 1, 0));
    let plan: PlanFile = hub.file("runs/run-1/pass-01/plan.json");
    assert_eq!(plan.verdict.reasons().len(), 1);
    let notes = hub.report("run-1").notes;
    assert!(notes[0].contains("asks a person first"), "{notes:?}");
}

/// P5: that nobody is wanted any more is no question but a mistake.
#[tokio::test]
async fn nobody_is_asked_whether_everything_may_be_taken_back() {
    let mut world = one_product(&[Some("true")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    hub.sim.untag_account(&id(1), TAG_KEY).unwrap();
    hub.pass_seconds(60);
    hub.a_person_decides(Decision::Approve);

    let ended = hub.run("run-1", json!({})).await;

    assert_eq!((ended.asked.len(), hub.statuses(1)), (0, vec!["ACTIVE"]));
    assert!(ended.result.unwrap_err().to_string().contains("allow_empty"));
}

/// A grant for a unit is taken from every account that has the product by it: those are counted, and not the one grant.
#[tokio::test]
async fn a_grant_for_many_counts_as_many() {
    let mut world = one_product(&[None; 13]);
    let accounts: Vec<u64> = (1..=12).collect();
    let unit = move_into_unit(&mut world, 1, &accounts);
    world.area_grants.push(owned_area(&world, 0, &unit));
    world.grants.push(owned(&world, 13, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    hub.set_policy(&format!("[[rules]]\naccounts = [\"{}\"]\nproducts = \"all\"\n", id(13)));

    let ended = hub.run("run-1", json!({})).await;

    assert!(ended.asked[0].reasons[0].contains("take back 12"), "{:?}", ended.asked[0].reasons);
    assert_eq!(ended.asked[0].covers.len(), 1, "one grant is to go");
    assert_eq!((hub.statuses(1), hub.sim.calls().mutating()), (vec!["ACTIVE"], 0));
    hub.a_person_decides(Decision::Approve);
    hub.run("run-2", json!({})).await.result.unwrap();
    assert!(hub.live(1).is_empty() && hub.live_areas().is_empty());
    assert_eq!(hub.statuses(13), ["ACTIVE"]);
}
