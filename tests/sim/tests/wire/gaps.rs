//! What a story can tell of the times in which an account went without a product.

use serde_json::json;
use sim::{AgreementEnd, GrantStatus, LicenseStatus, OwnPurchase, Sim};

use crate::client::{Client, MEMBER, SUBSCRIBER, by_hand, start, text};

/// Longer than any workflow on a grant for one account, or the arrival of a license.
const SETTLED: u64 = 300;
const SKU: &str = "prod-kcs3v9t5wbn2a";

/// A grant in force.
async fn active(sim: &Sim, hub: &Client, account: &str) -> String {
    let grant = hub.create_grant("Keel", account).await;
    sim.clock().advance_seconds(SETTLED);
    hub.set_status(&grant, "ACTIVE", None).await.ok();
    sim.clock().advance_seconds(SETTLED);
    grant
}

#[tokio::test]
async fn an_account_that_never_had_a_product_has_no_gap() {
    let (sim, hub) = start(by_hand()).await;
    assert_eq!(sim.gaps(MEMBER, SKU), []);
    hub.create_grant("Keel", MEMBER).await;
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(sim.gaps(MEMBER, SKU), [], "it was never active");
}

#[tokio::test]
async fn a_gap_is_from_the_end_of_one_grant_to_the_activation_of_the_next() {
    let (sim, hub) = start(by_hand()).await;
    let first = active(&sim, &hub, MEMBER).await;
    let deleted_at = sim.now();
    hub.license_manager("DeleteGrant", json!({"GrantArn": first, "Version": "2"})).await.ok();
    sim.clock().advance_seconds(SETTLED);
    let [open] = sim.gaps(MEMBER, SKU)[..] else { panic!("{:?}", sim.gaps(MEMBER, SKU)) };
    assert_eq!((open.since, open.until, open.license_ended), (deleted_at, None, false));

    let license = text(&hub.license("Keel").await["LicenseArn"]);
    let second = sim.create_grant_by_hand(&license, MEMBER).unwrap();
    sim.clock().advance_seconds(SETTLED);
    sim.switch_grant_by_hand(MEMBER, &second, true).unwrap();
    let asked_at = sim.now();
    sim.clock().advance_seconds(SETTLED);
    let [closed] = sim.gaps(MEMBER, SKU)[..] else { panic!("{:?}", sim.gaps(MEMBER, SKU)) };
    assert!(closed.since == deleted_at && closed.until.is_some_and(|until| until > asked_at), "{closed:?}");
}

#[tokio::test]
async fn a_swap_leaves_no_gap() {
    let (sim, hub) = start(by_hand()).await;
    let old = active(&sim, &hub, MEMBER).await;
    let renewed = sim.renew(&text(&hub.license("Keel").await["LicenseArn"]), None).unwrap();
    sim.clock().advance_seconds(SETTLED);
    let new = sim.create_grant_by_hand(&renewed, MEMBER).unwrap();
    sim.clock().advance_seconds(SETTLED);
    hub.set_status(&new, "ACTIVE", Some("ALL_GRANTS_PERMITTED_BY_ISSUER")).await.ok();
    sim.clock().advance_seconds(SETTLED);
    let status = |arn: &str| sim.grants().into_iter().find(|grant| grant.arn == arn).unwrap().status;
    assert_eq!((status(&old), status(&new)), (GrantStatus::Disabled, GrantStatus::Active));
    assert_eq!(sim.gaps(MEMBER, SKU), []);
}

#[tokio::test]
async fn a_gap_that_the_end_of_a_license_makes_says_so() {
    let (sim, hub) = start(by_hand()).await;
    active(&sim, &hub, MEMBER).await;
    sim.set_license_status(&text(&hub.license("Keel").await["LicenseArn"]), LicenseStatus::Expired);
    let [gap] = sim.gaps(MEMBER, SKU)[..] else { panic!("{:?}", sim.gaps(MEMBER, SKU)) };
    assert!(gap.license_ended && gap.until.is_none());
}

#[tokio::test]
async fn an_own_license_fills_the_time_without_a_grant() {
    let (sim, hub) = start(by_hand()).await;
    let grant = active(&sim, &hub, MEMBER).await;
    let own = sim.buy_as_member(MEMBER, SKU).unwrap();
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(hub.grant(&grant).await["GrantStatus"], "DISABLED", "one product, one active grant");
    hub.license_manager("DeleteGrant", json!({"GrantArn": grant, "Version": "2"})).await.ok();
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(sim.gaps(MEMBER, SKU), []);

    sim.end_agreement(&own, AgreementEnd::Cancelled).unwrap();
    sim.clock().advance_seconds(SETTLED);
    assert!(sim.gaps(MEMBER, SKU)[0].license_ended);
}

#[tokio::test]
async fn an_own_license_can_wait_behind_a_grant() {
    let options = sim::Options { own_purchase: OwnPurchase::StaysOff, ..by_hand() };
    let (sim, hub) = start(options).await;
    let grant = active(&sim, &hub, MEMBER).await;
    let own = sim.buy_as_member(MEMBER, SKU).unwrap();
    sim.clock().advance_seconds(SETTLED);
    let status = |license: &str| {
        sim.grants_of(MEMBER).into_iter().find(|grant| grant.license == license).unwrap().status
    };
    assert_eq!(status(&own), GrantStatus::Disabled);
    assert_eq!(hub.grant(&grant).await["GrantStatus"], "ACTIVE");
}

#[tokio::test]
async fn an_own_subscription_from_the_beginning_counts() {
    let (sim, _hub) = start(by_hand()).await;
    let own = sim.grants_of(SUBSCRIBER).into_iter().find(|grant| grant.sku == SKU).unwrap();
    sim.end_agreement(&own.license, AgreementEnd::Cancelled).unwrap();
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(sim.gaps(SUBSCRIBER, SKU).len(), 1);
}

#[tokio::test]
async fn a_grant_that_only_lets_look_fills_no_gap() {
    let (sim, hub) = start(by_hand()).await;
    let license = text(&hub.license("Keel").await["LicenseArn"]);
    let look = sim.create_delegate_grant_by_hand(&license, MEMBER).unwrap();
    let grant = active(&sim, &hub, MEMBER).await;
    sim.switch_grant_by_hand(MEMBER, &look, true).unwrap();
    sim.clock().advance_seconds(SETTLED);
    sim.switch_grant_by_hand(MEMBER, &grant, false).unwrap();
    assert_eq!(sim.gaps(MEMBER, SKU).len(), 1);
}
