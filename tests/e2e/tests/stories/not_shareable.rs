//! Products that cannot be shared are listed with the reason, and nobody tries.

use e2e::{Story, Told};
use serde_json::json;
use sim::{GrantEntry, GrantStatus, LicenseEntry, LicenseStatus, ProductKind, WorldFile};

use crate::world::{BILLING, HUB, ORDERS, all_active, further_license, rows, settled};

/// Two products that can be shared, and one for each reason why not, with a word of the reason.
fn mixed() -> (WorldFile, Vec<(LicenseEntry, &'static str)>) {
    let mut world = settled();
    let kept = |operations: &[&str]| Some(operations.iter().map(|name| (*name).to_owned()).collect());
    let others = [
        (LicenseEntry { kind: ProductKind::Saas, ..further_license(10) }, "SaaS"),
        (LicenseEntry { issuer: "Acme Software".into(), ..further_license(11) }, "Acme Software"),
        (LicenseEntry { status: LicenseStatus::Expired, ..further_license(12) }, "EXPIRED"),
        (LicenseEntry { home_region: "eu-central-1".into(), ..further_license(13) }, "eu-central-1"),
        (LicenseEntry { operations: kept(&["CreateGrant"]), ..further_license(14) }, "no operation"),
        (LicenseEntry { beneficiary: BILLING.into(), ..further_license(15) }, BILLING),
    ];
    for (license, _) in &others {
        world.licenses.push(license.clone());
    }
    // Billing shares what it bought with the hub: the hub is entitled to it, and cannot share it on.
    let entitled = others[5].0.arn.clone();
    world.grants.push(GrantEntry {
        arn: None,
        name: "from Billing".into(),
        license: entitled,
        account: HUB.into(),
        status: GrantStatus::Active,
        version: 2,
        operations: None,
        tags: Default::default(),
    });
    (world, others.to_vec())
}

#[tokio::test]
async fn each_product_that_cannot_be_shared_is_listed_with_its_reason_and_is_never_tried() -> Told {
    let (world, others) = mixed();
    let story = Story::begin(world).await?;
    for _ in 0..2 {
        let run = story.run(&json!({})).await?;
        assert!(run.succeeded(), "{}", run.failure());
        assert_eq!(run.calls.mutating(), 0, "{:?}", run.calls.counts);
        let listed = run.report()?.not_shared;
        assert_eq!(listed.len(), others.len(), "{listed:#?}");
        for (license, word) in &others {
            let row = listed.iter().find(|row| row.license.as_str() == license.arn).unwrap();
            assert!(row.reason.contains(word), "{word}: {}", row.reason);
        }
        assert_eq!(rows(&run, ORDERS).len(), 2, "nothing about the others");
    }
    assert!(all_active(&story.live_grants_of(ORDERS), 2));
    Ok(())
}

/// The policy asks for what the seller does not allow.
#[tokio::test]
async fn a_product_with_operations_that_its_license_does_not_allow_is_not_shared() -> Told {
    let mut world = settled();
    world.grants.clear();
    let allowed = ["CreateGrant", "CheckoutLicense", "ListPurchasedLicenses"];
    world.licenses[0].operations = Some(allowed.iter().map(|name| (*name).to_owned()).collect());
    let story = Story::begin(world.clone()).await?;
    let policy = format!(
        "[[rules]]\nproducts = {{ skus = [\"{}\"] }}\ntagged = true\noperations = [\"CheckoutLicense\", \"CreateToken\"]\n",
        world.licenses[0].sku
    );
    story.with_policy(&policy).await?;
    let run = story.run(&json!({})).await?;
    assert_eq!(run.calls.mutating(), 0, "{:?}", run.calls.counts);
    let listed = run.report()?.not_shared;
    assert!(listed.len() == 1 && listed[0].reason.contains("CreateToken"), "{listed:?}");
    Ok(())
}
