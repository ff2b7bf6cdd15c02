//! Delete the grant.

use domain::life_cycle::Wish;
use domain::report::{ActionResult, Class};
use domain::work::{Action, NextTask};
use sim::{AimedFault, Fault, Faults, GrantStatus, WorldFile};
use steps::ports::Head;

use crate::support::hub::Hub;
use crate::support::truth::PERSON;
use crate::support::world::{one_product, owned};

fn shared() -> WorldFile {
    let mut world = one_product(&[Some("false")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::Active));
    world
}

fn delete(hub: &Hub) -> Action {
    hub.action_on_grant(Wish::Revoked, NextTask::Delete)
}

#[tokio::test]
async fn takes_a_grant_back_and_remembers_it() {
    let hub = Hub::of(shared()).await;

    let action = hub.write(Action { recreations: 2, ..delete(&hub) }).await.unwrap();
    hub.pass_seconds(200);
    let action = hub.check(action).await.unwrap();

    assert_eq!(action.outcome.unwrap().result, ActionResult::Done);
    assert!(action.revoked && hub.live(1).is_empty());
    let head = hub.ledger.heads.lock().unwrap()[&action.share].clone();
    assert_eq!((head.deleted, head.failures), (true, 0), "who gets it again begins anew");
}

/// `GetGrant` is behind: the version that it told is refused, and read once more.
#[tokio::test]
async fn a_version_that_changed_meanwhile_is_read_once_more() {
    let hub = Hub::of(shared()).await;
    hub.let_a_person_in();
    let request =
        serde_json::json!({"ClientToken": "t", "GrantArn": hub.first_grant(), "StatusReason": "looked at"});
    let target = "AWSLicenseManager.CreateGrantVersion";
    hub.aws.write("license-manager:CreateGrantVersion", target, request, Some(PERSON)).await.unwrap();

    let error = hub.write(delete(&hub)).await.unwrap_err();
    assert_eq!(error.name(), "Busy");
    assert_eq!(hub.sim.calls().of("license-manager.DeleteGrant"), 2);

    hub.pass_seconds(3);
    assert_eq!(hub.write(delete(&hub)).await.unwrap().next, NextTask::Wait);
    assert_eq!(hub.statuses(1), ["PENDING_DELETE"]);
}

#[tokio::test]
async fn waits_for_a_grant_that_is_in_its_workflow() {
    let hub = Hub::of(one_product(&[Some("false")])).await;
    let created = hub.write(hub.action(1, 0, Wish::Shared, NextTask::Create)).await.unwrap();

    let action = hub.write(Action { wish: Wish::Revoked, next: NextTask::Delete, ..created }).await.unwrap();

    assert_eq!(action.next, NextTask::Wait);
    assert_eq!(hub.sim.calls().of("license-manager.DeleteGrant"), 0);
}

/// P1.
#[tokio::test]
async fn a_grant_that_bears_our_name_but_not_our_tag_is_left_alone() {
    let mut world = shared();
    world.grants[0].tags.clear();
    let hub = Hub::of(world).await;

    let outcome = hub.write(delete(&hub)).await.unwrap().outcome.unwrap();

    assert_eq!((outcome.result, outcome.class), (ActionResult::Skipped, Some(Class::Foreign)));
    assert_eq!((hub.statuses(1), hub.sim.calls().mutating()), (vec!["ACTIVE"], 0));
}

/// P1.
#[tokio::test]
async fn a_grant_that_bears_our_tag_but_not_our_name_is_left_alone() {
    let mut world = shared();
    world.grants[0].name = "for the payments team".to_owned();
    let hub = Hub::of(world).await;

    let outcome = hub.write(delete(&hub)).await.unwrap().outcome.unwrap();

    assert_eq!((outcome.result, outcome.class), (ActionResult::Skipped, Some(Class::Foreign)));
    assert_eq!(hub.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn deleting_a_surplus_grant_does_not_touch_what_is_remembered_of_the_one_that_stays() {
    let hub = Hub::of(shared()).await;
    let action = delete(&hub);
    let stays = Head {
        share: action.share.clone(),
        generation: 3,
        grant: Some("arn:aws:license-manager::111111111111:grant:g-stays".parse().unwrap()),
        version: Some("2".to_owned()),
        failures: 0,
        deleted: false,
        conflict: false,
        unshareable: false,
        left_off: None,
    };
    hub.ledger.heads.lock().unwrap().insert(action.share.clone(), stays.clone());

    let action = hub.write(action).await.unwrap();

    assert_eq!(hub.ledger.heads.lock().unwrap()[&action.share], stays);
    assert_eq!(hub.statuses(1), ["PENDING_DELETE"]);
}

#[tokio::test]
async fn a_lost_answer_and_a_retry_delete_once() {
    let hub = Hub::of(shared()).await;
    let operation = "license-manager.DeleteGrant".to_owned();
    let aimed = vec![AimedFault { operation, call: 1, fault: Fault::LostAnswer }];
    hub.sim.set_faults(Faults { aimed, ..Faults::none() });

    assert_eq!(hub.write(delete(&hub)).await.unwrap_err().name(), "Throttled");
    hub.pass_seconds(5);
    let action = hub.write(delete(&hub)).await.unwrap();

    assert_eq!(action.next, NextTask::Wait);
    assert_eq!(hub.sim.calls().of("license-manager.DeleteGrant"), 1);
}

#[tokio::test]
async fn a_grant_that_is_gone_already_is_as_wanted() {
    let mut world = shared();
    world.grants[0].status = GrantStatus::Deleted;
    let hub = Hub::of(world).await;

    let outcome = hub.write(delete(&hub)).await.unwrap().outcome.unwrap();

    assert_eq!(outcome.result, ActionResult::Done);
    assert_eq!(hub.sim.calls().mutating(), 0);
}
