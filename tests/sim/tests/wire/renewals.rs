//! A renewal makes a second license for the same product (AWS-FACTS 3.4), and grants of sellers' delegates beside those
//! that let their accounts use it (AWS-FACTS 1.4).

use serde_json::{Value, json};
use sim::{GrantKind, GrantStatus, LicenseStatus};

use crate::client::{Client, HUB, MEMBER, by_hand, start, text};

/// Longer than the arrival or the end of a license takes.
const SETTLED: u64 = 300;

async fn licenses(hub: &Client, sku: &str) -> Vec<Value> {
    let request = json!({"Filters": [{"Name": "ProductSKU", "Values": [sku]}], "MaxResults": 100});
    hub.walk("ListReceivedLicenses", "Licenses", request).await.0
}

#[tokio::test]
async fn a_renewal_is_a_newer_license_with_a_parent_grant_of_its_own() {
    let (sim, hub) = start(by_hand()).await;
    let old = hub.license("Keel").await;
    let (arn, sku) = (text(&old["LicenseArn"]), text(&old["ProductSKU"]));
    let renewed = sim.renew(&arn, None).unwrap();
    assert_eq!(licenses(&hub, &sku).await.len(), 1, "it comes minutes later");
    sim.clock().advance_seconds(SETTLED);

    let both = licenses(&hub, &sku).await;
    let new = both.iter().find(|license| license["LicenseArn"] == renewed).unwrap();
    assert_eq!(both.len(), 2);
    assert!(both.iter().all(|license| license["Status"] == "AVAILABLE" && license["Beneficiary"] == HUB));
    let created = |license: &Value| text(&license["CreateTime"]).parse::<u64>().unwrap();
    assert!(created(new) > created(&old));
    assert_ne!(new["LicenseMetadata"], old["LicenseMetadata"]);
    assert_eq!(new["ReceivedMetadata"], old["ReceivedMetadata"]);
    let request = json!({"GrantArn": new["LicenseMetadata"][0]["Value"]});
    assert_eq!(hub.license_manager("GetGrant", request).await.ok()["Grant"]["LicenseArn"], renewed);
    sim.create_grant_by_hand(&renewed, MEMBER).unwrap();
}

#[tokio::test]
async fn the_license_before_a_renewal_ends_when_its_term_is_over() {
    let (sim, hub) = start(by_hand()).await;
    let old = hub.license("Keel").await;
    let (arn, sku) = (text(&old["LicenseArn"]), text(&old["ProductSKU"]));
    sim.renew(&arn, Some(3_600)).unwrap();
    let statuses = async || {
        let all = licenses(&hub, &sku).await;
        let mut statuses: Vec<String> = all.iter().map(|license| text(&license["Status"])).collect();
        statuses.sort();
        statuses
    };
    sim.clock().advance_seconds(3_599);
    assert_eq!(statuses().await, ["AVAILABLE", "AVAILABLE"]);
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(statuses().await, ["AVAILABLE", LicenseStatus::Expired.as_str()]);
}

#[tokio::test]
async fn a_delegate_of_the_seller_may_look_and_no_more() {
    let (sim, hub) = start(by_hand()).await;
    let license = text(&hub.license("Keel").await["LicenseArn"]);
    let delegate = sim.create_delegate_grant_by_hand(&license, MEMBER).unwrap();
    let buyer = sim.create_grant_by_hand(&license, MEMBER).unwrap();
    sim.clock().advance_seconds(SETTLED);
    for (grant, kind) in [(&delegate, "DelegateGrant"), (&buyer, "BuyerGrant")] {
        assert_eq!(hub.grant(grant).await["GrantType"], kind);
    }
    for grant in [&delegate, &buyer] {
        hub.set_status(grant, "ACTIVE", None).await.ok();
    }
    sim.clock().advance_seconds(SETTLED);
    let in_force = |kind| {
        let granted = sim.grants_of(MEMBER);
        granted.iter().any(|grant| grant.kind == kind && grant.status == GrantStatus::Active)
    };
    assert!(in_force(GrantKind::Delegate) && in_force(GrantKind::Buyer), "they are no conflict");

    let mut request = hub.grant_request("Finch", MEMBER).await;
    request["GrantType"] = json!("DelegateGrant");
    let refused = hub.license_manager("CreateGrant", request).await.error();
    assert!(refused.1.contains("is not allowed by the parent grant"), "{refused:?}");
}
