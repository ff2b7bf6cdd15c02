//! Each thing that has to be in place is taken away in turn: it is found by its own name, a run that would share stops before
//! it writes, and setup puts it right.

use domain::setup::finding::Id;
use e2e::setup::{MANAGEMENT, Setup};
use e2e::{StoryError, Told};
use serde_json::json;

use super::world::{
    LICENSE_MANAGER, LICENSE_MANAGER_MANAGEMENT, MARKETPLACE_LICENSES, PRIVATE_MARKETPLACE, PURCHASE_ORDERS,
    ROOT, TRIAL, all_green, guard_rail,
};

/// One thing that is taken away.
struct Breakage {
    /// How.
    by: fn(&Setup) -> Told,
    /// What is found then, and nothing else.
    found: &'static [Id],
    /// Whether a run that shares stops.
    stops_sharing: bool,
}

const BREAKAGES: &[Breakage] = &[
    Breakage {
        by: |setup| without_role(setup, LICENSE_MANAGER),
        found: &[Id::LicenseManagerRoleMissing],
        stops_sharing: true,
    },
    Breakage {
        by: |setup| without_role(setup, LICENSE_MANAGER_MANAGEMENT),
        found: &[Id::LicenseManagerManagementRoleMissing],
        stops_sharing: true,
    },
    Breakage {
        by: |setup| without_role(setup, MARKETPLACE_LICENSES),
        found: &[Id::MarketplaceLicensesRoleMissing],
        stops_sharing: true,
    },
    Breakage {
        by: |setup| without_role(setup, PRIVATE_MARKETPLACE),
        found: &[Id::PrivateMarketplaceRoleMissing],
        stops_sharing: false,
    },
    Breakage {
        by: |setup| without_role(setup, PURCHASE_ORDERS),
        found: &[Id::PurchaseOrdersRoleMissing],
        stops_sharing: false,
    },
    Breakage {
        by: |setup| {
            setup.sim().describe_linked_role(MANAGEMENT, PURCHASE_ORDERS, "do not use");
            Ok(())
        },
        found: &[Id::PurchaseOrdersDescriptionDiffers],
        stops_sharing: false,
    },
    Breakage {
        by: |setup| {
            setup.sim().link_license_manager(false);
            Ok(())
        },
        found: &[Id::LicenseManagerNotLinked],
        stops_sharing: true,
    },
    Breakage {
        by: |setup| without_trust(setup, LICENSE_MANAGER),
        found: &[Id::LicenseManagerNotTrusted],
        stops_sharing: true,
    },
    Breakage {
        by: |setup| without_trust(setup, MARKETPLACE_LICENSES),
        found: &[Id::MarketplaceLicensesNotTrusted],
        stops_sharing: true,
    },
    Breakage {
        by: |setup| without_trust(setup, PRIVATE_MARKETPLACE),
        found: &[Id::PrivateMarketplaceNotTrusted],
        stops_sharing: false,
    },
    Breakage {
        by: |setup| {
            setup.sim().use_control_policies(false);
            Ok(())
        },
        // Taking the policy type out of use detaches every policy.
        found: &[Id::PolicyTypeDisabled, Id::GuardRailNotAttached],
        stops_sharing: false,
    },
    Breakage {
        by: |setup| {
            setup.sim().detach_control_policy(&policy(setup), TRIAL)?;
            Ok(setup.sim().delete_control_policy(&policy(setup))?)
        },
        found: &[Id::GuardRailMissing, Id::GuardRailNotAttached],
        stops_sharing: false,
    },
    Breakage {
        by: |setup| {
            let nobody = json!({"Version": "2012-10-17", "Statement": [{
                "Effect": "Deny", "Action": "aws-marketplace:Subscribe", "Resource": "*",
            }]});
            Ok(setup.sim().update_control_policy(&policy(setup), &nobody.to_string())?)
        },
        found: &[Id::GuardRailDiffers],
        stops_sharing: false,
    },
    Breakage {
        by: |setup| Ok(setup.sim().detach_control_policy(&policy(setup), TRIAL)?),
        found: &[Id::GuardRailNotAttached],
        stops_sharing: false,
    },
    Breakage {
        by: |setup| Ok(setup.sim().attach_control_policy(&policy(setup), ROOT)?),
        found: &[Id::GuardRailAttachedElsewhere],
        stops_sharing: false,
    },
];

fn without_role(setup: &Setup, service: &str) -> Told {
    setup.sim().remove_linked_role(MANAGEMENT, service);
    Ok(())
}

fn without_trust(setup: &Setup, service: &str) -> Told {
    setup.sim().set_trust(service, false);
    Ok(())
}

/// The guard rail's id.
fn policy(setup: &Setup) -> String {
    guard_rail(setup).unwrap().0
}

#[tokio::test]
async fn whatever_is_taken_away_is_found_by_its_name_stops_what_rests_on_it_and_is_put_right() -> Told {
    let setup = all_green().await?;
    for Breakage { by, found, stops_sharing } in BREAKAGES {
        by(&setup)?;
        if *stops_sharing {
            assert_stops_sharing(&setup, found[0]).await?;
        }
        let fixed = setup.fix().await?;
        assert_eq!(fixed.found(), *found);
        assert!(fixed.succeeded(), "{found:?}: {}", fixed.failure());
        assert_eq!(fixed.left(), [], "{found:?}");
        assert_eq!(fixed.questions.len(), 1, "{found:?}");
        assert_eq!(fixed.calls.mutating(), fixed.passes[0].plan.len() as u64, "{found:?}");
    }
    let shared = setup.hub().run(&json!({})).await?;
    assert!(shared.succeeded(), "{}", shared.failure());
    Ok(())
}

/// Invited accounts have to approve all features, so setup cannot have them enabled.
#[tokio::test]
async fn without_all_features_nothing_is_shared_and_nothing_is_fixed() -> Told {
    let setup = all_green().await?;
    let written = setup.ledger().await?.len();
    setup.sim().set_all_features(false);
    assert_stops_sharing(&setup, Id::NotAllFeatures).await?;
    setup.sim().remove_linked_role(MANAGEMENT, PRIVATE_MARKETPLACE);
    let run = setup.fix().await?;
    assert!(run.found().contains(&Id::NotAllFeatures), "{:?}", run.found());
    assert!(run.failure().contains("SETUP-002"), "{}", run.failure());
    assert_eq!((run.calls.mutating(), run.questions.len()), (0, 0), "nothing to ask for");

    setup.sim().set_all_features(true);
    let run = setup.fix().await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(setup.ledger().await?.len(), written + 1);
    Ok(())
}

/// A run of the hub stops before its first write, and says what is missing and what to do.
async fn assert_stops_sharing(setup: &Setup, id: Id) -> Result<(), StoryError> {
    let run = setup.hub().run(&json!({})).await?;
    assert_eq!(run.ended.error.as_deref(), Some("Invalid"), "{id}: {}", run.failure());
    assert!(run.failure().contains(id.code()), "{id}: {}", run.failure());
    assert_eq!(run.calls.mutating(), 0, "{id}: {:?}", run.calls.counts);
    assert!(setup.sim().grants().iter().all(|grant| grant.granter != MANAGEMENT), "{id}");
    Ok(())
}
