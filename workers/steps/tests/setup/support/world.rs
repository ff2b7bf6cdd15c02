//! Small organizations, and the settings of setup in them.

use std::path::Path;

use domain::setup::settings::Settings;
use serde_json::json;
use sim::{RoleEntry, WorldFile};

/// The management account of [`nothing`].
pub(crate) const MANAGEMENT: &str = "111111111111";
/// The account that buys.
pub(crate) const PURCHASE: &str = "401000000001";
/// A member in which the product runs where it does not run in the management account.
pub(crate) const MEMBER: &str = "402000000001";
/// Another member.
pub(crate) const OTHER: &str = "402000000002";
/// The unit of the guard rail.
pub(crate) const UNIT: &str = "ou-qs01-7b1c90ad";
/// Another one.
pub(crate) const OTHER_UNIT: &str = "ou-qs01-e2f4456c";
/// The root.
pub(crate) const ROOT: &str = "r-qs01";
/// The role that may still buy.
pub(crate) const PURCHASE_ROLE: &str = "QuayStreetPurchaseTeamRole";
/// What the settings say of the purchase-orders role.
pub(crate) const DESCRIPTION: &str = "Purchase orders of Quay Street";

/// The service principals.
pub(crate) const LICENSE_MANAGER: &str = "license-manager.amazonaws.com";
pub(crate) const LICENSES: &str = "license-management.marketplace.amazonaws.com";
pub(crate) const PRIVATE_MARKETPLACE: &str = "private-marketplace.marketplace.amazonaws.com";
pub(crate) const PURCHASE_ORDERS: &str = "purchase-orders.marketplace.amazonaws.com";

/// `nothing-set-up.json`, with the roles that the stacks of setup make for a product in `own`.
pub(crate) fn nothing_for(own: &str) -> WorldFile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/worlds/nothing-set-up.json");
    let mut world = WorldFile::load(&path).unwrap();
    for account in &mut world.accounts {
        let roles: &[&str] = match account.id.as_str() {
            id if id == own => &[],
            MANAGEMENT => &["MarketplaceStewardSetupLook", "MarketplaceStewardSetupFix"],
            PURCHASE => &["MarketplaceStewardSetupLook"],
            _ => &[],
        };
        account.roles.extend(roles.iter().map(|role| RoleEntry {
            name: (*role).to_owned(),
            external_id: Some(own.to_owned()),
            trusted_accounts: vec![own.to_owned()],
        }));
    }
    world
}

/// With nothing set up, and the product in the management account.
pub(crate) fn nothing() -> WorldFile {
    nothing_for(MANAGEMENT)
}

/// The product in the management account with everything that setup knows, the guard rail on one unit.
pub(crate) fn everything() -> Settings {
    settings(MANAGEMENT, &["hub", "publisher"])
}

/// The product in a member, as the hub and on the following side.
pub(crate) fn member() -> Settings {
    settings(MEMBER, &["hub", "member"])
}

fn settings(account: &str, sides: &[&str]) -> Settings {
    serde_json::from_value(json!({
        "account": account,
        "management_account": MANAGEMENT,
        "acts_in_management": true,
        "sides": sides,
        "purchase_orders": {"integrate": {"description": DESCRIPTION}},
        "guard_rail": {
            "purchase_account": PURCHASE,
            "role_name_prefix": "QuayStreet",
            "break_glass_role": format!("arn:aws:iam::{MANAGEMENT}:role/BreakGlass"),
            "unit": UNIT,
            "root": ROOT,
        },
    }))
    .unwrap()
}
