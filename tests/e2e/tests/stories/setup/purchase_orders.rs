//! Purchase orders: the role by which invoices carry their numbers, made, described, explained, and removed to the end.

use domain::setup::finding::Id;
use e2e::setup::{MANAGEMENT, Setup};
use e2e::{Build, Told};

use super::world::{DESCRIPTION, PURCHASE_ORDERS, all_green, description};

/// What still bills with the role.
const INVOICE: &str = "arn:aws:purchase-orders::111111111111:purchase-order/po-7";

#[tokio::test]
async fn the_integration_is_explained_and_what_somebody_writes_over_the_description_is_put_right() -> Told {
    let setup = Setup::begin().await?;
    let check = setup.check().await?;
    let told = check.report.as_ref().unwrap();
    assert!(told.contains("purchase order numbers of all accounts on to Billing"), "{told}");
    assert!(setup.fix().await?.succeeded());
    assert_eq!(description(&setup).as_deref(), Some(DESCRIPTION));

    setup.sim().describe_linked_role(MANAGEMENT, PURCHASE_ORDERS, "do not use");
    let run = setup.fix().await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert!(run.found().contains(&Id::PurchaseOrdersDescriptionDiffers), "{:?}", run.found());
    assert_eq!(description(&setup).as_deref(), Some(DESCRIPTION));
    assert_eq!(run.calls.mutating(), 1, "{:?}", run.calls.counts);
    Ok(())
}

#[tokio::test]
async fn the_role_is_removed_to_the_end_of_the_deletion_and_what_still_uses_it_is_told() -> Told {
    let setup = all_green().await?;
    setup.deploy(&Build::with_all_settings()?).await?;
    setup.sim().use_linked_role(MANAGEMENT, PURCHASE_ORDERS, "us-east-1", &[INVOICE]);
    let run = setup.fix().await?;
    assert_eq!(run.found(), [Id::PurchaseOrdersRoleLeft, Id::GuardRailNotAttached]);
    assert_eq!(run.left(), [Id::PurchaseOrdersRoleLeft], "the rest goes on");
    assert!(!run.succeeded());
    assert!(description(&setup).is_some());
    let told = run.report.as_ref().unwrap();
    assert!(told.contains(INVOICE) && told.contains("us-east-1"), "{told}");

    setup.sim().use_linked_role(MANAGEMENT, PURCHASE_ORDERS, "us-east-1", &[]);
    let run = setup.fix().await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(description(&setup), None);
    assert_eq!(run.calls.of("iam.DeleteServiceLinkedRole"), 1);
    assert!(run.calls.of("iam.GetServiceLinkedRoleDeletionStatus") > 0, "{:?}", run.calls.counts);
    assert_eq!(run.left(), []);
    Ok(())
}
