//! The guard rail: one unit first, then everything, and away again; who may buy is asked of the policies that bind.

use domain::setup::finding::Id;
use e2e::setup::{PURCHASE_TEAM_STACK, PURCHASES, Setup};
use e2e::{Build, Told};
use serde_json::{Value, json};

use super::world::{PRIVATE_MARKETPLACE, ROOT, TRIAL, all_green, guard_rail, who_may_buy};

#[tokio::test]
async fn buying_is_kept_to_the_purchase_team_in_one_unit_then_everywhere_then_nowhere() -> Told {
    let setup = all_green().await?;
    assert_eq!(guard_rail(&setup).unwrap().1, [TRIAL]);
    assert_eq!(who_may_buy(&setup), [false, true, true, true]);

    // A person moves it on; until then no run does.
    setup.deploy(&Build::with_all_settings()?).await?;
    let run = setup.fix().await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert!(run.found().contains(&Id::GuardRailNotAttached), "{:?}", run.found());
    let mut targets = guard_rail(&setup).unwrap().1;
    targets.sort();
    assert_eq!(targets, [TRIAL, ROOT]);
    assert_eq!(who_may_buy(&setup), [false, false, true, true]);

    // Only the guard rail is looked at, whatever else is missing.
    setup.sim().set_trust(PRIVATE_MARKETPLACE, false);
    let removed = json!({"fix": true, "remove_guard_rail": true});
    let run = setup.run(&removed, "approve").await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(guard_rail(&setup), None);
    assert_eq!(who_may_buy(&setup), [true; 4]);
    let counts = &run.calls;
    let (detached, deleted) =
        (counts.of("organizations.DetachPolicy"), counts.of("organizations.DeletePolicy"));
    assert_eq!((detached, deleted, counts.mutating()), (2, 1, 3), "{:?}", counts.counts);

    let again = setup.run(&removed, "approve").await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!((again.calls.mutating(), again.questions.len()), (0, 0));
    Ok(())
}

/// With the guard rail and without the role, nobody could buy.
#[tokio::test]
async fn the_guard_rail_waits_for_the_role_that_may_still_buy() -> Told {
    let setup = Setup::begin_with(Setup::options()?, &without_the_purchase_role()?).await?;
    let run = setup.fix().await?;
    assert!(run.found().contains(&Id::PurchaseRoleMissing), "{:?}", run.found());
    assert!(run.left().contains(&Id::PurchaseRoleMissing), "{:?}", run.left());
    assert_eq!(guard_rail(&setup), None);
    assert_eq!(who_may_buy(&setup), [true; 4]);
    assert!(setup.sim().is_license_manager_linked(), "the rest goes on");
    let told = run.report.as_ref().unwrap();
    assert!(told.contains("Deploy the stack of the purchase role"), "{told}");

    setup.deploy_to(PURCHASES, PURCHASE_TEAM_STACK, &Build::as_built()?).await?;
    let run = setup.fix().await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(guard_rail(&setup).unwrap().1, [TRIAL]);
    Ok(())
}

/// The stack of the purchase team before the role came to it.
fn without_the_purchase_role() -> Result<Build, e2e::StoryError> {
    Build::as_built()?.with_template(PURCHASE_TEAM_STACK, |template| {
        let named = |resource: &Value| resource["Properties"]["RoleName"] == "QuayStreetPurchaseTeamRole";
        template["Resources"].as_object_mut().unwrap().retain(|_, resource| !named(resource));
        template["Outputs"] = json!({});
    })
}
