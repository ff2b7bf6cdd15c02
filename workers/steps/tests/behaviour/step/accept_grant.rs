//! Accept the grant.

use domain::life_cycle::Wish;
use domain::report::{ActionResult, Class};
use domain::work::{Action, NextTask};
use sim::{Failure, GrantStatus, WorldFile};

use crate::support::hub::Hub;
use crate::support::world::{id, one_product, owned};

fn waiting_for_its_owner() -> WorldFile {
    let mut world = one_product(&[Some("true")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::PendingAccept));
    world
}

fn accept(hub: &Hub) -> Action {
    hub.action_on_grant(Wish::Shared, NextTask::Accept)
}

#[tokio::test]
async fn accepts_as_the_member_role_of_the_account() {
    let hub = Hub::of(waiting_for_its_owner()).await;

    let action = hub.write(accept(&hub)).await.unwrap();
    hub.pass_seconds(200);
    let action = hub.check(action).await.unwrap();

    assert_eq!(action.next, NextTask::Activate);
    let call = hub.sim.calls().log.into_iter().find(|call| call.operation == "license-manager.AcceptGrant");
    assert!(call.unwrap().caller.contains("200000000001:assumed-role/MarketplaceStewardMember/"));
    assert_eq!(hub.ledger.entries_of("license-manager:AcceptGrant").len(), 1);
}

#[tokio::test]
async fn waits_for_the_owner_of_an_account_without_the_role() {
    let mut world = waiting_for_its_owner();
    world.accounts[1].without_member_roles = true;
    let hub = Hub::of(world).await;

    let outcome = hub.write(accept(&hub)).await.unwrap().outcome.unwrap();

    assert_eq!((outcome.result, outcome.class), (ActionResult::Waiting, Some(Class::NotAccepted)));
    assert!(
        outcome.is_final_in_run() && outcome.reason.contains("deploy the member role"),
        "{}",
        outcome.reason
    );
    assert_eq!(hub.sim.calls().of("license-manager.AcceptGrant"), 0);
}

/// Terraform's #34977: a grant inside an organization accepts itself, and a late AcceptGrant is refused.
#[tokio::test]
async fn a_grant_that_was_accepted_meanwhile_is_left_to_its_way() {
    let mut world = waiting_for_its_owner();
    world.grants[0].status = GrantStatus::Disabled;
    let hub = Hub::of(world).await;

    let action = hub.write(accept(&hub)).await.unwrap();

    assert_eq!(action.next, NextTask::Activate);
    assert_eq!(hub.sim.calls().of("license-manager.AcceptGrant"), 0);
}

#[tokio::test]
async fn a_refusal_because_it_was_accepted_already_is_looked_at_again() {
    let hub = Hub::of(waiting_for_its_owner()).await;
    hub.sim.break_account(
        &id(1),
        Failure::Refuse {
            operation: "AcceptGrant".to_owned(),
            code: "ValidationException".to_owned(),
            message: "Caller arn:aws:iam::200000000001:root is not allowed to accept this grant.".to_owned(),
        },
    );

    assert_eq!(hub.write(accept(&hub)).await.unwrap().next, NextTask::Wait);
}

#[tokio::test]
async fn a_role_that_may_not_accept_is_denied_and_no_matter_of_waiting() {
    let hub = Hub::of(waiting_for_its_owner()).await;
    hub.sim.break_account(
        &id(1),
        Failure::Refuse {
            operation: "AcceptGrant".to_owned(),
            code: "AccessDeniedException".to_owned(),
            message: "no".to_owned(),
        },
    );

    assert_eq!(hub.write(accept(&hub)).await.unwrap_err().name(), "Denied");
}
