//! Each prerequisite broken in turn: its own finding, its own fix, and nothing else.

use std::sync::atomic::Ordering;

use domain::setup::settings::PurchaseOrders;

use crate::support::stack::Stack;
use crate::support::world::{
    LICENSE_MANAGER, LICENSES, MANAGEMENT, OTHER, PRIVATE_MARKETPLACE, PURCHASE, PURCHASE_ORDERS, UNIT,
};

/// What is broken, how, what is found, and which calls put it right.
type Case = (&'static str, fn(&Stack), &'static [&'static str], &'static [&'static str]);

const CASES: &[Case] = &[
    (
        "the link",
        |stack| stack.sim.link_license_manager(false),
        &["SETUP-010"],
        &["license-manager.UpdateServiceSettings"],
    ),
    (
        "License Manager's trusted access",
        |stack| stack.sim.set_trust(LICENSE_MANAGER, false),
        &["SETUP-011"],
        &["license-manager.UpdateServiceSettings"],
    ),
    (
        "the trusted access of Marketplace license management",
        |stack| stack.sim.set_trust(LICENSES, false),
        &["SETUP-012"],
        &["organizations.EnableAWSServiceAccess"],
    ),
    (
        "the trusted access of private marketplaces",
        |stack| stack.sim.set_trust(PRIVATE_MARKETPLACE, false),
        &["SETUP-013"],
        &["organizations.EnableAWSServiceAccess"],
    ),
    (
        "License Manager's role",
        |stack| stack.sim.remove_linked_role(MANAGEMENT, LICENSE_MANAGER),
        &["SETUP-020"],
        &["iam.CreateServiceLinkedRole"],
    ),
    (
        "License Manager's role of the management account",
        |stack| stack.sim.remove_linked_role(MANAGEMENT, "license-manager.master-account.amazonaws.com"),
        &["SETUP-021"],
        &["iam.CreateServiceLinkedRole"],
    ),
    (
        "the role of Marketplace license management",
        |stack| stack.sim.remove_linked_role(MANAGEMENT, LICENSES),
        &["SETUP-023"],
        &["iam.CreateServiceLinkedRole"],
    ),
    (
        "the role of private marketplaces",
        |stack| stack.sim.remove_linked_role(MANAGEMENT, PRIVATE_MARKETPLACE),
        &["SETUP-024"],
        &["iam.CreateServiceLinkedRole"],
    ),
    (
        "the role of purchase orders",
        |stack| stack.sim.remove_linked_role(MANAGEMENT, PURCHASE_ORDERS),
        &["SETUP-030"],
        &["iam.CreateServiceLinkedRole"],
    ),
    (
        "the description of the purchase-orders role",
        |stack| {
            stack.change(|settings| {
                let description = Some("Another department".to_owned());
                settings.purchase_orders = PurchaseOrders::Integrate { description };
            });
        },
        &["SETUP-033"],
        &["iam.UpdateRole"],
    ),
    (
        "the text of the guard rail",
        |stack| {
            stack.change(|settings| {
                let role = format!("arn:aws:iam::{MANAGEMENT}:role/Procurement").parse().unwrap();
                settings.guard_rail.as_mut().unwrap().exempt_roles = [role].into();
            });
        },
        &["SETUP-052"],
        &["organizations.UpdatePolicy"],
    ),
    (
        "the attachment of the guard rail",
        |stack| {
            let policies = stack.sim.control_policies();
            let ours = policies.iter().find(|policy| policy.name.contains("steward")).unwrap();
            stack.sim.detach_control_policy(&ours.id, UNIT).unwrap();
        },
        &["SETUP-053"],
        &["organizations.AttachPolicy"],
    ),
];

#[tokio::test]
async fn each_has_its_own_finding_and_its_own_fix_and_nothing_else() {
    for (what, breaks, found, written) in CASES {
        let stack = Stack::green().await;
        breaks(&stack);
        stack.sim.reset_calls();
        let before = stack.ledger.all().len();

        let looked = stack.look("look-1").await;
        let ids: Vec<&str> = looked.ids().into_iter().filter(|id| *id != "SETUP-014").collect();
        assert_eq!(ids, *found, "{what}");

        let ended = stack.fix("run-1").await;
        assert!(ended.result.is_ok() && ended.ids() == ["SETUP-014"], "{what}: {ended:?}");
        assert_eq!(
            (stack.written(), ended.asked.len()),
            (written.iter().map(|one| (*one).to_owned()).collect(), 1),
            "{what}"
        );
        assert_eq!(stack.ledger.all().len() - before, written.len(), "{what}");
    }
}

/// What is wrong, and what is found.
type Told = (fn(&Stack), &'static str);

#[tokio::test]
async fn nothing_is_fixed_from_the_wrong_place_or_in_the_wrong_organization() {
    let cases: [Told; 3] = [
        (|stack| stack.sim.set_all_features(false), "SETUP-002"),
        (|stack| stack.change(|settings| settings.management_account = OTHER.parse().unwrap()), "SETUP-003"),
        (|stack| stack.change(|settings| settings.account = PURCHASE.parse().unwrap()), "SETUP-006"),
    ];
    for (breaks, id) in cases {
        let stack = Stack::green().await;
        stack.sim.set_trust(PRIVATE_MARKETPLACE, false);
        breaks(&stack);

        let ended = stack.fix("run-1").await;

        assert!(ended.ids().contains(&id), "{id}: {ended:?}");
        assert_eq!((stack.sim.calls().mutating(), ended.asked.len()), (0, 0), "{id}");
        assert_eq!(ended.result.unwrap_err().name(), "SetupIncomplete");
    }
}

/// No role that AWS made can be like this: a person has to find out.
#[tokio::test]
async fn a_purchase_orders_role_that_somebody_tampered_with_is_told_and_left_alone() {
    let cases: [Told; 2] = [
        (|stack| stack.odd.foreign_trust.store(true, Ordering::Relaxed), "SETUP-031"),
        (|stack| stack.odd.foreign_policy.store(true, Ordering::Relaxed), "SETUP-032"),
    ];
    for (tampers, id) in cases {
        let stack = Stack::green().await;
        tampers(&stack);

        let ended = stack.fix("run-1").await;

        assert!(ended.result.is_ok() && ended.ids().contains(&id), "{id}: {ended:?}");
        assert_eq!(stack.sim.calls().mutating(), 0, "{id}");
    }
}
