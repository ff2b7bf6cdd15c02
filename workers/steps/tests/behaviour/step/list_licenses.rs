//! List the licenses.

use domain::license::OwnSubscription;
use domain::run::Only;
use sim::{LicenseEntry, LicenseStatus, ProductKind};
use steps::list_licenses::run;
use steps::snapshot::SeenLicenses;

use crate::support::hub::Hub;
use crate::support::world::{bought_by, id, one_product, world};

async fn listed(hub: &Hub) -> SeenLicenses {
    listed_for(hub, Only::default()).await
}

async fn listed_for(hub: &Hub, only: Only) -> SeenLicenses {
    let mut request = hub.first_pass();
    request.run.request.only = only;
    let answer = run(&hub.aws, &hub.bucket, request).await.unwrap();
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
async fn a_run_about_accounts_asks_what_each_of_them_bought() {
    let mut world = world(&[Some("true"), Some("true")]);
    world.licenses.push(bought_by(&world, 1, 2));
    world.licenses.push(bought_by(&world, 2, 1));
    let hub = Hub::of(world).await;
    let account = id(1).parse().unwrap();

    let seen = listed_for(&hub, Only { accounts: [account].into(), ..Only::default() }).await;

    let product = hub.world.licenses[2].sku.parse().unwrap();
    let own = OwnSubscription { account: id(1).parse().unwrap(), product };
    assert_eq!(seen.own_subscriptions.items(), [own]);
    assert_eq!(seen.licenses.items().len(), 3);
    assert_eq!(hub.sim.calls().of("license-manager.ListReceivedLicensesForOrganization"), 1);
}

#[tokio::test]
async fn a_run_about_a_product_lists_its_licenses_only() {
    let mut world = world(&[Some("true")]);
    world.licenses.push(bought_by(&world, 0, 1));
    world.licenses.push(bought_by(&world, 1, 1));
    world.licenses.push(bought_by(&world, 1, 2));
    let hub = Hub::of(world).await;
    let products = [hub.world.licenses[1].sku.parse().unwrap()];

    let seen = listed_for(&hub, Only { products: products.clone().into(), ..Only::default() }).await;

    let found: Vec<_> = seen.licenses.items().iter().map(|license| license.product.clone()).collect();
    assert_eq!(found, [products[0].clone(), products[0].clone()]);
    assert_eq!(seen.own_subscriptions.items().len(), 1);
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

    assert_eq!(error.name(), "Invalid");
    let told = error.to_string();
    assert!(told.contains("SETUP-012: ") && told.contains("enable-aws-service-access"), "{error}");
}
