//! List the licenses.

use domain::license::OwnSubscription;
use sim::{LicenseEntry, LicenseStatus, ProductKind};
use steps::list_licenses::run;
use steps::snapshot::SeenLicenses;

use crate::support::hub::Hub;
use crate::support::world::{bought_by, id, one_product};

async fn listed(hub: &Hub) -> SeenLicenses {
    let answer = run(&hub.aws, &hub.bucket, hub.first_pass()).await.unwrap();
    hub.file(&answer.key)
}

#[tokio::test]
async fn follows_small_and_empty_pages_to_the_last_license() {
    let mut world = one_product(&[]);
    for number in 0..20 {
        world.licenses.push(LicenseEntry { sku: format!("prod-{number:013x}"), ..bought_by(&world, 0, 0) });
    }
    let hub = Hub::of(world).await;

    assert_eq!(listed(&hub).await.licenses.items().len(), 21);
}

#[tokio::test]
async fn finds_who_bought_a_product_itself_as_far_as_the_license_is_available() {
    let mut world = one_product(&[Some("true"), Some("true")]);
    world.licenses.push(bought_by(&world, 1, 0));
    let expired = LicenseStatus::Expired;
    world.licenses.push(LicenseEntry { status: expired, ..bought_by(&world, 2, 0) });
    let hub = Hub::of(world).await;

    let seen = listed(&hub).await;

    let product = hub.world.licenses[0].sku.parse().unwrap();
    let own = OwnSubscription { account: id(1).parse().unwrap(), product };
    assert_eq!(seen.own_subscriptions.items(), [own]);
    assert_eq!(seen.licenses.items().len(), 1, "the hub did not receive what members bought");
}

#[tokio::test]
async fn asks_nobody_about_a_product_that_cannot_be_shared() {
    let mut world = one_product(&[Some("true")]);
    world.licenses[0].kind = ProductKind::Saas;
    let hub = Hub::of(world).await;

    let seen = listed(&hub).await;

    assert_eq!(seen.licenses.items().len(), 1);
    assert_eq!(hub.sim.calls().of("license-manager.ListReceivedLicensesForOrganization"), 0);
}

#[tokio::test]
async fn says_what_to_check_when_marketplace_has_no_trusted_access() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    hub.sim.set_trust("license-management.marketplace.amazonaws.com", false);

    let error = run(&hub.aws, &hub.bucket, hub.first_pass()).await.unwrap_err();

    assert_eq!(error.name(), "Denied");
    assert!(error.to_string().contains("trusted access of License Manager and AWS Marketplace"), "{error}");
}
