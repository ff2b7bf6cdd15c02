//! Look closer.

use domain::account::TagSource;
use domain::policy::TAG_KEY;
use sim::GrantStatus;
use steps::snapshot::SeenAccounts;
use steps::{diff, look_closer};

use crate::support::hub::Hub;
use crate::support::world::{id, one_product, owned};

#[tokio::test]
async fn a_write_that_rests_on_the_index_is_looked_at_and_dropped_when_the_account_says_otherwise() {
    let hub = Hub::of(one_product(&[Some("true"), Some("true"), Some("false")])).await;
    hub.sim.untag_account(&id(1), TAG_KEY).unwrap();
    let at = hub.first_pass();
    hub.list(&at).await.unwrap();

    let first = diff::run(&hub.bucket, at.clone()).await.unwrap();
    let answer = look_closer::run(&hub.aws, &hub.bucket, at.clone()).await.unwrap();
    let second = diff::run(&hub.bucket, at.clone()).await.unwrap();

    assert_eq!((first.next, first.counts.doubt), (diff::Next::LookCloser, 2));
    assert_eq!(answer.read, 2, "account 3 has nothing and gets nothing");
    assert_eq!((second.next, second.counts.create, second.items), (diff::Next::Apply, 1, 1));
    let seen: SeenAccounts = hub.file("runs/run-1/pass-01/accounts.json");
    let sources: Vec<_> = seen.accounts.items().iter().map(|account| account.tags_from).collect();
    let (index, source) = (TagSource::Index, TagSource::Account);
    assert_eq!(sources, [index, source, source, index]);
}

#[tokio::test]
async fn a_revocation_because_of_the_state_of_the_account_needs_no_closer_look() {
    let mut world = one_product(&[Some("true"), Some("true")]);
    for account in [1, 2] {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;
    hub.sim.suspend_account(&id(1));
    let at = hub.first_pass();
    hub.list(&at).await.unwrap();

    let planned = diff::run(&hub.bucket, at).await.unwrap();

    assert_eq!((planned.next, planned.counts.delete, planned.counts.doubt), (diff::Next::Apply, 1, 0));
}

#[tokio::test]
async fn accounts_that_were_asked_one_by_one_need_no_closer_look() {
    let hub = Hub::of(one_product(&[Some("false"), Some("true")])).await;
    hub.sim.tag_account(&id(1), TAG_KEY, "true").unwrap();
    let mut at = hub.first_pass();
    at.run.request.only.accounts = [id(1).parse().unwrap()].into();
    hub.list(&at).await.unwrap();

    let planned = diff::run(&hub.bucket, at).await.unwrap();

    assert_eq!((planned.next, planned.counts.create, planned.counts.doubt), (diff::Next::Apply, 1, 0));
}

#[tokio::test]
async fn a_run_about_a_product_looks_closer_as_one_about_everything() {
    let hub = Hub::of(one_product(&[Some("true"), Some("true")])).await;
    hub.sim.untag_account(&id(1), TAG_KEY).unwrap();
    let mut at = hub.first_pass();
    at.run.request.only.products = [hub.world.licenses[0].sku.parse().unwrap()].into();
    hub.list(&at).await.unwrap();

    let first = diff::run(&hub.bucket, at.clone()).await.unwrap();
    look_closer::run(&hub.aws, &hub.bucket, at.clone()).await.unwrap();
    let second = diff::run(&hub.bucket, at).await.unwrap();

    assert_eq!((first.next, first.counts.doubt), (diff::Next::LookCloser, 2));
    assert_eq!((second.next, second.counts.create), (diff::Next::Apply, 1));
}

#[tokio::test]
async fn an_account_that_left_meanwhile_ends_the_run_as_gone() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let at = hub.first_pass();
    hub.list(&at).await.unwrap();
    diff::run(&hub.bucket, at.clone()).await.unwrap();
    hub.sim.remove_account(&id(1)).unwrap();

    let error = look_closer::run(&hub.aws, &hub.bucket, at).await.unwrap_err();

    assert_eq!(error.name(), "Gone");
    assert!(error.to_string().contains("start the run again"), "{error}");
}
