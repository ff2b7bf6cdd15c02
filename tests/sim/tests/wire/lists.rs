//! Pages, tokens and filters of License Manager's lists.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sim::{Options, Paging};

use crate::client::{HUB, MEMBER, SUBSCRIBER, by_hand, start, text};

fn filter(name: &str, value: &str) -> Value {
    json!({"Filters": [{"Name": name, "Values": [value]}], "MaxResults": 100})
}

#[tokio::test]
async fn pages_are_small_and_some_are_empty_with_a_token() {
    let (sim, hub) = start(by_hand()).await;
    let (grants, sizes) = hub.walk("ListDistributedGrants", "Grants", json!({})).await;
    let given = sim.grants().iter().filter(|grant| grant.granter == HUB).count();
    assert_eq!(grants.len(), given);
    assert_eq!(sizes[..4], [3, 0, 3, 0]);
}

#[tokio::test]
async fn the_first_page_alone_is_never_the_whole_list() {
    let (_sim, hub) = start(by_hand()).await;
    let page = hub.license_manager("ListReceivedLicenses", json!({})).await.ok();
    assert!(page["NextToken"].is_string());
    let (licenses, _) = hub.walk("ListReceivedLicenses", "Licenses", json!({})).await;
    assert_eq!(licenses.len(), 5);
}

#[tokio::test]
async fn a_service_may_answer_fewer_than_asked() {
    let paging = Paging { items_max: Some(2), ..Paging::default() };
    let (_sim, hub) = start(Options { paging, ..by_hand() }).await;
    let (licenses, sizes) = hub.walk("ListReceivedLicenses", "Licenses", json!({"MaxResults": 100})).await;
    assert_eq!(licenses.len(), 5);
    assert_eq!(sizes, [2, 0, 2, 0, 1]);
}

#[tokio::test]
async fn a_list_that_grows_while_it_is_walked_neither_repeats_nor_skips() {
    let (sim, hub) = start(by_hand()).await;
    let before = sim.grants().len();
    let first = hub.license_manager("ListDistributedGrants", json!({})).await.ok();
    hub.create_grant("Finch", MEMBER).await;
    sim.clock().advance_seconds(120);
    let rest = json!({"NextToken": first["NextToken"]});
    let (grants, _) = hub.walk("ListDistributedGrants", "Grants", rest).await;
    let arns: BTreeSet<String> = first["Grants"]
        .as_array()
        .unwrap()
        .iter()
        .chain(&grants)
        .map(|grant| text(&grant["GrantArn"]))
        .collect();
    let foreign = sim.grants().iter().filter(|grant| grant.granter != HUB).count();
    assert_eq!(arns.len(), before + 1 - foreign);
}

#[tokio::test]
async fn a_token_is_good_for_its_own_walk_only() {
    let (_sim, hub) = start(by_hand()).await;
    let token = hub.license_manager("ListDistributedGrants", json!({})).await.ok()["NextToken"].clone();
    let other = json!({"NextToken": token, "Filters": [{"Name": "GrantStatus", "Values": ["ACTIVE"]}]});
    for request in [other, json!({"NextToken": "x"}), json!({"NextToken": "ß".repeat(20)})] {
        let (code, _) = hub.license_manager("ListDistributedGrants", request).await.error();
        assert_eq!(code, "ValidationException");
    }
}

#[tokio::test]
async fn max_results_is_1_to_100() {
    let (_sim, hub) = start(by_hand()).await;
    for size in [0, 101, -1] {
        let (code, _) =
            hub.license_manager("ListDistributedGrants", json!({"MaxResults": size})).await.error();
        assert_eq!(code, "ValidationException");
    }
}

#[tokio::test]
async fn distributed_grants_are_filtered_by_exact_names() {
    let (_sim, hub) = start(by_hand()).await;
    let license = text(&hub.license("Keel").await["LicenseArn"]);
    let sku = text(&hub.license("Keel").await["ProductSKU"]);
    let principal = "arn:aws:iam::204000000005:root";
    for (name, value, count) in [
        ("LicenseArn", license.as_str(), 5),
        ("ProductSKU", sku.as_str(), 5),
        ("GrantStatus", "DISABLED", 1),
        ("GranteePrincipalARN", principal, 1),
        ("LicenseIssuerName", "AWS/Marketplace", 18),
    ] {
        let (grants, _) = hub.walk("ListDistributedGrants", "Grants", filter(name, value)).await;
        assert_eq!(grants.len(), count, "{name}");
    }
    // The other list spells this filter differently, and each knows only its own.
    let (code, _) =
        hub.license_manager("ListDistributedGrants", filter("GranteePrincipalArn", principal)).await.error();
    assert_eq!(code, "InvalidParameterValueException");
    let mut other = filter("GranteePrincipalARN", principal);
    other["LicenseArn"] = json!(license);
    let (code, _) = hub.license_manager("ListReceivedGrantsForOrganization", other).await.error();
    assert_eq!(code, "InvalidParameterValueException");
}

#[tokio::test]
async fn a_filter_takes_one_value() {
    let (_sim, hub) = start(by_hand()).await;
    let two = json!({"Filters": [{"Name": "GrantStatus", "Values": ["ACTIVE", "DISABLED"]}]});
    let (code, _) = hub.license_manager("ListDistributedGrants", two).await.error();
    assert_eq!(code, "InvalidParameterValueException");
}

#[tokio::test]
async fn received_grants_are_those_given_to_the_caller() {
    let (_sim, hub) = start(by_hand()).await;
    let member = hub.with_key("201000000001");
    let (grants, _) = member.walk("ListReceivedGrants", "Grants", filter("GranterAccountId", HUB)).await;
    assert_eq!(grants.len(), 3);
    let (licenses, _) = member.walk("ListReceivedLicenses", "Licenses", json!({})).await;
    assert_eq!(licenses.len(), 3);
    assert!(licenses.iter().all(|license| {
        license["Beneficiary"] == HUB && license["ReceivedMetadata"]["ReceivedStatus"] == "ACTIVE"
    }));
}

#[tokio::test]
async fn received_licenses_are_filtered() {
    let (_sim, hub) = start(by_hand()).await;
    let sku = text(&hub.license("Keel").await["ProductSKU"]);
    for (name, value, count) in [
        ("IssuerName", "AWS/Marketplace", 4),
        ("Status", "EXPIRED", 1),
        ("Beneficiary", HUB, 5),
        ("ProductSKU", sku.as_str(), 1),
        ("ProductSKU", "prod-nobody-has", 0),
    ] {
        let (licenses, _) = hub.walk("ListReceivedLicenses", "Licenses", filter(name, value)).await;
        assert_eq!(licenses.len(), count, "{name}");
    }
    let (code, _) = hub.license_manager("ListReceivedLicenses", filter("ProductSku", &sku)).await.error();
    assert_eq!(code, "InvalidParameterValueException");
}

#[tokio::test]
async fn licenses_of_the_organization_show_a_members_own_subscription() {
    let (sim, hub) = start(by_hand()).await;
    let (all, _) = hub.walk("ListReceivedLicensesForOrganization", "Licenses", json!({})).await;
    assert_eq!(all.len(), 6);
    let own = filter("Beneficiary", SUBSCRIBER);
    let (own, _) = hub.walk("ListReceivedLicensesForOrganization", "Licenses", own).await;
    assert_eq!(own.len(), 1);
    let of_product = filter("ProductSKU", own[0]["ProductSKU"].as_str().unwrap());
    let (of_product, _) = hub.walk("ListReceivedLicensesForOrganization", "Licenses", of_product).await;
    assert_eq!(of_product.len(), 2, "the hub's and the member's own");
    let issuer = filter("IssuerName", "AWS/Marketplace");
    let refused = hub.license_manager("ListReceivedLicensesForOrganization", issuer).await.error();
    assert_eq!(refused.0, "InvalidParameterValueException");

    let member = hub.with_key(MEMBER);
    let refused = member.license_manager("ListReceivedLicensesForOrganization", json!({})).await.error();
    assert_eq!(refused.0, "AccessDeniedException");
    for service in ["license-management.marketplace.amazonaws.com", "license-manager.amazonaws.com"] {
        sim.set_trust(service, false);
        let refused = hub.license_manager("ListReceivedLicensesForOrganization", json!({})).await.error();
        assert_eq!(refused.0, "AccessDeniedException");
        sim.set_trust(service, true);
    }
}

#[tokio::test]
async fn grants_for_the_organization_need_a_license() {
    let (_sim, hub) = start(by_hand()).await;
    let refused = hub.license_manager("ListReceivedGrantsForOrganization", json!({})).await.error();
    assert_eq!(refused.0, "ValidationException");
    let license = text(&hub.license("Keel").await["LicenseArn"]);
    let request = json!({"LicenseArn": license});
    let (grants, _) = hub.walk("ListReceivedGrantsForOrganization", "Grants", request).await;
    assert_eq!(grants.len(), 6, "the hub's own and five distributed ones");
}

#[tokio::test]
async fn a_license_looks_as_live_answers_do() {
    let (_sim, hub) = start(by_hand()).await;
    let license = hub.license("Harbour Linux").await;
    assert!(text(&license["CreateTime"]).parse::<u64>().is_ok(), "epoch seconds in a string");
    assert_eq!(license["Issuer"]["Name"], "AWS/Marketplace");
    assert!(text(&license["LicenseArn"]).starts_with("arn:aws:license-manager::294406891311:license:l-"));
    assert_eq!(license["Beneficiary"], HUB);
    let read = hub.license_manager("GetLicense", json!({"LicenseArn": license["LicenseArn"]})).await.ok();
    assert_eq!(read["License"]["ProductSKU"], license["ProductSKU"]);
    assert!(read["License"]["ReceivedMetadata"].is_null());
    let stranger = hub.with_key(MEMBER);
    let refused = stranger.license_manager("GetLicense", json!({"LicenseArn": license["LicenseArn"]})).await;
    assert_eq!(refused.error().0, "InvalidParameterValueException");
}

#[tokio::test]
async fn unknown_operations_and_broken_bodies_are_refused() {
    let (_sim, hub) = start(by_hand()).await;
    let refused = hub.license_manager("ListSomething", json!({})).await;
    assert_eq!(refused.error().0, "UnknownOperationException");
    let refused = hub.license_manager("GetGrant", json!([1])).await;
    assert_eq!(refused.error().0, "SerializationException");
    let refused = hub.with_key("AKIAUNKNOWN").license_manager("GetGrant", json!({})).await;
    assert_eq!(refused.error().0, "UnrecognizedClientException");
}
