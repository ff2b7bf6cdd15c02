//! Changes of how a product is shared: only after a person approved, and without a gap (P2).

use domain::approval::Decision;
use domain::report::PlanFile;
use serde_json::json;
use sim::GrantStatus;

use crate::stories::areas::for_unit_one;
use crate::support::areas::{move_into_unit, owned_area, unit_id};
use crate::support::driver::Ended;
use crate::support::hub::Hub;
use crate::support::world::{id, one_product, owned};

/// Two accounts of a unit have grants of their own, and the policy asks for one for the unit.
async fn account_by_account() -> Hub {
    let mut world = one_product(&[None, None, None]);
    move_into_unit(&mut world, 1, &[1, 2]);
    for account in [1, 2] {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;
    hub.set_policy(&for_unit_one());
    hub
}

/// A unit has one grant, and the policy asks for one for each of its accounts.
async fn by_unit() -> Hub {
    let mut world = one_product(&[None, None, None]);
    let unit = move_into_unit(&mut world, 1, &[1, 2]);
    world.area_grants.push(owned_area(&world, 0, &unit));
    let hub = Hub::of(world).await;
    hub.set_policy(&format!(
        "[[rules]]\norganizational_units = [\"{unit}\"]\nproducts = \"all\"\nshare_as = \"account\"\n"
    ));
    hub
}

fn assert_no_gap(hub: &Hub) {
    for account in [1, 2] {
        assert_eq!(hub.sim.gaps(&id(account), &hub.world.licenses[0].sku), [], "account {account}");
        assert!(hub.statuses(account).contains(&"ACTIVE"), "{:?}", hub.live(account));
    }
}

fn direct(hub: &Hub) -> usize {
    let live = [1, 2].into_iter().flat_map(|account| hub.live(account));
    live.filter(|grant| grant.parent == grant.license).count()
}

async fn asks(hub: &Hub, decision: Option<Decision>) -> Ended {
    if let Some(decision) = decision {
        hub.a_person_decides(decision);
    }
    hub.run("run-1", json!({"change_mode": true})).await
}

#[tokio::test]
async fn grants_of_accounts_become_one_for_their_unit_when_a_person_approves() {
    let hub = account_by_account().await;

    let ended = asks(&hub, Some(Decision::Approve)).await;

    ended.result.unwrap();
    assert_eq!(ended.asked.len(), 1);
    assert!(ended.asked[0].reasons[0].contains("by organizational unit"), "{:?}", ended.asked);
    assert_no_gap(&hub);
    assert_eq!((direct(&hub), hub.live_areas().len()), (0, 1));
    hub.assert_every_write_is_in_the_ledger();
    hub.sim.reset_calls();
    let again = hub.run("run-2", json!({"change_mode": true})).await;
    again.result.unwrap();
    assert_eq!((again.asked.len(), hub.sim.calls().mutating()), (0, 0));
}

#[tokio::test]
async fn the_grant_of_a_unit_becomes_one_for_each_account_when_a_person_approves() {
    let hub = by_unit().await;

    let ended = asks(&hub, Some(Decision::Approve)).await;

    ended.result.unwrap();
    assert_no_gap(&hub);
    assert_eq!((direct(&hub), hub.live_areas().len()), (2, 0));
    hub.sim.reset_calls();
    hub.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(hub.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn nothing_is_exchanged_when_a_person_refuses_or_nobody_answers() {
    for decision in [Some(Decision::Reject), None] {
        for hub in [account_by_account().await, by_unit().await] {
            let before = (direct(&hub), hub.live_areas().len());

            let ended = asks(&hub, decision).await;

            let error = ended.result.unwrap_err();
            assert_eq!(error.name(), "Invalid");
            assert!(error.to_string().contains("nothing was written"), "{error}");
            assert_eq!((direct(&hub), hub.live_areas().len()), before);
            assert_eq!(hub.sim.calls().mutating(), 0);
            assert_no_gap(&hub);
        }
    }
}

/// Who did not ask to be asked is told how to.
#[tokio::test]
async fn any_other_run_notes_the_change_and_leaves_everything_as_it_is() {
    for hub in [account_by_account().await, by_unit().await] {
        let ended = hub.run("run-1", json!({})).await;

        ended.result.unwrap();
        assert_eq!((ended.asked.len(), hub.sim.calls().mutating()), (0, 0));
        let plan: PlanFile = hub.file("runs/run-1/pass-01/plan.json");
        assert_eq!(plan.changes.len(), 1);
        let command = plan.ask_for_changes.unwrap();
        assert!(command.contains("change_mode"), "{command}");
        assert!(hub.report("run-1").notes.iter().any(|note| note.contains("change_mode")));
    }
}

/// A run that dies in the middle leaves both kinds of grants; the next one ends it, without another question.
#[tokio::test]
async fn a_change_that_was_begun_is_ended_by_the_next_run_without_a_gap() {
    let hub = account_by_account().await;
    hub.a_person_decides(Decision::Approve);
    let mut waits = 0;
    let killed = tokio::sync::Notify::new();
    let mut at_every_wait = async |hub: &Hub| {
        waits += usize::from(!hub.live_areas().is_empty());
        if waits == 2 {
            killed.notify_one();
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = hub.run_with("run-1", json!({"change_mode": true}), false, &mut at_every_wait) => panic!("{ended:?}"),
        () = killed.notified() => hub.kill("run-1"),
    }
    hub.pass_seconds(300);

    let ended = hub.run("run-2", json!({})).await;

    ended.result.unwrap();
    assert!(ended.asked.is_empty(), "{:?}", ended.asked);
    assert_no_gap(&hub);
    assert_eq!((direct(&hub), hub.live_areas().len()), (0, 1));
}

/// A grant that has become too wide is not narrowed without a person: others would go without it for a moment.
#[tokio::test]
async fn an_account_that_has_too_much_by_a_grant_for_its_unit_is_told_and_taken_out_when_approved() {
    let hub = by_unit().await;
    hub.set_policy(&format!(
        "[except]\naccounts = [\"{}\"]\n\n[[rules]]\norganizational_units = [\"{}\"]\nproducts = \"all\"\nshare_as = \"auto\"\n",
        id(2),
        unit_id(1)
    ));

    let told = hub.run("run-1", json!({})).await.result.unwrap_err();
    assert!(told.to_string().contains(&id(2)), "{told}");
    assert_eq!(hub.sim.calls().mutating(), 0);
    hub.a_person_decides(Decision::Approve);
    hub.run("run-2", json!({"change_mode": true})).await.result.unwrap();

    assert_eq!(hub.sim.gaps(&id(1), &hub.world.licenses[0].sku), []);
    assert_eq!(hub.statuses(1), ["ACTIVE"]);
    assert!(hub.live(2).is_empty() && hub.live_areas().is_empty());
}
