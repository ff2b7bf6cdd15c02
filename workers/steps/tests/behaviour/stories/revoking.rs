//! Taking back.

use domain::policy::TAG_KEY;
use domain::report::{ActionResult, Done};
use serde_json::json;
use sim::{AccountState, GrantStatus};

use crate::support::hub::Hub;
use crate::support::world::{id, owned, world};

/// Two accounts that have everything; account 2 always keeps it.
async fn shared() -> Hub {
    let mut world = world(&[Some("true"), Some("true")]);
    for account in [1, 2] {
        for product in 0..3 {
            world.grants.push(owned(&world, account, product, GrantStatus::Active));
        }
    }
    Hub::of(world).await
}

async fn takes_back_when(happens: impl FnOnce(&Hub), because: &str) {
    let hub = shared().await;
    happens(&hub);
    hub.pass_seconds(300);

    let ended = hub.run("run-1", json!({})).await;

    assert_eq!(ended.result, Ok(()));
    assert!(hub.live(1).is_empty(), "{:#?}", hub.live(1));
    assert_eq!(hub.statuses(2), ["ACTIVE"; 3]);
    let rows = hub.report("run-1").outcomes;
    let rows: Vec<_> = rows.iter().filter(|row| row.account.as_str() == id(1)).collect();
    assert_eq!(rows.len(), 3);
    for row in rows {
        assert_eq!((row.action, row.result), (Done::Delete, ActionResult::Done));
        assert!(row.reason.contains(because), "{}", row.reason);
    }
    hub.assert_every_write_is_in_the_ledger();
}

#[tokio::test]
async fn takes_back_when_the_tag_is_gone() {
    takes_back_when(|hub| hub.sim.untag_account(&id(1), TAG_KEY).unwrap(), "has no tag").await;
}

#[tokio::test]
async fn takes_back_when_the_tag_says_false() {
    takes_back_when(|hub| hub.sim.tag_account(&id(1), TAG_KEY, "false").unwrap(), "=false").await;
}

/// Seed defect S3.
#[tokio::test]
async fn takes_back_when_the_account_is_suspended() {
    takes_back_when(|hub| hub.sim.suspend_account(&id(1)), "suspended").await;
}

#[tokio::test]
async fn takes_back_when_the_account_is_closed() {
    takes_back_when(|hub| hub.sim.set_account_state(&id(1), AccountState::Closed), "closed").await;
}

#[tokio::test]
async fn takes_back_when_the_account_left_the_organization() {
    takes_back_when(|hub| hub.sim.remove_account(&id(1)).unwrap(), "not in the organization").await;
}

#[tokio::test]
async fn leaves_untagged_accounts_alone_where_the_settings_say_so() {
    let hub = shared().await;
    hub.set_policy("untagged = \"leave\"\n");
    hub.sim.untag_account(&id(1), TAG_KEY).unwrap();
    hub.pass_seconds(300);

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_eq!(hub.statuses(1), ["ACTIVE"; 3]);
}

/// The index still says `false`; the account says `true` again.
#[tokio::test]
async fn takes_nothing_back_because_the_tag_index_is_behind() {
    let hub = shared().await;
    hub.sim.tag_account(&id(1), TAG_KEY, "false").unwrap();
    hub.pass_seconds(12);
    hub.sim.tag_account(&id(1), TAG_KEY, "true").unwrap();

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_eq!(hub.sim.calls().mutating(), 0);
    assert_eq!(hub.statuses(1), ["ACTIVE"; 3]);
}

#[tokio::test]
async fn takes_back_a_surplus_grant_and_keeps_the_one_in_force() {
    let mut world = world(&[Some("true")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::Disabled));
    world.grants.push(owned(&world, 1, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_eq!(hub.statuses(1), ["ACTIVE"; 3]);
    assert_eq!(hub.live(1)[0].arn, *hub.world.grants[1].arn.as_ref().unwrap());
}
