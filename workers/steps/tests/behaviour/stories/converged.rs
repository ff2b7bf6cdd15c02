//! An organization that is as wanted costs nothing but looks (P6).

use std::collections::BTreeMap;

use serde_json::json;
use sim::GrantStatus;

use crate::support::hub::Hub;
use crate::support::world::{foreign, owned, world};

#[tokio::test]
async fn a_second_run_makes_no_mutating_call_and_reads_each_page_once() {
    let hub = Hub::of(world(&[Some("true"), Some("false"), None, Some("true"), Some("true")])).await;
    hub.run("run-1", json!({})).await.result.unwrap();
    hub.sim.reset_calls();

    let ended = hub.run("run-2", json!({})).await;

    assert_eq!((ended.result, ended.passes), (Ok(()), 1));
    let expected = [
        // Preflight: four calls, once a run.
        ("organizations.DescribeOrganization", 1),
        ("organizations.ListAWSServiceAccessForOrganization", 1),
        ("license-manager.GetServiceSettings", 1),
        ("iam.ListRoles", 1),
        // 6 accounts, 4 on a page, every second page empty.
        ("organizations.ListAccounts", 3),
        // 5 accounts were ever tagged... and one never: it is not in the index.
        ("tagging.GetResources", 1),
        ("license-manager.ListReceivedLicenses", 1),
        // One for each product, since a filter takes one value.
        ("license-manager.ListReceivedLicensesForOrganization", 3),
        // 9 grants.
        ("license-manager.ListDistributedGrants", 5),
    ];
    let expected: BTreeMap<_, _> =
        expected.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    assert_eq!(hub.sim.calls().counts, expected);
}

#[tokio::test]
async fn a_run_right_after_another_makes_no_mutating_call_although_every_listing_is_behind() {
    let mut world = world(&[Some("true"), Some("false")]);
    world.grants.push(owned(&world, 2, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    let mut before_the_end = 0;
    hub.run_with("run-1", json!({}), false, &mut async |_: &Hub| before_the_end += 1).await.result.unwrap();
    hub.sim.reset_calls();

    hub.run("run-2", json!({})).await.result.unwrap();

    assert!(before_the_end > 6);
    assert_eq!(hub.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn what_is_left_alone_costs_no_call_either() {
    let mut world = world(&[Some("true"), Some("false")]);
    world.grants.push(foreign(&world, 1, 0, GrantStatus::Disabled));
    world.grants.push(foreign(&world, 2, 0, GrantStatus::FailedWorkflow));
    let hub = Hub::of(world).await;
    hub.run("run-1", json!({})).await.result.unwrap();
    hub.sim.reset_calls();

    hub.run("run-2", json!({})).await.result.unwrap();

    assert_eq!(hub.sim.calls().mutating(), 0);
    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 0);
}

/// AWS lists a grant that has ended for a day; afterwards nothing is asked about it any more.
#[tokio::test]
async fn what_was_taken_back_long_ago_costs_no_call() {
    let mut world = world(&[Some("true"), Some("false")]);
    world.grants.push(owned(&world, 2, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    hub.run("run-1", json!({})).await.result.unwrap();
    hub.pass_seconds(3 * 86_400);
    hub.sim.reset_calls();

    hub.run("run-2", json!({})).await.result.unwrap();

    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 0);
}
