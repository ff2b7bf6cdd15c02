//! Writing grants in the simulated organization, from creation to deletion, in the hub and in a member account.

use aws::{GrantWrites, Grants, MemberRole};
use domain::grant::{GrantStatus, Operation, Principal, Share};
use domain::identifier::AccountId;
use sim::{AimedFault, Fault, Faults, Sim};
use steps::ports::{ApiError, GrantWrites as _, Grants as _, NewGrant};

use crate::session::{HUB, hub, sample};

/// An account of the sample organization without any grant.
fn member() -> AccountId {
    "202000000002".parse().unwrap()
}

fn writes(sim: &Sim, role: &str) -> GrantWrites {
    let role = MemberRole { name: role.to_owned(), external_id: HUB.to_owned() };
    GrantWrites::new(&hub(&sim.endpoint()), role)
}

fn new_grant() -> NewGrant {
    NewGrant {
        name: format!("marketplace-steward-{}", member()),
        share: Share {
            license: "arn:aws:license-manager::294406891311:license:l-f523424b7ad92dbe52e389112a367f8f"
                .parse()
                .unwrap(),
            principal: Principal::Account(member()),
        },
        home_region: "us-east-1".into(),
        operations: vec![Operation::CheckoutLicense, Operation::CheckInLicense],
        activate: None,
        token: "token-1".into(),
        hub: HUB.parse().unwrap(),
    }
}

#[tokio::test]
async fn a_grant_is_made_with_our_mark_activated_and_deleted() {
    let sim = sample(|_| {}).await;
    let (writes, grants) = (writes(&sim, "MarketplaceStewardMember"), Grants::new(&hub(&sim.endpoint())));

    let made = writes.create(&new_grant()).await.unwrap();
    assert_eq!((&made.status, made.version.as_str()), (&GrantStatus::PendingWorkflow, "1"));
    assert!(!made.request_id.is_empty());
    assert_eq!(grants.grant_tags(&made.arn).await.unwrap()["marketplace-steward"], HUB);

    sim.clock().advance_seconds(600);
    let accepted = grants.grant(&made.arn).await.unwrap();
    assert_eq!((&accepted.share, &accepted.status), (&new_grant().share, &GrantStatus::Disabled));
    writes.activate(&made.arn, &accepted.version, "token-2", None).await.unwrap();

    sim.clock().advance_seconds(600);
    let active = grants.grant(&made.arn).await.unwrap();
    assert_eq!(active.status, GrantStatus::Active);
    let stale = writes.delete(&made.arn, &made.version).await.unwrap_err();
    assert!(stale.message.contains("latest version"), "{stale}");
    writes.delete(&made.arn, &active.version).await.unwrap();

    sim.clock().advance_seconds(600);
    assert_eq!(grants.grant(&made.arn).await.unwrap().status, GrantStatus::Deleted);
}

#[tokio::test]
async fn a_creation_whose_answer_was_lost_is_found_by_its_token() {
    let sim = sample(|_| {}).await;
    let before = sim.grants().len();
    let lost =
        AimedFault { operation: "license-manager.CreateGrant".into(), call: 1, fault: Fault::LostAnswer };
    sim.set_faults(Faults { aimed: vec![lost], ..Faults::none() });
    let writes = writes(&sim, "MarketplaceStewardMember");
    let error = writes.create(&new_grant()).await.unwrap_err();
    assert_eq!(error.code, ApiError::NO_ANSWER);

    let found = writes.create(&new_grant()).await.unwrap();
    assert_eq!(sim.grants().len(), before + 1);
    assert!(sim.grants().iter().any(|grant| grant.arn == found.arn.as_str()));
}

#[tokio::test]
async fn a_grant_that_waits_is_accepted_in_the_member_account() {
    let sim = sample(|world| world.organization.license_manager_linked = false).await;
    let (writes, grants) = (writes(&sim, "MarketplaceStewardMember"), Grants::new(&hub(&sim.endpoint())));
    let made = writes.create(&new_grant()).await.unwrap();
    sim.clock().advance_seconds(600);
    assert_eq!(grants.grant(&made.arn).await.unwrap().status, GrantStatus::PendingAccept);

    let accepted = writes.accept(&member(), &made.arn).await.unwrap();
    assert_eq!(accepted.arn, made.arn);
    sim.clock().advance_seconds(600);
    assert_eq!(grants.grant(&made.arn).await.unwrap().status, GrantStatus::Disabled);
}

#[tokio::test]
async fn a_role_that_is_refused_is_told_as_the_role_and_not_as_the_grant() {
    let sim = sample(|_| {}).await;
    let grant = sim.grants()[0].arn.parse().unwrap();
    let error = writes(&sim, "NoSuchRole").accept(&member(), &grant).await.unwrap_err();
    assert_eq!((error.operation, error.code.as_str()), ("sts:AssumeRole", "AccessDenied"));
    assert_eq!(sim.calls().of("license-manager.AcceptGrant"), 0);
}

#[tokio::test]
async fn an_acceptance_that_is_not_needed_keeps_the_words_by_which_it_is_known() {
    let sim = sample(|_| {}).await;
    let grant =
        sim.grants().into_iter().find(|grant| grant.name == "marketplace-steward-201000000001").unwrap();
    let account = "201000000001".parse().unwrap();
    let error = writes(&sim, "MarketplaceStewardMember")
        .accept(&account, &grant.arn.parse().unwrap())
        .await
        .unwrap_err();
    assert!(error.message.contains("not allowed to accept"), "{error}");
}
