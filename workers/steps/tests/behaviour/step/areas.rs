//! Grants for units and the organization, step by step.

use domain::life_cycle::Wish;
use domain::report::{ActionResult, Class};
use domain::work::{Action, NextTask};
use sim::{AimedFault, AreaGrantEntry, AreaStatus, Fault, Faults, Options, WorldFile};

use crate::support::areas::{area_arn, move_into_unit, owned_area};
use crate::support::hub::{Hub, options};
use crate::support::world::{bought_by, one_product, world};

/// Two accounts in a unit and one outside of it.
fn with_unit() -> (WorldFile, String) {
    let mut world = one_product(&[Some("true"), Some("true"), Some("true")]);
    let unit = move_into_unit(&mut world, 1, &[1, 2]);
    (world, unit)
}

#[tokio::test]
async fn makes_and_activates_a_grant_for_a_unit_in_one_call_and_believes_its_parts() {
    for area_status in [AreaStatus::WorkflowCompleted, AreaStatus::AsAsked] {
        let (world, unit) = with_unit();
        let hub = Hub::with(world, Options { area_status, ..options() }).await;

        let action = hub.write(hub.area_action(&unit, 0, Wish::Shared, NextTask::Create)).await.unwrap();
        assert_eq!((action.next, action.activated), (NextTask::Wait, true));
        let ended = hub.followed(action).await;

        let outcome = ended.outcome.unwrap();
        assert_eq!(outcome.result, ActionResult::Done);
        assert!(outcome.reason.ends_with("it is ACTIVE in 2 of 2 accounts"), "{}", outcome.reason);
        assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["ACTIVE"], vec!["ACTIVE"]));
        assert!(hub.live(3).is_empty());
        assert_eq!(hub.live_areas()[0].name, format!("marketplace-steward-{unit}"));
        assert_eq!(hub.sim.calls().of("license-manager.CreateGrantVersion"), 0, "{area_status:?}");
        hub.assert_every_write_is_in_the_ledger();
    }
}

/// An account that has the product itself keeps it; that is its own matter, and the grant is as wanted.
#[tokio::test]
async fn a_part_that_makes_way_for_an_own_license_does_not_keep_the_whole_from_being_done() {
    let (mut world, unit) = with_unit();
    world.licenses.push(bought_by(&world, 1, 0));
    let hub = Hub::of(world).await;

    let ended = hub.followed(hub.area_action(&unit, 0, Wish::Shared, NextTask::Create)).await;

    let outcome = ended.outcome.unwrap();
    assert_eq!(outcome.result, ActionResult::Done);
    assert!(outcome.reason.ends_with("it is ACTIVE in 1 of 2 accounts"), "{}", outcome.reason);
}

/// Somebody made the grant and stopped before it was activated.
#[tokio::test]
async fn activates_the_whole_where_no_part_is_active() {
    let (mut world, unit) = with_unit();
    world.area_grants.push(AreaGrantEntry { activated: false, ..owned_area(&world, 0, &unit) });
    let grant = world.area_grants[0].arn.clone().unwrap();
    let hub = Hub::of(world).await;
    let action = hub.area_action(&unit, 0, Wish::Shared, NextTask::Wait);

    let action = hub.check(Action { grant: Some(grant.parse().unwrap()), ..action }).await.unwrap();
    assert_eq!(action.next, NextTask::Activate);
    let ended = hub.followed(action).await;

    assert_eq!(ended.outcome.unwrap().result, ActionResult::Done);
    assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["ACTIVE"], vec!["ACTIVE"]));
    assert_eq!(hub.sim.calls().of("license-manager.CreateGrantVersion"), 1);
}

/// Delivered twice, or late, it writes nothing: the parts say that it was done.
#[tokio::test]
async fn an_activation_that_comes_late_finds_the_parts_active() {
    let (mut world, unit) = with_unit();
    world.area_grants.push(owned_area(&world, 0, &unit));
    let grant = world.area_grants[0].arn.clone().unwrap();
    let hub = Hub::of(world).await;
    let action = hub.area_action(&unit, 0, Wish::Shared, NextTask::Activate);

    let action = hub.write(Action { grant: Some(grant.parse().unwrap()), ..action }).await.unwrap();

    assert_eq!(action.outcome.unwrap().result, ActionResult::Done);
    assert_eq!(hub.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn takes_a_grant_for_a_unit_back_without_reading_its_parts() {
    let (mut world, unit) = with_unit();
    world.area_grants.push(owned_area(&world, 0, &unit));
    let grant = world.area_grants[0].arn.clone().unwrap();
    let hub = Hub::of(world).await;
    let action = hub.area_action(&unit, 0, Wish::Revoked, NextTask::Delete);

    let ended = hub.followed(Action { grant: Some(grant.parse().unwrap()), loses: 2, ..action }).await;

    assert_eq!((ended.outcome.unwrap().result, ended.revoked), (ActionResult::Done, true));
    assert!(hub.live(1).is_empty() && hub.live(2).is_empty() && hub.live_areas().is_empty());
    assert_eq!(hub.sim.calls().of("license-manager.ListReceivedGrantsForOrganization"), 0);
}

/// AWS works on one at a time; that is a matter of minutes and no failure.
#[tokio::test]
async fn waits_while_aws_is_at_work_on_another_grant_for_many() {
    let mut world = world(&[Some("true"), Some("true")]);
    let unit = move_into_unit(&mut world, 1, &[1, 2]);
    let (organization, license) = (world.organization.id.clone(), world.licenses[0].arn.clone());
    world.area_grants.push(AreaGrantEntry { activated: false, ..owned_area(&world, 0, &unit) });
    let grant = world.area_grants[0].arn.clone().unwrap();
    let hub = Hub::of(world).await;
    hub.sim.create_area_grant_by_hand(&license, &organization).unwrap();

    let refused = hub.write(hub.area_action(&unit, 1, Wish::Shared, NextTask::Create)).await.unwrap();
    let outcome = refused.outcome.unwrap();
    assert_eq!((outcome.result, outcome.class), (ActionResult::Waiting, Some(Class::Busy)));

    let existing = hub.area_action(&unit, 0, Wish::Shared, NextTask::Activate);
    let action = hub.write(Action { grant: Some(grant.parse().unwrap()), ..existing }).await.unwrap();
    assert_eq!((action.next, action.activated), (NextTask::Wait, false));
}

/// P3: as for an account.
#[tokio::test]
async fn a_lost_answer_and_a_retry_make_one_grant_for_a_unit() {
    let (world, unit) = with_unit();
    let hub = Hub::of(world).await;
    let operation = "license-manager.CreateGrant".to_owned();
    let aimed = vec![AimedFault { operation, call: 1, fault: Fault::LostAnswer }];
    hub.sim.set_faults(Faults { aimed, ..Faults::none() });
    let create = || hub.area_action(&unit, 0, Wish::Shared, NextTask::Create);

    assert_eq!(hub.write(create()).await.unwrap_err().name(), "Throttled");
    let ended = hub.followed(create()).await;

    assert_eq!(ended.outcome.unwrap().result, ActionResult::Done);
    assert_eq!(hub.live_areas().len(), 1);
    assert_eq!(hub.live_areas()[0].principal, area_arn(&hub.world, &unit));
}
