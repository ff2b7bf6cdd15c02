//! One product, one active grant in an account (AWS-FACTS 3.3).

use sim::{ConflictShows, GrantStatus, Options, Sim};

use crate::client::{Client, SUBSCRIBER, by_hand, start, text};

/// A delivered grant of the product that the subscriber already has by itself.
async fn delivered(options: Options) -> (Sim, Client, String) {
    let (sim, hub) = start(options).await;
    let arn = hub.create_grant("Keel", SUBSCRIBER).await;
    sim.clock().advance_seconds(120);
    (sim, hub, arn)
}

fn own_subscription(sim: &Sim) -> GrantStatus {
    let own = sim.grants_of(SUBSCRIBER).into_iter().find(|grant| grant.name.contains("subscription"));
    own.unwrap().status
}

#[tokio::test]
async fn activation_against_an_own_subscription_ends_disabled_with_a_reason() {
    for behavior in [None, Some("DISTRIBUTED_GRANTS_ONLY")] {
        let (sim, hub, arn) = delivered(by_hand()).await;
        hub.set_status(&arn, "ACTIVE", behavior).await.ok();
        sim.clock().advance_seconds(120);
        let grant = hub.grant(&arn).await;
        assert_eq!(grant["GrantStatus"], "DISABLED");
        assert!(text(&grant["StatusReason"]).contains("already active"));
        assert_eq!(own_subscription(&sim), GrantStatus::Active);
    }
}

#[tokio::test]
async fn a_conflict_can_show_as_a_failed_workflow() {
    let options = Options { conflict: ConflictShows::FailedWorkflow, ..by_hand() };
    let (sim, hub, arn) = delivered(options).await;
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    sim.clock().advance_seconds(120);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "FAILED_WORKFLOW");
}

#[tokio::test]
async fn a_conflict_can_be_refused_at_once() {
    let (_sim, hub, arn) = delivered(Options { conflict: ConflictShows::Refused, ..by_hand() }).await;
    assert_eq!(hub.set_status(&arn, "ACTIVE", None).await.error().0, "ValidationException");
}

#[tokio::test]
async fn an_override_switches_the_other_grant_off() {
    let (sim, hub, arn) = delivered(by_hand()).await;
    hub.set_status(&arn, "ACTIVE", Some("ALL_GRANTS_PERMITTED_BY_ISSUER")).await.ok();
    sim.clock().advance_seconds(120);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "ACTIVE");
    assert_eq!(own_subscription(&sim), GrantStatus::Disabled);
}

#[tokio::test]
async fn a_renewal_of_an_ended_license_is_no_conflict() {
    let (sim, hub, arn) = delivered(by_hand()).await;
    let own =
        sim.grants_of(SUBSCRIBER).into_iter().find(|grant| grant.name.contains("subscription")).unwrap();
    sim.set_license_status(&own.license, sim::LicenseStatus::Expired);
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    sim.clock().advance_seconds(120);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "ACTIVE");
}

#[tokio::test]
async fn without_trusted_access_of_the_marketplace_nothing_is_activated() {
    let (sim, hub, _) = delivered(by_hand()).await;
    let arn = hub.create_grant("Finch", SUBSCRIBER).await;
    sim.clock().advance_seconds(120);
    sim.set_trust("license-management.marketplace.amazonaws.com", false);
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    sim.clock().advance_seconds(120);
    assert_eq!(hub.grant(&arn).await["GrantStatus"], "DISABLED");
}
