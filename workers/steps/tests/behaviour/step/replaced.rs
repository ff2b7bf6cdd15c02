//! Deleting a grant that another one took the place of (P2).

use domain::identifier::GrantArn;
use domain::life_cycle::Wish;
use domain::report::{ActionResult, Class};
use domain::work::{Action, NextTask};
use sim::GrantStatus;

use crate::support::hub::Hub;
use crate::support::world::{bought_by, one_product, owned};

/// An old license and a new one of the same product; the grant of the new one has this status.
async fn renewed(successor: GrantStatus) -> Hub {
    let mut world = one_product(&[Some("true")]);
    world.licenses.push(bought_by(&world, 0, 0));
    world.grants.push(owned(&world, 1, 0, GrantStatus::Disabled));
    world.grants.push(owned(&world, 1, 1, successor));
    Hub::of(world).await
}

fn delete(hub: &Hub) -> Action {
    let successor: GrantArn = hub.world.grants[1].arn.as_ref().unwrap().parse().unwrap();
    let action = hub.action_on_grant(Wish::Revoked, NextTask::Delete);
    Action { successor: Some(successor), loses: 0, ..action }
}

#[tokio::test]
async fn deletes_what_was_replaced_while_its_successor_is_active() {
    let hub = renewed(GrantStatus::Active).await;

    let ended = hub.followed(delete(&hub)).await;

    assert_eq!(ended.outcome.unwrap().result, ActionResult::Done);
    assert_eq!(hub.statuses(1), ["ACTIVE"]);
}

#[tokio::test]
async fn leaves_what_was_to_be_replaced_while_its_successor_is_not_active() {
    for status in [GrantStatus::Disabled, GrantStatus::PendingWorkflow, GrantStatus::Deleted] {
        let hub = renewed(status).await;

        let ended = hub.followed(delete(&hub)).await;

        let outcome = ended.outcome.unwrap();
        assert_eq!((outcome.result, outcome.class), (ActionResult::Waiting, Some(Class::NotReady)));
        assert!(outcome.reason.contains("is not ACTIVE (any more)"), "{}", outcome.reason);
        assert!(!ended.revoked && !outcome.is_final_in_run(), "{status:?}");
        assert_eq!(hub.sim.calls().mutating(), 0);
    }
}
