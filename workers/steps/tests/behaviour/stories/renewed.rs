//! A renewal makes a second license of a product (P2): nobody who has it goes without it for a moment.

use std::future::pending;

use domain::report::ActionResult;
use serde_json::json;
use sim::{GrantStatus, Options, Paging};
use tokio::sync::Notify;

use crate::support::areas::{move_into_unit, owned_area, unit_id};
use crate::support::hub::{Hub, options};
use crate::support::truth::is_owned;
use crate::support::world::{id, one_product, owned};

/// Three accounts that have the product, one that is not to have it; and the agreement was renewed. The old license goes on,
/// as AWS lets it until its term ends.
async fn renewed() -> Hub {
    let mut world = one_product(&[Some("true"), Some("true"), Some("true"), Some("false")]);
    for account in 1..=3 {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;
    renew(&hub);
    hub
}

/// The newer license of the first product; it is there when this returns.
fn renew(hub: &Hub) -> String {
    let newer = hub.sim.renew(&hub.world.licenses[0].arn, None).unwrap();
    hub.pass_seconds(600);
    newer
}

/// P2: on the clock of the simulation, from the beginning until now.
fn assert_no_gap(hub: &Hub, accounts: impl IntoIterator<Item = u64>) {
    let sku = &hub.world.licenses[0].sku;
    for account in accounts {
        assert_eq!(hub.sim.gaps(&id(account), sku), [], "account {account} went without it");
    }
}

/// The statuses of the grants of ours that did not end, by the license.
fn on(hub: &Hub, account: u64, license: &str) -> Vec<GrantStatus> {
    let live = hub.live(account);
    live.iter().filter(|grant| grant.license == license).map(|grant| grant.status).collect()
}

#[tokio::test]
async fn exchanges_the_grants_of_the_old_license_without_a_gap() {
    let hub = renewed().await;
    let old = hub.world.licenses[0].arn.clone();

    let ended = hub.run("run-1", json!({})).await;

    ended.result.unwrap();
    assert_no_gap(&hub, 1..=3);
    for account in 1..=3 {
        assert_eq!(on(&hub, account, &old), []);
        assert_eq!(hub.statuses(account), ["ACTIVE"]);
    }
    assert!(hub.live(4).is_empty() && ended.asked.is_empty(), "nobody loses anything, so nobody is asked");
    assert!(ended.passes >= 3, "made and activated, seen, deleted, seen: {}", ended.passes);
    hub.assert_every_write_is_in_the_ledger();
    let swaps = hub.ledger.entries_of("license-manager:CreateGrantVersion");
    assert!(swaps.iter().all(|entry| entry.reason.contains("renewed")), "{swaps:#?}");

    hub.sim.reset_calls();
    hub.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(hub.sim.calls().mutating(), 0);
}

/// Stopped for good at any wait, so between any two writes on an account; a new run takes it up.
#[tokio::test]
async fn leaves_no_gap_when_the_run_dies_between_any_two_steps() {
    for dies_at in 0.. {
        let hub = renewed().await;
        if !dies(&hub, dies_at).await {
            assert!(dies_at > 10, "{dies_at} waits are too few to tell");
            break;
        }
        hub.pass_seconds(300);

        let ended = hub.run("run-2", json!({})).await;

        ended.result.unwrap();
        assert_no_gap(&hub, 1..=3);
        let left: Vec<_> = (1..=4).map(|account| hub.statuses(account)).collect();
        assert_eq!(left, [vec!["ACTIVE"], vec!["ACTIVE"], vec!["ACTIVE"], vec![]], "died at wait {dies_at}");
        hub.assert_no_duplicates();
    }
}

/// Runs until a wait, and dies there; `false`: it ended before.
async fn dies(hub: &Hub, wait: usize) -> bool {
    let killed = Notify::new();
    let mut waits = 0;
    let mut at_every_wait = async |_: &Hub| {
        if waits == wait {
            killed.notify_one();
            pending::<()>().await;
        }
        waits += 1;
    };
    let dead = tokio::select! {
        _ended = hub.run_with("run-1", json!({}), false, &mut at_every_wait) => false,
        () = killed.notified() => true,
    };
    hub.kill("run-1");
    dead
}

/// An account that could not take the new grant keeps the old one.
#[tokio::test]
async fn the_old_grant_stays_where_the_new_one_does_not_become_active() {
    let hub = renewed().await;
    let old = hub.world.licenses[0].arn.clone();
    hub.sim.fail_workflows(&id(2), &hub.world.licenses[0].sku, 9);

    let error = hub.run("run-1", json!({})).await.result.unwrap_err();

    assert_eq!(error.name(), "AccountsFailed", "{error}");
    assert_no_gap(&hub, 1..=3);
    assert_eq!(on(&hub, 2, &old), [GrantStatus::Active]);
    assert_eq!((on(&hub, 1, &old), on(&hub, 3, &old)), (vec![], vec![]));
}

/// Its owner bought it, and keeps that: it is a conflict and no swap.
#[tokio::test]
async fn an_account_with_its_own_license_is_not_exchanged() {
    let mut world = one_product(&[Some("true"), Some("true")]);
    for account in 1..=2 {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;
    let own = hub.sim.buy_as_member(&id(1), &hub.world.licenses[0].sku).unwrap();
    let newer = renew(&hub);

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_no_gap(&hub, 1..=2);
    assert_eq!(on(&hub, 1, &own), [GrantStatus::Active], "its own license is still in force");
    assert_eq!((on(&hub, 1, &newer), on(&hub, 2, &newer)), (vec![], vec![GrantStatus::Active]));
}

/// One by one: AWS works on one grant for many at a time.
#[tokio::test]
async fn a_grant_for_a_unit_is_exchanged_without_a_gap() {
    let mut world = one_product(&[Some("true"), Some("true"), Some("false")]);
    let unit = move_into_unit(&mut world, 1, &[1, 2]);
    world.area_grants.push(owned_area(&world, 0, &unit));
    let hub = Hub::of(world).await;
    hub.set_policy(&format!(
        "[[rules]]\norganizational_units = [\"{}\"]\nproducts = \"all\"\nshare_as = \"ou\"\n",
        unit_id(1)
    ));
    let newer = renew(&hub);

    let ended = hub.run("run-1", json!({})).await;

    ended.result.unwrap();
    assert_no_gap(&hub, 1..=2);
    let areas = hub.live_areas();
    assert_eq!((areas.len(), areas[0].license.clone()), (1, newer.clone()));
    assert_eq!(
        (on(&hub, 1, &newer), on(&hub, 2, &newer)),
        (vec![GrantStatus::Active], vec![GrantStatus::Active])
    );
    hub.assert_every_write_is_in_the_ledger();
    hub.sim.reset_calls();
    hub.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(hub.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn a_grant_for_a_unit_leaves_no_gap_when_the_run_dies_between_any_two_steps() {
    for dies_at in 0.. {
        let mut world = one_product(&[Some("true"), Some("true")]);
        let unit = move_into_unit(&mut world, 1, &[1, 2]);
        world.area_grants.push(owned_area(&world, 0, &unit));
        let hub = Hub::of(world).await;
        hub.set_policy(&format!(
            "[[rules]]\norganizational_units = [\"{unit}\"]\nproducts = \"all\"\nshare_as = \"ou\"\n"
        ));
        let newer = renew(&hub);
        if !dies(&hub, dies_at).await {
            assert!(dies_at > 3, "{dies_at} waits are too few to tell");
            break;
        }
        hub.pass_seconds(300);

        hub.run("run-2", json!({})).await.result.unwrap();

        assert_no_gap(&hub, 1..=2);
        assert_eq!(on(&hub, 1, &newer), [GrantStatus::Active], "died at wait {dies_at}");
        assert_eq!(hub.live_areas().len(), 1);
    }
}

/// P4, P2: what is exchanged is taken from nobody, so the guard does not count it, however many there are.
#[tokio::test]
async fn a_renewal_in_many_accounts_asks_nobody() {
    let mut world = one_product(&[Some("true"); 30]);
    for account in 1..=30 {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let paging = Paging { items_max: Some(50), ..Paging::default() };
    let hub = Hub::with(world, Options { paging, ..options() }).await;
    renew(&hub);

    let ended = hub.run("run-1", json!({})).await;

    ended.result.unwrap();
    assert!(ended.asked.is_empty());
    assert_no_gap(&hub, 1..=30);
    assert_eq!(hub.given().iter().filter(|grant| is_owned(grant) && !grant.status.is_terminal()).count(), 30);
    let rows = hub.report("run-1").outcomes;
    assert!(rows.iter().all(|row| row.result == ActionResult::Done), "{rows:#?}");
}
