//! Settings to try things with.

use domain::identifier::AccountId;
use domain::setup::scp::{GuardRail, Stage};
use domain::setup::settings::{PurchaseOrders, Settings, Side};

pub(super) const MANAGEMENT: &str = "310000000001";
pub(super) const PURCHASING: &str = "310000000002";
pub(super) const OTHER: &str = "310000000009";
pub(super) const UNIT: &str = "ou-ab12-cdef3456";
pub(super) const ROOT: &str = "r-ab12";

pub(super) fn account(id: &str) -> AccountId {
    id.parse().unwrap()
}

pub(super) fn guard_rail(stage: Stage) -> GuardRail {
    GuardRail {
        purchase_account: account(PURCHASING),
        role_name_prefix: "finch-".into(),
        break_glass_role: format!("arn:aws:iam::{MANAGEMENT}:role/break-glass").parse().unwrap(),
        exempt_roles: [].into(),
        unit: UNIT.into(),
        root: ROOT.into(),
        stage,
    }
}

/// Everything is wanted, and setup reaches everywhere.
pub(super) fn settings(id: &str) -> Settings {
    Settings {
        account: account(id),
        management_account: account(MANAGEMENT),
        acts_in_management: true,
        sides: [Side::Hub, Side::Publisher, Side::Member].into(),
        purchase_orders: PurchaseOrders::Integrate { description: Some("Purchase orders, Finance".into()) },
        guard_rail: Some(guard_rail(Stage::Root)),
    }
}

/// Only what the sharing of licenses from the management account needs.
pub(super) fn hub() -> Settings {
    Settings {
        sides: [Side::Hub].into(),
        purchase_orders: PurchaseOrders::Leave,
        guard_rail: None,
        ..settings(MANAGEMENT)
    }
}
