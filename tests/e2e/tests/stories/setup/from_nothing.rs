//! An organization in which nothing is enabled: explained, put right in one run that a person approved, and shared in.

use std::collections::BTreeSet;

use domain::setup::finding::{Id, Severity};
use e2e::setup::{PURCHASES, Setup};
use e2e::{Story, Told};
use serde_json::json;
use sim::GrantStatus;

use super::world::{
    DESCRIPTION, LICENSE_MANAGER, LICENSE_MANAGER_MANAGEMENT, MARKETPLACE_LICENSES, ORDERS,
    PRIVATE_MARKETPLACE, PURCHASE_ORDERS, TRIAL, description, guard_rail, linked_roles, who_may_buy,
};
use crate::world::all_active;

/// What is missing where nothing is enabled, in the order of the ids.
const MISSING: [Id; 13] = [
    Id::LicenseManagerNotLinked,
    Id::LicenseManagerNotTrusted,
    Id::MarketplaceLicensesNotTrusted,
    Id::PrivateMarketplaceNotTrusted,
    Id::ProcurementInsightsNotTrusted,
    Id::LicenseManagerRoleMissing,
    Id::LicenseManagerManagementRoleMissing,
    Id::MarketplaceLicensesRoleMissing,
    Id::PrivateMarketplaceRoleMissing,
    Id::PurchaseOrdersRoleMissing,
    Id::PolicyTypeDisabled,
    Id::GuardRailMissing,
    Id::GuardRailNotAttached,
];

#[tokio::test]
async fn a_check_explains_everything_and_writes_nothing() -> Told {
    let setup = Setup::begin().await?;
    let run = setup.check().await?;
    assert_eq!(run.found(), MISSING, "{:#?}", run.passes[0]);
    assert_eq!((run.calls.mutating(), setup.ledger().await?.len(), run.questions.len()), (0, 0, 0));

    // Red, with the names of what blocks and no others.
    assert_eq!(run.ended.error.as_deref(), Some("SetupIncomplete"), "{}", run.failure());
    for finding in &run.passes[0].findings {
        let named = run.failure().contains(finding.id.code());
        assert_eq!(named, finding.severity == Severity::Blocking, "{}: {}", finding.id, run.failure());
        assert!(!finding.why.is_empty() && !finding.remedy.is_empty(), "{finding:?}");
        let report = run.report.as_ref().unwrap();
        assert!(report.contains(finding.id.code()) && report.contains(&finding.why), "{report}");
    }
    Ok(())
}

#[tokio::test]
async fn from_nothing_enabled_to_all_green_in_one_run_and_then_licenses_are_shared() -> Told {
    let setup = Setup::begin().await?;
    let run = setup.fix().await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.found(), MISSING, "{:#?}", run.passes[0]);
    assert_eq!(run.left(), [Id::ProcurementInsightsNotTrusted], "which nothing needs");
    assert_eq!(run.questions.len(), 1, "one question for all of it: {:?}", run.questions);

    // The organization as it really is.
    let sim = setup.sim();
    let trusted: BTreeSet<String> = sim.trusted_services().into_iter().collect();
    let expected = [LICENSE_MANAGER, MARKETPLACE_LICENSES, PRIVATE_MARKETPLACE];
    assert_eq!(trusted, expected.map(str::to_owned).into());
    let expected = [
        LICENSE_MANAGER,
        LICENSE_MANAGER_MANAGEMENT,
        MARKETPLACE_LICENSES,
        PRIVATE_MARKETPLACE,
        PURCHASE_ORDERS,
    ];
    assert_eq!(linked_roles(&setup), expected.map(str::to_owned).into());
    assert!(sim.is_license_manager_linked());
    assert_eq!(description(&setup).as_deref(), Some(DESCRIPTION));
    assert_eq!(guard_rail(&setup).unwrap().1, [TRIAL]);
    assert_eq!(who_may_buy(&setup), [false, true, true, true]);

    assert_order(&setup).await?;
    let written = setup.ledger().await?.len();
    assert_eq!(run.calls.mutating(), written as u64, "P10: {:?}", run.calls.counts);
    // Three minutes for one role, one for a trusted access, ten seconds for each of the rest; and this machine's own time.
    assert!((330.0..3_600.0).contains(&run.virtual_seconds), "{} s", run.virtual_seconds);

    // Once more: nothing is left to do, so nobody is asked.
    let again = setup.fix().await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!((again.calls.mutating(), again.questions.len(), again.passes.len()), (0, 0, 1));
    assert_eq!(setup.ledger().await?.len(), written);
    let check = setup.check().await?;
    assert!(check.succeeded(), "{}", check.failure());

    assert_shares(setup.hub()).await
}

/// The calls in the order in which AWS documents them (AWS-FACTS section 10).
async fn assert_order(setup: &Setup) -> Told {
    let ledger = setup.ledger().await?;
    assert!(ledger.iter().all(|call| !call["result"].starts_with("sent")), "{ledger:#?}");
    let fixes: Vec<&str> = ledger.iter().map(|call| call["fix"].as_str()).collect();
    let at = |words: &str| {
        let found: Vec<usize> = (0..fixes.len()).filter(|index| fixes[*index].contains(words)).collect();
        assert_eq!(found.len(), 1, "`{words}` is one fix of {fixes:#?}");
        found[0]
    };
    assert!(at("role of private marketplaces") < at("access for private marketplaces"), "{fixes:#?}");
    for steps in [
        ["role of License Manager in", "Link License Manager", "access for Marketplace license management"],
        ["Link License Manager", "access for Marketplace license management", "role of Marketplace license"],
        ["Enable service control policies", "Create the service control policy", "Attach the policy"],
    ] {
        let places = steps.map(at);
        assert!(places.is_sorted(), "{steps:?} in {fixes:#?}");
    }
    Ok(())
}

/// A run of the hub shares the license with the two accounts that are tagged.
async fn assert_shares(hub: &Story) -> Told {
    let shared = hub.run(&json!({})).await?;
    assert!(shared.succeeded(), "{}", shared.failure());
    for account in [PURCHASES, ORDERS] {
        assert!(all_active(&hub.live_grants_of(account), 1), "{account}");
    }
    assert!(hub.sim().grants().iter().all(|grant| grant.status == GrantStatus::Active));
    Ok(())
}
