//! Adopt a grant.

use domain::grant::Principal;
use domain::life_cycle::Wish;
use domain::ownership::{NAME_PREFIX, TAG_KEY};
use domain::plan::Decision;
use domain::report::{ActionResult, Class};
use domain::work::{Action, NextTask};
use sim::{AimedFault, Fault, Faults, GrantStatus, GrantView};

use crate::support::hub::Hub;
use crate::support::truth::is_owned;
use crate::support::world::{HUB, foreign, id, one_product};

/// A grant as the seed's script makes them: its name is the account's id.
async fn seeded(status: GrantStatus) -> Hub {
    let mut world = one_product(&[Some("true")]);
    world.grants.push(foreign(&world, 1, 0, status));
    Hub::of(world).await
}

fn adopt(hub: &Hub) -> Action {
    Action { planned: Decision::Adopt, ..hub.action_on_grant(Wish::Shared, NextTask::Adopt) }
}

fn the_grant(hub: &Hub) -> GrantView {
    hub.given().into_iter().next().unwrap()
}

fn fail(hub: &Hub, operation: &str, fault: Fault) {
    let aimed = vec![AimedFault { operation: format!("license-manager.{operation}"), call: 1, fault }];
    hub.sim.set_faults(Faults { aimed, ..Faults::none() });
}

#[tokio::test]
async fn puts_our_tag_and_name_on_a_grant_and_remembers_it() {
    let hub = seeded(GrantStatus::Active).await;

    let ended = hub.followed(adopt(&hub)).await;

    assert_eq!(ended.outcome.unwrap().result, ActionResult::Done);
    let grant = the_grant(&hub);
    assert_eq!((grant.name, grant.status), (format!("{NAME_PREFIX}{}", id(1)), GrantStatus::Active));
    assert_eq!(grant.tags[TAG_KEY], HUB);
    let head = hub.ledger.heads.lock().unwrap()[&ended.share].clone();
    assert_eq!((head.grant, head.version.as_deref()), (Some(hub.first_grant()), Some("2")));
    hub.assert_every_write_is_in_the_ledger();
}

/// A grant that only has the tag is another's for planning, and the next one who adopts ends it.
#[tokio::test]
async fn what_was_stopped_between_tag_and_name_is_ended_by_the_next_one() {
    let hub = seeded(GrantStatus::Active).await;
    fail(&hub, "CreateGrantVersion", Fault::ServerError);
    assert_eq!(hub.write(adopt(&hub)).await.unwrap_err().name(), "Throttled");
    assert!(!is_owned(&the_grant(&hub)) && the_grant(&hub).tags.contains_key(TAG_KEY));

    hub.followed(adopt(&hub)).await;

    assert!(is_owned(&the_grant(&hub)));
    assert_eq!(hub.sim.calls().of("license-manager.TagResource"), 1, "it has the tag already");
}

#[tokio::test]
async fn a_lost_answer_and_a_retry_adopt_once_and_remember_it() {
    for operation in ["TagResource", "CreateGrantVersion"] {
        let hub = seeded(GrantStatus::Active).await;
        fail(&hub, operation, Fault::LostAnswer);
        assert_eq!(hub.write(adopt(&hub)).await.unwrap_err().name(), "Throttled");
        hub.pass_seconds(5);

        let ended = hub.followed(hub.write(adopt(&hub)).await.unwrap()).await;

        assert_eq!(ended.outcome.unwrap().result, ActionResult::Done);
        assert!(is_owned(&the_grant(&hub)));
        assert_eq!(the_grant(&hub).version, 2, "{operation}");
        assert!(hub.ledger.heads.lock().unwrap()[&ended.share].grant.is_some(), "{operation}");
        hub.assert_every_write_is_in_the_ledger();
    }
}

#[tokio::test]
async fn waits_for_a_workflow_and_leaves_alone_what_has_ended() {
    let hub = seeded(GrantStatus::PendingWorkflow).await;
    assert_eq!(hub.write(adopt(&hub)).await.unwrap().next, NextTask::Wait);

    let hub = seeded(GrantStatus::Deleted).await;
    let outcome = hub.write(adopt(&hub)).await.unwrap().outcome.unwrap();
    assert_eq!((outcome.result, outcome.class), (ActionResult::Skipped, Some(Class::Gone)));
    assert_eq!(hub.sim.calls().mutating(), 0);
}

/// The status stays what it is: adopting neither activates nor accepts.
#[tokio::test]
async fn a_grant_that_is_not_active_is_adopted_as_it_is() {
    for status in [GrantStatus::Disabled, GrantStatus::WorkflowCompleted] {
        let hub = seeded(status).await;

        hub.followed(adopt(&hub)).await;

        assert_eq!((the_grant(&hub).status, is_owned(&the_grant(&hub))), (status, true));
    }
}

/// P3: the head of a share that has a live grant of ours goes on remembering that one.
#[tokio::test]
async fn does_not_forget_the_grant_that_the_share_has_already() {
    let hub = seeded(GrantStatus::Active).await;
    let action = adopt(&hub);
    assert!(matches!(action.share.principal, Principal::Account(_)));
    let mut made = hub.first_grant().to_string();
    made.replace_range(made.len() - 4.., "ffff");
    let head = steps::ports::Head {
        share: action.share.clone(),
        generation: 1,
        grant: Some(made.parse().unwrap()),
        version: Some("1".to_owned()),
        failures: 0,
        deleted: false,
        conflict: false,
        unshareable: false,
        left_off: None,
    };
    hub.ledger.heads.lock().unwrap().insert(action.share.clone(), head.clone());

    hub.followed(action).await;

    assert_eq!(hub.ledger.heads.lock().unwrap()[&head.share], head);
}
