//! The organization that is set up, and what is to be seen of it.

use std::collections::BTreeSet;

use e2e::StoryError;
use e2e::setup::{MANAGEMENT, PURCHASES, Setup};

pub(crate) const LICENSE_MANAGER: &str = "license-manager.amazonaws.com";
pub(crate) const LICENSE_MANAGER_MANAGEMENT: &str = "license-manager.master-account.amazonaws.com";
pub(crate) const MARKETPLACE_LICENSES: &str = "license-management.marketplace.amazonaws.com";
pub(crate) const PRIVATE_MARKETPLACE: &str = "private-marketplace.marketplace.amazonaws.com";
pub(crate) const PURCHASE_ORDERS: &str = "purchase-orders.marketplace.amazonaws.com";
pub(crate) const PROCUREMENT_INSIGHTS: &str = "procurement-insights.marketplace.amazonaws.com";

/// The unit where the guard rail is tried first, with the account that buys.
pub(crate) const TRIAL: &str = "ou-qs01-7b1c90ad";
pub(crate) const ROOT: &str = "r-qs01";
/// An account of the other unit.
pub(crate) const ORDERS: &str = "402000000001";
/// What the settings want said of the purchase-orders role.
pub(crate) const DESCRIPTION: &str = "Purchase orders of Marketplace invoices.";

/// Everything was put in place by a run before. Procurement insights are trusted too, so that nothing at all is found.
pub(crate) async fn all_green() -> Result<Setup, StoryError> {
    let setup = Setup::begin().await?;
    setup.sim().set_trust(PROCUREMENT_INSIGHTS, true);
    let run = setup.fix().await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.left(), []);
    Ok(setup)
}

/// The services that have a linked role in the management account.
pub(crate) fn linked_roles(setup: &Setup) -> BTreeSet<String> {
    let roles = setup.sim().linked_roles().into_iter().filter(|role| role.account == MANAGEMENT);
    roles.map(|role| role.service).collect()
}

/// The description of the purchase-orders role; none: there is no role.
pub(crate) fn description(setup: &Setup) -> Option<String> {
    let mut roles = setup.sim().linked_roles().into_iter();
    roles.find(|role| role.service == PURCHASE_ORDERS).map(|role| role.description.unwrap_or_default())
}

/// The guard rail: its id, and what it is attached to.
pub(crate) fn guard_rail(setup: &Setup) -> Option<(String, Vec<String>)> {
    let policies = setup.sim().control_policies();
    let ours = policies.into_iter().find(|policy| policy.name == "marketplace-steward-buying")?;
    Some((ours.id, ours.targets))
}

/// Whether no service control policy keeps a role from buying.
pub(crate) fn may_buy(setup: &Setup, account: &str, role: &str) -> bool {
    let principal = format!("arn:aws:iam::{account}:role/{role}");
    let buying = ["Subscribe", "Unsubscribe", "CreateAgreementRequest", "AcceptAgreementRequest"];
    let denied: BTreeSet<bool> = buying
        .iter()
        .map(|action| setup.sim().is_denied(account, &principal, &format!("aws-marketplace:{action}")))
        .collect();
    assert_eq!(denied.len(), 1, "{principal}: some of buying is denied, and some is not");
    !denied.contains(&true)
}

/// Whether an ordinary role of these accounts may buy, and the purchase role: trial, orders, management, purchase role.
pub(crate) fn who_may_buy(setup: &Setup) -> [bool; 4] {
    [
        may_buy(setup, PURCHASES, "Developer"),
        may_buy(setup, ORDERS, "Developer"),
        may_buy(setup, MANAGEMENT, "BreakGlass"),
        may_buy(setup, PURCHASES, "QuayStreetPurchaseTeamRole"),
    ]
}
