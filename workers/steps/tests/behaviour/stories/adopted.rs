//! Grants that others made become ours, because a person asked for it (P1).

use domain::ownership::TAG_KEY as OWNER_TAG;
use domain::policy::TAG_KEY;
use domain::report::{ActionResult, Class};
use serde_json::json;
use sim::{AimedFault, AreaGrantEntry, Fault, Faults, GrantStatus};

use crate::support::areas::{move_into_unit, owned_area};
use crate::support::execution::Execution;
use crate::support::hub::Hub;
use crate::support::truth::is_owned;
use crate::support::world::{foreign, id, owned, world};

/// Two accounts with two grants each, as the seed's script makes them: the name is the account's id. One grant that a person
/// called something else, and one of ours.
async fn seeded() -> Hub {
    let mut world = world(&[Some("true"), Some("true")]);
    for account in [1, 2] {
        for product in [0, 1] {
            world.grants.push(foreign(&world, account, product, GrantStatus::Active));
        }
    }
    let mut by_hand = foreign(&world, 1, 2, GrantStatus::Active);
    by_hand.name = "for the payments team".to_owned();
    world.grants.push(by_hand);
    world.grants.push(owned(&world, 2, 2, GrantStatus::Active));
    Hub::of(world).await
}

fn ours(hub: &Hub) -> usize {
    hub.given().iter().filter(|grant| is_owned(grant) && !grant.status.is_terminal()).count()
}

#[tokio::test]
async fn takes_over_what_a_script_made_and_the_next_run_keeps_it() {
    let hub = seeded().await;

    let ended = hub.run("adopt-1", json!({"adopt": {"named_after_account": true}})).await;

    ended.result.unwrap();
    assert_eq!((ours(&hub), ended.asked.len()), (5, 0));
    hub.assert_every_write_is_in_the_ledger();
    let report = hub.report("adopt-1");
    assert_eq!((report.summary.changed, report.summary.skipped, report.summary.failed), (4, 1, 0));
    hub.sim.reset_calls();
    hub.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(hub.sim.calls().mutating(), 0, "what was adopted is as wanted");
    assert_eq!(hub.live(1).iter().filter(|grant| is_owned(grant)).count(), 2);
    hub.assert_no_duplicates();
}

/// It is ours from then on: also to be taken back.
#[tokio::test]
async fn what_was_adopted_is_taken_back_where_it_is_not_wanted() {
    let hub = seeded().await;
    hub.run("adopt-1", json!({"adopt": {"accounts": [id(1)]}})).await.result.unwrap();
    assert_eq!(ours(&hub), 4, "the one that a person named is for this account as well");
    hub.sim.tag_account(&id(1), TAG_KEY, "false").unwrap();
    hub.pass_seconds(60);

    hub.run("run-2", json!({})).await.result.unwrap();

    assert!(hub.live(1).is_empty());
    assert_eq!(hub.live(2).len(), 3, "what was not adopted is left alone");
}

#[tokio::test]
async fn takes_over_a_grant_for_a_unit_and_leaves_its_parts_as_they_are() {
    let mut world = world(&[Some("true"), Some("true")]);
    world.licenses.truncate(1);
    let unit = move_into_unit(&mut world, 1, &[1, 2]);
    let by_hand = AreaGrantEntry {
        name: "engineering".to_owned(),
        tags: std::collections::BTreeMap::new(),
        ..owned_area(&world, 0, &unit)
    };
    world.area_grants.push(by_hand);
    let grant = world.area_grants[0].arn.clone().unwrap();
    let hub = Hub::of(world).await;

    hub.run("adopt-1", json!({"adopt": {"grants": [grant]}})).await.result.unwrap();

    let areas = hub.live_areas();
    assert!(is_owned(&areas[0]) && areas[0].name == format!("marketplace-steward-{unit}"), "{areas:?}");
    assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["ACTIVE"], vec!["ACTIVE"]));
    assert_eq!(hub.sim.calls().mutating(), 2, "the tag and the name");
    hub.assert_every_write_is_in_the_ledger();
    hub.sim.reset_calls();
    hub.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(hub.sim.calls().mutating(), 0);
}

/// It has our tag and not our name: for planning it is still another's, and the same run redriven ends it.
#[tokio::test]
async fn an_adoption_that_stopped_between_tag_and_name_is_ended_when_it_is_redriven() {
    let hub = seeded().await;
    let operation = || "license-manager.CreateGrantVersion".to_owned();
    let broken = |call| AimedFault { operation: operation(), call, fault: Fault::ServerError };
    hub.sim.set_faults(Faults { aimed: (1..=9).map(broken).collect(), ..Faults::none() });
    let input = json!({"adopt": {"grants": [hub.world.grants[0].arn]}});
    let mut execution = Execution::of("adopt-1", input);

    let error =
        hub.drive(&mut execution, false, &mut async |_: &Hub| ()).await.result.unwrap_err().to_string();
    assert!(error.contains("start a run with the same input"), "{error}");
    let tagged = hub.given().into_iter().find(|grant| grant.tags.contains_key(OWNER_TAG)).unwrap();
    assert_eq!(tagged.name, id(1), "it is tagged, and has its old name");
    let between = hub.run("run-2", json!({})).await;
    between.result.unwrap();
    let row = hub.report("run-2").outcomes.into_iter().find(|row| row.class == Some(Class::Foreign));
    assert!(row.is_some(), "it is another's until it has both");

    hub.redrive(&mut execution).await.result.unwrap();

    assert_eq!(ours(&hub), 2);
    hub.assert_every_write_is_in_the_ledger();
}

#[tokio::test]
async fn a_run_that_only_plans_an_adoption_writes_nothing_and_shows_every_foreign_grant() {
    let hub = seeded().await;

    let ended = hub.run("adopt-1", json!({"adopt": {"named_after_account": true}, "plan_only": true})).await;

    ended.result.unwrap();
    assert_eq!((ended.drift_told, hub.sim.calls().mutating()), (1, 0));
    let rows = hub.report("adopt-1").outcomes;
    assert_eq!(rows.len(), 5, "{rows:#?}");
    assert!(rows.iter().all(|row| row.result == ActionResult::Skipped));
}

/// What somebody asked for meanwhile is answered by a round of its own, which shares as always.
#[tokio::test]
async fn who_asks_to_look_again_during_an_adoption_gets_a_round() {
    let mut world = world(&[Some("true"), Some("true")]);
    world.licenses.truncate(1);
    world.grants.push(foreign(&world, 1, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    let mut asked = false;

    let ended = hub
        .run_with("adopt-1", json!({"adopt": {"accounts": [id(1)]}}), false, &mut async |hub: &Hub| {
            if !std::mem::replace(&mut asked, true) {
                let input = json!({"only": {"accounts": [id(2)]}, "leave_held": true});
                let _ = Box::pin(hub.run("nudged", input)).await;
            }
        })
        .await;

    ended.result.unwrap();
    assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["ACTIVE"], vec!["ACTIVE"]));
    assert_eq!(ours(&hub), 2);
}
