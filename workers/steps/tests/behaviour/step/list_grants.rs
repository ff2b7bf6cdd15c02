//! List the grants.

use domain::grant::{Grant, GrantStatus as Seen};
use domain::life_cycle::Wish;
use domain::work::{Action, NextTask};
use sim::GrantStatus;
use steps::list_grants::run;
use steps::snapshot::SeenGrants;

use crate::support::hub::Hub;
use crate::support::world::{foreign, one_product, owned};

async fn listed(hub: &Hub) -> Vec<Grant> {
    let request = hub.first_pass();
    let answer = run(&hub.aws, &hub.aws, &hub.aws, &hub.ledger, &hub.bucket, request).await.unwrap();
    hub.file::<SeenGrants>(&answer.key).grants.items().to_vec()
}

#[tokio::test]
async fn follows_small_and_empty_pages_to_the_last_grant() {
    let mut world = one_product(&[Some("true"); 30]);
    for account in 1..=30 {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;

    assert_eq!(listed(&hub).await.len(), 30);
    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 0, "no grant is read one by one");
}

#[tokio::test]
async fn a_new_grant_is_found_before_it_is_listed() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let action = hub.action(1, 0, Wish::Shared, NextTask::Create);
    let made = hub.write(action).await.unwrap().grant.unwrap();

    let grants = listed(&hub).await;

    assert_eq!(grants.iter().map(|grant| &grant.arn).collect::<Vec<_>>(), [&made]);
    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 1);
}

#[tokio::test]
async fn an_activation_is_seen_before_it_is_listed() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let created = hub.write(hub.action(1, 0, Wish::Shared, NextTask::Create)).await.unwrap();
    hub.pass_seconds(200);
    let next = NextTask::Activate;
    hub.write(Action { next, ..created }).await.unwrap();
    hub.pass_seconds(5);

    let grants = listed(&hub).await;

    assert_eq!((grants[0].version.as_str(), &grants[0].status), ("2", &Seen::PendingWorkflow));
}

#[tokio::test]
async fn a_deleted_grant_does_not_come_back_because_the_listing_is_behind() {
    let mut world = one_product(&[Some("false")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    hub.pass_seconds(60);
    hub.write(hub.action_on_grant(Wish::Revoked, NextTask::Delete)).await.unwrap();
    hub.pass_seconds(5);

    assert_eq!(listed(&hub).await[0].status, Seen::PendingDelete);
    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 2, "one by the deletion, one by the listing");

    hub.pass_seconds(400);
    assert_eq!(listed(&hub).await[0].status, Seen::Deleted);
    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 2, "the listing has caught up");
}

#[tokio::test]
async fn foreign_grants_are_listed_as_they_are() {
    let mut world = one_product(&[Some("true")]);
    world.grants.push(foreign(&world, 1, 0, GrantStatus::PendingAccept));
    let hub = Hub::of(world).await;

    let grants = listed(&hub).await;

    assert_eq!((grants[0].status.clone(), grants[0].name.as_str()), (Seen::PendingAccept, "200000000001"));
}
