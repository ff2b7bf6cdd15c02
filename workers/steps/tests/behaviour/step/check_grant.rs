//! Check the grant.

use domain::life_cycle::Wish;
use domain::limits::POLLS_MAX;
use domain::report::{ActionResult, Class};
use domain::work::{Action, NextTask};
use serde_json::json;
use sim::{GrantStatus, Latency, LicenseStatus, Options};

use crate::support::hub::{Hub, options};
use crate::support::truth::PERSON;
use crate::support::world::{bought_by, foreign, id, one_product, owned};

async fn with_grant(status: GrantStatus) -> Hub {
    let mut world = one_product(&[Some("true")]);
    world.grants.push(owned(&world, 1, 0, status));
    Hub::of(world).await
}

/// Seed defects S4 and S5: every status has a next step, chosen from what was observed.
#[tokio::test]
async fn says_what_is_next_for_every_status() {
    use GrantStatus as S;
    for (status, shared, revoked) in [
        (S::PendingAccept, NextTask::Accept, NextTask::Delete),
        (S::Disabled, NextTask::Activate, NextTask::Delete),
        (S::WorkflowCompleted, NextTask::Activate, NextTask::Delete),
        (S::FailedWorkflow, NextTask::Delete, NextTask::Delete),
        (S::Active, NextTask::Done, NextTask::Delete),
        (S::Rejected, NextTask::Done, NextTask::Done),
        (S::Deleted, NextTask::Create, NextTask::Done),
        (S::PendingWorkflow, NextTask::Wait, NextTask::Wait),
        (S::PendingDelete, NextTask::Wait, NextTask::Wait),
    ] {
        let hub = with_grant(status).await;
        for (wish, next) in [(Wish::Shared, shared), (Wish::Revoked, revoked)] {
            let action = hub.check(hub.action_on_grant(wish, NextTask::Wait)).await.unwrap();
            assert_eq!(action.next, next, "{status:?} {wish:?}");
        }
    }
}

#[tokio::test]
async fn leaves_an_action_alone_whose_next_step_is_known() {
    let hub = with_grant(GrantStatus::Disabled).await;
    let action = hub.action_on_grant(Wish::Shared, NextTask::Delete);

    assert_eq!(hub.check(action.clone()).await.unwrap(), action);
    assert!(hub.sim.calls().log.is_empty());
}

#[tokio::test]
async fn does_not_believe_a_reading_that_is_older_than_our_own_write() {
    let hub = with_grant(GrantStatus::Disabled).await;
    let action = hub.write(hub.action_on_grant(Wish::Shared, NextTask::Activate)).await.unwrap();

    // GetGrant is two seconds behind and still says DISABLED, version 1.
    let action = hub.check(action).await.unwrap();

    assert_eq!((action.next, action.written_version), (NextTask::Wait, Some(2)));
    assert_eq!(hub.sim.calls().of("license-manager.CreateGrantVersion"), 1);
}

/// Somebody switched it off again right after: it is not fought over in the same pass.
#[tokio::test]
async fn an_activated_grant_that_reads_disabled_is_looked_at_again_and_left_to_the_next_pass() {
    let hub = with_grant(GrantStatus::Disabled).await;
    let mut action = hub.write(hub.action_on_grant(Wish::Shared, NextTask::Activate)).await.unwrap();
    hub.pass_seconds(200);
    hub.let_a_person_in();
    let request = json!({"ClientToken": "t", "GrantArn": hub.first_grant(), "Status": "DISABLED"});
    let target = "AWSLicenseManager.CreateGrantVersion";
    hub.aws.write("license-manager:CreateGrantVersion", target, request, Some(PERSON)).await.unwrap();
    hub.pass_seconds(200);

    let mut looks = 0;
    while action.next == NextTask::Wait {
        action = hub.check(action).await.unwrap();
        looks += 1;
        assert!(looks < 100, "for ever");
    }

    assert_eq!(looks, 3);
    let outcome = action.outcome.unwrap();
    assert_eq!((outcome.result, outcome.class), (ActionResult::Waiting, Some(Class::NotReady)));
}

/// The reason of an earlier conflict is still to be read for two seconds after the next activation.
#[tokio::test]
async fn does_not_take_an_old_conflict_for_a_new_one() {
    let mut world = one_product(&[Some("true")]);
    world.licenses.push(bought_by(&world, 0, 0));
    world.grants.push(owned(&world, 1, 0, GrantStatus::Disabled));
    world.grants.push(foreign(&world, 1, 1, GrantStatus::Active));
    let hub = Hub::of(world).await;
    hub.write(hub.action_on_grant(Wish::Shared, NextTask::Activate)).await.unwrap();
    hub.pass_seconds(200);
    assert!(hub.live(1)[0].status_reason.is_some());
    hub.sim.set_license_status(&hub.world.licenses[1].arn, LicenseStatus::Expired);

    let action = hub.write(hub.action_on_grant(Wish::Shared, NextTask::Activate)).await.unwrap();
    let action = hub.check(action).await.unwrap();

    assert_eq!((action.next, action.outcome.clone()), (NextTask::Wait, None));
    hub.pass_seconds(200);
    assert_eq!(hub.check(action).await.unwrap().outcome.unwrap().result, ActionResult::Done);
}

#[tokio::test]
async fn asks_more_and_more_rarely_and_not_for_ever() {
    let slow = Latency { least_seconds: 100_000, most_seconds: 100_000 };
    let hub = Hub::with(one_product(&[Some("true")]), Options { latency: slow, ..options() }).await;
    let mut action = hub.write(hub.action(1, 0, Wish::Shared, NextTask::Create)).await.unwrap();
    let mut waits = Vec::new();
    while action.next == NextTask::Wait {
        waits.push(action.wait_seconds);
        assert!(waits.len() < 100, "for ever");
        hub.pass_seconds(action.wait_seconds);
        action = hub.check(action).await.unwrap();
    }

    assert_eq!(waits.len(), POLLS_MAX as usize);
    assert!(waits[1..].is_sorted(), "{waits:?}");
    let outcome = action.outcome.unwrap();
    assert_eq!((outcome.result, outcome.class), (ActionResult::Waiting, Some(Class::NotReady)));
    assert!(!outcome.is_final_in_run());
}

#[tokio::test]
async fn the_failures_of_a_share_are_forgotten_when_it_worked_after_all() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    hub.sim.fail_workflows(&id(1), &hub.world.licenses[0].sku, 1);
    let mut action = hub.write(hub.action(1, 0, Wish::Shared, NextTask::Create)).await.unwrap();
    let failures = |action: &Action| hub.ledger.heads.lock().unwrap()[&action.share].failures;
    // It is distributed and fails; it is deleted.
    hub.pass_seconds(200);
    action = hub.check(action).await.unwrap();
    action = hub.write(action).await.unwrap();
    assert_eq!((failures(&action), action.recreations), (1, 1));

    let ended = hub.followed(action).await;

    assert_eq!(hub.statuses(1), ["ACTIVE"]);
    assert_eq!((failures(&ended), ended.recreations), (0, 1));
}
