//! Allowing and denying products: two lists, limits, products that an organization can not name.

use serde_json::json;

use super::{
    BAY, CENTRAL, FLEET, LOGISTICS, OFFICE, PILOT, RETAIL, STORES, WITHDRAWN, change, decide, product, start,
};

#[tokio::test]
async fn a_product_is_in_the_list_in_which_it_was_put_last() {
    let (sim, bay) = start(BAY).await;
    let policy = || sim.experience(OFFICE).unwrap().policy.unwrap();
    bay.ended(&sim, vec![decide("DenyProductProcurement", OFFICE, [1])]).await;
    assert!(policy().denied.contains(&product(1)) && !policy().allowed.contains(&product(1)));
    bay.ended(&sim, vec![decide("AllowProductProcurement", OFFICE, [1])]).await;
    assert!(policy().allowed.contains(&product(1)) && !policy().denied.contains(&product(1)));
    let both =
        vec![decide("AllowProductProcurement", OFFICE, [2]), decide("DenyProductProcurement", OFFICE, [2])];
    bay.ended(&sim, both).await;
    assert!(policy().denied.contains(&product(2)) && !policy().allowed.contains(&product(2)));
}

#[tokio::test]
async fn fifty_allowed_and_fifty_denied_products_share_a_set() {
    let (sim, retail) = start(RETAIL.0).await;
    let set = vec![
        decide("AllowProductProcurement", STORES, 1..=50),
        decide("DenyProductProcurement", STORES, 101..=150),
    ];
    assert_eq!(retail.ended(&sim, set).await["Status"], "SUCCEEDED");
    let policy = sim.experience(STORES).unwrap().policy.unwrap();
    assert_eq!((policy.allowed.len(), policy.denied.len()), (50, 50));
}

#[tokio::test]
async fn more_than_fifty_distinct_products_are_refused_at_once_however_they_are_grouped() {
    let (_sim, retail) = start(RETAIL.0).await;
    let ids = |numbers: std::ops::RangeInclusive<u32>| numbers.map(product).collect::<Vec<_>>();
    for products in [
        json!([{"Ids": ids(1..=51)}]),
        json!([{"Ids": ids(1..=26)}, {"Ids": ids(27..=51)}]),
        json!([{"Ids": []}]),
        json!([]),
        json!([{"Ids": [product(1), product(2), product(1)]}]),
        json!([{"Ids": [product(1)], "Notes": "n".repeat(51)}]),
    ] {
        let change = change("AllowProductProcurement", STORES, json!({"Products": products}));
        let answer = retail.start_set(vec![change]).await;
        assert_eq!((answer.status, answer.error().0.as_str()), (422, "ValidationException"), "{products}");
    }
    let overlapping = json!([{"Ids": ids(1..=50)}, {"Ids": ids(41..=50), "Notes": "again"}]);
    let change = change("AllowProductProcurement", STORES, json!({"Products": overlapping}));
    assert_eq!(retail.start_set(vec![change]).await.status, 200, "fifty distinct ones");
}

#[tokio::test]
async fn one_unknown_product_fails_the_whole_set_in_its_organization_alone() {
    let (sim, logistics) = start(LOGISTICS).await;
    let before = sim.experience(FLEET).unwrap();
    let codes = logistics
        .failed(
            &sim,
            vec![
                decide("AllowProductProcurement", FLEET, 30..=60),
                decide("DenyProductProcurement", FLEET, [1]),
            ],
        )
        .await;
    assert_eq!(codes, ["INVALID_PRODUCT_IDS"]);
    assert_eq!(sim.experience(FLEET).unwrap(), before, "nothing of a failed set is applied");
    let failed = sim.change_sets().pop().unwrap();
    assert!(failed.changes[0].errors[0].1.contains(WITHDRAWN), "{failed:?}");
    assert!(failed.changes[1].errors.is_empty());
    let elsewhere = logistics.with_key(BAY);
    let set = elsewhere.ended(&sim, vec![decide("DenyProductProcurement", OFFICE, [42])]).await;
    assert_eq!(set["Status"], "SUCCEEDED");
    sim.set_product_known(LOGISTICS, WITHDRAWN, true);
    let set = logistics.ended(&sim, vec![decide("AllowProductProcurement", FLEET, [42])]).await;
    assert_eq!(set["Status"], "SUCCEEDED");
}

#[tokio::test]
async fn no_policy_is_not_an_empty_policy() {
    let (sim, logistics) = start(LOGISTICS).await;
    assert_eq!(sim.experience(PILOT).unwrap().policy, None);
    assert_eq!(sim.experience(STORES).unwrap().policy.unwrap().allowed.len(), 0);
    for change_type in ["AllowProductProcurement", "DenyProductProcurement"] {
        let codes = logistics.failed(&sim, vec![decide(change_type, PILOT, [1])]).await;
        assert_eq!(codes, ["ENTITY_NOT_FOUND"]);
    }
    let update = change("UpdateProcurementPolicy", PILOT, json!({"Name": "Pilot"}));
    assert_eq!(logistics.failed(&sim, vec![update]).await, ["ENTITY_NOT_FOUND"]);

    let create = change("CreateProcurementPolicy", PILOT, json!({"Name": "Pilot"}));
    let set = vec![create.clone(), decide("AllowProductProcurement", PILOT, [1])];
    assert_eq!(logistics.ended(&sim, set).await["Status"], "SUCCEEDED");
    let policy = sim.experience(PILOT).unwrap().policy.unwrap();
    assert_eq!((policy.allowed.len(), policy.requests_allowed), (1, true));
    assert_eq!(logistics.failed(&sim, vec![create]).await, ["ENTITY_ALREADY_EXISTS"]);
}

#[tokio::test]
async fn two_thousand_products_take_forty_sets_one_after_the_other() {
    let (sim, retail) = start(RETAIL.0).await;
    for batch in 0..40 {
        let numbers = batch * 50 + 1..=batch * 50 + 50;
        let set = retail.ended(&sim, vec![decide("AllowProductProcurement", STORES, numbers)]).await;
        assert_eq!(set["Status"], "SUCCEEDED");
    }
    let stores = sim.experience(STORES).unwrap();
    let model = sim.experience(super::MODEL).unwrap();
    assert_eq!(stores.policy.unwrap().allowed, model.policy.unwrap().allowed);
    assert_eq!(stores.revision, 43);
    assert_eq!(sim.calls().of("marketplace-catalog.StartChangeSet"), 40);
    assert_eq!(sim.calls().mutating(), 40);
}

#[tokio::test]
async fn the_request_setting_is_part_of_the_policy() {
    let (sim, central) = start(CENTRAL).await;
    let details = json!({"Configuration": {"PolicyResourceRequests": "Allow"}});
    central.ended(&sim, vec![change("UpdateProcurementPolicy", super::MODEL, details)]).await;
    assert!(sim.experience(super::MODEL).unwrap().policy.unwrap().requests_allowed);
    let wrong = json!({"Configuration": {"PolicyResourceRequests": "Perhaps"}});
    let answer = central.start_set(vec![change("UpdateProcurementPolicy", super::MODEL, wrong)]).await;
    assert_eq!(answer.status, 422);
}
