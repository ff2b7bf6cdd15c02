//! Activate the grant.

use domain::life_cycle::Wish;
use domain::report::{ActionResult, Class};
use domain::work::{Action, NextTask};
use sim::{ConflictShows, GrantStatus, Options, WorldFile};

use crate::support::hub::{Hub, options};
use crate::support::world::{bought_by, foreign, one_product, owned};

fn left_disabled() -> WorldFile {
    let mut world = one_product(&[Some("true")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::Disabled));
    world
}

fn activate(hub: &Hub) -> Action {
    hub.action_on_grant(Wish::Shared, NextTask::Activate)
}

#[tokio::test]
async fn puts_a_grant_into_force_with_its_newest_version_as_source() {
    let hub = Hub::of(left_disabled()).await;

    let action = hub.write(Action { polls: 7, ..activate(&hub) }).await.unwrap();
    assert_eq!(
        (action.polls, action.wait_seconds),
        (0, 60),
        "a new workflow is waited for from its beginning"
    );
    let ended = hub.followed(action).await;

    assert_eq!(ended.outcome.unwrap().result, ActionResult::Done);
    assert_eq!(hub.statuses(1), ["ACTIVE"]);
    let head = hub.ledger.heads.lock().unwrap()[&ended.share].clone();
    assert_eq!((head.version.as_deref(), head.grant), (Some("2"), Some(hub.first_grant())));
}

#[tokio::test]
async fn waits_and_reads_again_when_its_reading_of_the_version_was_stale() {
    let hub = Hub::of(left_disabled()).await;
    // Somebody makes a new version, and for two seconds GetGrant still tells the old one.
    hub.let_a_person_in();
    let request = serde_json::json!({
        "ClientToken": "t", "GrantArn": hub.first_grant(), "GrantName": "marketplace-steward-renamed",
    });
    let target = "AWSLicenseManager.CreateGrantVersion";
    let person = Some(crate::support::truth::PERSON);
    hub.aws.write("license-manager:CreateGrantVersion", target, request, person).await.unwrap();

    let action = hub.write(activate(&hub)).await.unwrap();

    assert_eq!((action.next, action.activated), (NextTask::Wait, false));
    assert_eq!(hub.followed(action).await.outcome.unwrap().result, ActionResult::Done);
    assert_eq!(hub.statuses(1), ["ACTIVE"]);
}

#[tokio::test]
async fn writes_nothing_on_a_grant_that_is_in_its_workflow() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let created = hub.write(hub.action(1, 0, Wish::Shared, NextTask::Create)).await.unwrap();

    let action = hub.write(Action { next: NextTask::Activate, ..created }).await.unwrap();

    assert_eq!(action.next, NextTask::Wait);
    assert_eq!(hub.sim.calls().of("license-manager.CreateGrantVersion"), 0);
}

/// A member that uses the product by another license keeps it, however AWS says so.
#[tokio::test]
async fn a_conflict_is_skipped_in_every_way_in_which_aws_may_show_it() {
    for conflict in [ConflictShows::DisabledWithReason, ConflictShows::FailedWorkflow, ConflictShows::Refused]
    {
        let mut world = left_disabled();
        world.licenses.push(bought_by(&world, 0, 0));
        world.grants.push(foreign(&world, 1, 1, GrantStatus::Active));
        let hub = Hub::with(world, Options { conflict, ..options() }).await;

        let action = hub.write(activate(&hub)).await.unwrap();
        let outcome = hub.followed(action).await.outcome.unwrap();

        assert_eq!(
            (outcome.result, outcome.class),
            (ActionResult::Skipped, Some(Class::Conflict)),
            "{conflict:?}"
        );
        assert!(outcome.is_final_in_run());
        let other = &hub.given()[1];
        assert_eq!((other.status, other.version), (GrantStatus::Active, 1), "{conflict:?}");
    }
}

#[tokio::test]
async fn says_what_aws_said_when_the_grant_stays_disabled_for_another_reason() {
    let hub = Hub::of(left_disabled()).await;
    hub.sim.set_trust("license-management.marketplace.amazonaws.com", false);

    let action = hub.write(activate(&hub)).await.unwrap();
    let outcome = hub.followed(action).await.outcome.unwrap();

    assert_eq!((outcome.result, outcome.class), (ActionResult::Failed, Some(Class::WorkflowFailed)));
    assert!(outcome.reason.contains("does not have trusted access"), "{}", outcome.reason);
}
