//! Giving.

use domain::policy::TAG_KEY;
use domain::report::{ActionResult, Class, Done};
use serde_json::json;
use sim::{AccountState, GrantStatus, LicenseEntry, ProductKind};
use steps::take_lease::Answer;

use crate::support::hub::{Hub, execution};
use crate::support::world::{bought_by, foreign, id, one_product, owned, world};

#[tokio::test]
async fn shares_every_product_with_a_tagged_account_and_nobody_else() {
    let hub = Hub::of(world(&[Some("true"), Some("false"), None, Some("maybe")])).await;

    let ended = hub.run("run-1", json!({})).await;

    assert_eq!(ended.result, Ok(()));
    assert_eq!(hub.statuses(1), ["ACTIVE"; 3]);
    assert_eq!(hub.given().len(), 3);
    let report = hub.report("run-1");
    assert_eq!((report.summary.changed, report.summary.failed), (3, 0));
    assert!(report.notes[0].contains("`maybe`") && report.notes[0].contains("set it to true or false"));
    assert_eq!(hub.lease.state.lock().unwrap().holder, None);
}

#[tokio::test]
async fn shares_at_once_with_an_account_that_was_tagged_a_second_ago() {
    let hub = Hub::of(one_product(&[None, Some("true")])).await;
    hub.run("full", json!({})).await.result.unwrap();
    hub.sim.tag_account(&id(1), TAG_KEY, "true").unwrap();

    hub.run("nudged", json!({"look_closer": [id(1)]})).await.result.unwrap();

    assert_eq!(hub.statuses(1), ["ACTIVE"]);
}

#[tokio::test]
async fn sees_every_account_license_and_grant_beyond_the_first_pages() {
    let mut world = one_product(&[Some("true"); 30]);
    for number in 0..6 {
        let sku = format!("prod-{number:013x}");
        world.licenses.push(LicenseEntry { sku, kind: ProductKind::Saas, ..bought_by(&world, 0, 0) });
    }
    for account in 2..=30 {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;

    hub.run("run-1", json!({})).await.result.unwrap();

    let report = hub.report("run-1");
    assert_eq!((report.summary.changed, report.summary.unchanged), (1, 29));
    assert_eq!(report.not_shared.len(), 6, "SaaS is listed with the reason");
    hub.assert_converged();
}

#[tokio::test]
async fn accepts_in_the_name_of_the_account_where_there_is_a_member_role() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    hub.sim.let_grants_wait(true);

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_eq!(hub.statuses(1), ["ACTIVE"]);
    hub.assert_every_write_is_in_the_ledger();
}

#[tokio::test]
async fn reports_a_grant_as_waiting_where_only_its_owner_can_accept() {
    let mut world = one_product(&[Some("true"), Some("true")]);
    world.accounts[1].without_member_roles = true;
    let hub = Hub::of(world).await;
    hub.sim.let_grants_wait(true);

    let ended = hub.run("run-1", json!({})).await;

    assert_eq!(ended.result, Ok(()), "waiting for a person is no failure");
    let row = hub.row("run-1", 1);
    assert_eq!((row.result, row.class), (ActionResult::Waiting, Some(Class::NotAccepted)));
    assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["PENDING_ACCEPT"], vec!["ACTIVE"]));
}

#[tokio::test]
async fn activates_a_grant_that_was_left_disabled() {
    let mut world = one_product(&[Some("true")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::Disabled));
    let hub = Hub::of(world).await;

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_eq!((hub.statuses(1), hub.row("run-1", 1).action), (vec!["ACTIVE"], Done::Activate));
    assert_eq!(hub.sim.calls().of("license-manager.CreateGrant"), 0);
}

#[tokio::test]
async fn a_grant_of_somebody_else_is_left_alone_and_needs_no_second_one() {
    let mut world = one_product(&[Some("true"), Some("false")]);
    world.grants.push(foreign(&world, 1, 0, GrantStatus::Active));
    world.grants.push(foreign(&world, 2, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_eq!(hub.sim.calls().mutating(), 0);
    assert_eq!(hub.row("run-1", 1).result, ActionResult::Skipped);
    assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["ACTIVE"], vec!["ACTIVE"]));
}

#[tokio::test]
async fn an_account_with_its_own_subscription_is_a_conflict_and_keeps_it() {
    let mut world = one_product(&[Some("true")]);
    world.licenses.push(bought_by(&world, 1, 0));
    let hub = Hub::of(world).await;

    hub.run("run-1", json!({})).await.result.unwrap();

    let row = hub.row("run-1", 1);
    assert_eq!(row.result, ActionResult::Skipped);
    assert!(row.reason.contains("conflict") && row.reason.contains("own subscription"), "{}", row.reason);
    assert_eq!(hub.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn an_account_that_is_not_ready_is_left_as_it_is() {
    let mut world = one_product(&[Some("true"), Some("true")]);
    world.accounts[1].state = AccountState::PendingActivation;
    world.accounts[2].state = AccountState::PendingClosure;
    world.grants.push(owned(&world, 2, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_eq!(hub.sim.calls().mutating(), 0);
    assert_eq!(hub.statuses(2), ["ACTIVE"]);
}

#[tokio::test]
async fn a_second_run_asks_the_first_to_look_again_and_gets_what_it_wanted() {
    let hub = Hub::of(one_product(&[Some("true"), None])).await;
    let mut nudged = None;

    let ended = hub
        .run_with("run-1", json!({}), false, &mut async |hub: &Hub| {
            if nudged.is_none() {
                hub.sim.tag_account(&id(2), TAG_KEY, "true").unwrap();
                nudged = Some(Box::pin(hub.run("run-2", json!({"look_closer": [id(2)]}))).await);
            }
        })
        .await;

    assert_eq!(nudged.unwrap().lease, Some(Answer::Coalesced { holder: execution("run-1") }));
    assert_eq!(ended.result, Ok(()));
    assert_eq!(hub.statuses(2), ["ACTIVE"]);
    assert!(hub.lease.state.lock().unwrap().dirty.is_empty());
}
