//! Create the grant.

use domain::life_cycle::Wish;
use domain::report::{ActionResult, Class};
use domain::work::{Action, NextTask};
use sim::{AimedFault, ConflictShows, DuplicateGrantCode, Fault, Faults, GrantStatus, Options, ProductKind};

use crate::support::hub::{Hub, options};
use crate::support::world::{bought_by, foreign, id, one_product, owned};

fn create(hub: &Hub) -> Action {
    hub.action(1, 0, Wish::Shared, NextTask::Create)
}

fn lose(operation: &str, fault: Fault) -> Faults {
    Faults { aimed: vec![AimedFault { operation: operation.to_owned(), call: 1, fault }], ..Faults::none() }
}

#[tokio::test]
async fn makes_a_grant_with_our_mark_and_waits_for_it() {
    let hub = Hub::of(one_product(&[Some("true")])).await;

    let action = hub.write(create(&hub)).await.unwrap();

    let grant = &hub.live(1)[0];
    assert_eq!((action.next, action.wait_seconds), (NextTask::Wait, 60));
    assert_eq!(action.grant.unwrap().as_str(), grant.arn);
    assert_eq!(grant.name, format!("marketplace-steward-{}", id(1)));
    assert_eq!(grant.tags["marketplace-steward"], "111111111111");
    assert_eq!(grant.operations, ["CheckoutLicense", "CheckInLicense"]);
    let head = hub.ledger.heads.lock().unwrap()[&action.share].clone();
    assert_eq!((head.generation, head.grant.unwrap().to_string()), (0, grant.arn.clone()));
}

/// P10.
#[tokio::test]
async fn is_in_the_ledger_with_run_account_product_reason_and_request_id() {
    let hub = Hub::of(one_product(&[Some("true")])).await;

    hub.write(create(&hub)).await.unwrap();

    let entries = hub.ledger.entries_of("license-manager:CreateGrant");
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!((entry.run.name(), entry.account.to_string()), ("run-1", id(1)));
    assert_eq!(
        (entry.product.as_str(), entry.reason.as_str()),
        (hub.world.licenses[0].sku.as_str(), "the account is tagged")
    );
    assert!(entry.result.starts_with("ok ") && entry.result.len() > 30, "{}", entry.result);
}

/// P3, seed defect S6.
#[tokio::test]
async fn a_lost_answer_and_a_retry_make_one_grant() {
    for fault in [Fault::LostAnswer, Fault::LostInServerError] {
        let hub = Hub::of(one_product(&[Some("true")])).await;
        hub.sim.set_faults(lose("license-manager.CreateGrant", fault));

        let error = hub.write(create(&hub)).await.unwrap_err();
        let action = hub.write(create(&hub)).await.unwrap();

        assert_eq!(error.name(), "Throttled");
        assert_eq!(hub.given().len(), 1, "{fault:?}");
        assert_eq!(action.grant.unwrap().as_str(), hub.live(1)[0].arn);
        let tokens: Vec<_> = hub
            .ledger
            .entries_of("license-manager:CreateGrant")
            .into_iter()
            .map(|entry| entry.token)
            .collect();
        assert_eq!(tokens.len(), 2);
        assert_eq!(tokens[0], tokens[1]);
    }
}

#[tokio::test]
async fn takes_up_the_grant_that_the_ledger_remembers_instead_of_making_another() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let first = hub.write(create(&hub)).await.unwrap();
    hub.pass_seconds(200);

    let second = hub.write(create(&hub)).await.unwrap();

    assert_eq!((second.next, second.grant), (NextTask::Activate, first.grant));
    assert_eq!(hub.sim.calls().of("license-manager.CreateGrant"), 1);
}

#[tokio::test]
async fn makes_the_next_generation_when_the_remembered_grant_has_ended() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let first = hub.write(create(&hub)).await.unwrap();
    hub.pass_seconds(200);
    hub.write(Action { wish: Wish::Revoked, next: NextTask::Delete, ..first.clone() }).await.unwrap();
    hub.pass_seconds(200);

    let second = hub.write(create(&hub)).await.unwrap();

    assert_ne!(second.grant, first.grant);
    assert_eq!(hub.ledger.heads.lock().unwrap()[&second.share].generation, 1);
    assert_eq!(hub.live(1).len(), 1);
}

/// The grant before it was activated; this one was not yet.
#[tokio::test]
async fn a_grant_that_is_made_anew_is_activated_anew() {
    let hub = Hub::of(one_product(&[Some("true")])).await;

    hub.followed(Action { activated: true, recreations: 1, ..create(&hub) }).await;

    assert_eq!(hub.statuses(1), ["ACTIVE"]);
}

#[tokio::test]
async fn waits_for_the_next_pass_when_a_grant_exists_that_was_not_listed_yet() {
    for duplicate_grant_code in [
        DuplicateGrantCode::Validation,
        DuplicateGrantCode::InvalidParameterValue,
        DuplicateGrantCode::Conflict,
    ] {
        let mut world = one_product(&[Some("true")]);
        world.grants.push(foreign(&world, 1, 0, GrantStatus::Active));
        let hub = Hub::with(world, Options { duplicate_grant_code, ..options() }).await;

        let outcome = hub.write(create(&hub)).await.unwrap().outcome.unwrap();

        assert_eq!((outcome.result, outcome.class), (ActionResult::Waiting, Some(Class::Busy)));
        assert!(!outcome.is_final_in_run());
    }
}

#[tokio::test]
async fn says_what_to_enable_when_license_manager_has_no_trusted_access() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    hub.sim.set_trust("license-manager.amazonaws.com", false);

    let error = hub.write(create(&hub)).await.unwrap_err();

    assert_eq!(error.name(), "Invalid");
    assert!(
        error.to_string().contains("SETUP-011: ") && error.to_string().contains("EnableIntegration=true"),
        "{error}"
    );
}

#[tokio::test]
async fn says_where_to_deploy_when_the_region_is_not_the_licenses_home() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    hub.aws.write_in("eu-west-1");

    let error = hub.write(create(&hub)).await.unwrap_err();

    assert_eq!(error.name(), "Invalid");
    assert!(
        error.to_string().contains("SETUP-001: ")
            && error.to_string().contains("Deploy the stack in us-east-1"),
        "{error}"
    );
}

#[tokio::test]
async fn says_what_to_ask_for_when_the_quota_is_used_up() {
    let mut world = one_product(&[Some("true"), Some("true")]);
    world.grants.push(owned(&world, 2, 0, GrantStatus::Active));
    let hub = Hub::with(world, Options { grants_per_license_max: 1, ..options() }).await;

    let error = hub.write(create(&hub)).await.unwrap_err();

    assert_eq!(error.name(), "Invalid");
    assert!(error.to_string().contains("ask AWS for more"), "{error}");
}

#[tokio::test]
async fn an_account_with_an_active_grant_of_the_same_product_is_no_obstacle_before_activation() {
    let mut world = one_product(&[Some("true")]);
    world.licenses.push(bought_by(&world, 0, 0));
    world.grants.push(foreign(&world, 1, 1, GrantStatus::Active));
    let hub = Hub::with(world, Options { conflict: ConflictShows::Refused, ..options() }).await;

    assert_eq!(hub.write(create(&hub)).await.unwrap().next, NextTask::Wait);
}

/// AWS-FACTS 1.5: there is a license for a SaaS product, and sharing it is refused. Nobody tries that again by himself (P6).
#[tokio::test]
async fn a_license_that_is_not_shared_at_all_is_told_and_remembered() {
    let mut world = one_product(&[Some("true")]);
    world.licenses[0].kind = ProductKind::Saas;
    let hub = Hub::of(world).await;

    let ended = hub.write(create(&hub)).await.unwrap();

    let outcome = ended.outcome.unwrap();
    assert_eq!((outcome.result, outcome.class), (ActionResult::Skipped, Some(Class::Invalid)));
    assert!(outcome.reason.contains("does not allow to share this product"), "{}", outcome.reason);
    assert!(hub.ledger.heads.lock().unwrap()[&ended.share].unshareable);
}
