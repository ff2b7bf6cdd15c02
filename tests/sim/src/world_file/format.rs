//! The shape of a world file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::world::grant::GrantStatus;
use crate::world::license::{LicenseStatus, MARKETPLACE_ISSUER, ProductKind};
use crate::world::organization::{AccountState, LICENSE_MANAGER, MARKETPLACE};

use super::account_series::AccountSeriesEntry;
use super::marketplace::MarketplaceEntry;
use super::prerequisites::{ControlPolicyEntry, DelegationEntry, LinkedRoleEntry};

/// A world as it is at the start of a simulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldFile {
    /// Where editors find the schema.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The organization.
    pub organization: OrganizationEntry,
    /// Roles that every account but the management account has.
    #[serde(default)]
    pub member_roles: Vec<RoleEntry>,
    /// The organizational units.
    #[serde(default)]
    pub units: Vec<UnitEntry>,
    /// The accounts, the management account among them.
    pub accounts: Vec<AccountEntry>,
    /// Many accounts in a few lines; a world that was loaded has them among its accounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub account_series: Vec<AccountSeriesEntry>,
    /// The licenses, each with its beneficiary.
    #[serde(default)]
    pub licenses: Vec<LicenseEntry>,
    /// The grants that exist at the start, next to those by which the licenses came.
    #[serde(default)]
    pub grants: Vec<GrantEntry>,
    /// The grants for organizational units and the organization that exist at the start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub area_grants: Vec<AreaGrantEntry>,
    /// Distributions that will fail a number of times.
    #[serde(default)]
    pub failed_workflows: Vec<FailedWorkflowEntry>,
    /// Its private marketplace, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_marketplace: Option<MarketplaceEntry>,
    /// The organizations beside this one, each as a world of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_organizations: Vec<WorldFile>,
}

/// The organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationEntry {
    /// `o-...`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The management account.
    pub management_account: String,
    /// `r-...`.
    pub root: String,
    /// All features, or consolidated billing alone.
    #[serde(default = "yes")]
    pub all_features: bool,
    /// Whether License Manager is linked to it.
    #[serde(default = "yes")]
    pub license_manager_linked: bool,
    /// Services with trusted access.
    #[serde(default = "trusted_services")]
    pub trusted_services: Vec<String>,
    /// The service-linked roles that somebody made; without a list, those that follow from trusted access and link.
    /// The roles that services make in the members are there in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_linked_roles: Option<Vec<LinkedRoleEntry>>,
    /// Delegated administrators, next to that of the private marketplace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegated_administrators: Vec<DelegationEntry>,
    /// The member that may write policies besides the management account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_administrator: Option<String>,
    /// Service control policies next to AWS's own; without a list, they are not in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_control_policies: Option<Vec<ControlPolicyEntry>>,
}

/// An organizational unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitEntry {
    /// `ou-...`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The root or the unit above.
    pub parent: String,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountEntry {
    /// The 12 digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The root or the unit above.
    pub parent: String,
    /// Its state.
    #[serde(default = "active")]
    pub state: AccountState,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// Its own roles, next to those every member has.
    #[serde(default)]
    pub roles: Vec<RoleEntry>,
    /// It does not have the roles that every member has.
    #[serde(default)]
    pub without_member_roles: bool,
    /// What fails for it until someone heals it.
    #[serde(default)]
    pub failures: Vec<FailureEntry>,
}

/// A role that others may assume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleEntry {
    /// Its name.
    pub name: String,
    /// The external id it asks for.
    #[serde(default)]
    pub external_id: Option<String>,
    /// The accounts it trusts.
    pub trusted_accounts: Vec<String>,
}

/// What fails for an account until someone heals it: a refused operation, or every distribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "snake_case")]
pub enum FailureEntry {
    /// An operation is refused with this error.
    Refuse {
        /// `CreateGrant`, `CreateGrantVersion`, `AcceptGrant` or `DeleteGrant`.
        operation: String,
        /// The error code.
        code: String,
        /// The error text.
        message: String,
    },
    /// Every distribution ends in `FAILED_WORKFLOW`.
    FailWorkflow {
        /// The status reason.
        reason: String,
    },
}

/// A license.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseEntry {
    /// Its ARN, whose owner is an account of AWS or of the seller.
    pub arn: String,
    /// The grant by which the beneficiary has it.
    pub parent_grant: String,
    /// The product's name.
    pub product: String,
    /// The product's id.
    pub sku: String,
    /// What kind of product it is.
    pub kind: ProductKind,
    /// The account it was bought for.
    pub beneficiary: String,
    /// Who issued it.
    #[serde(default = "marketplace_issuer")]
    pub issuer: String,
    /// Its home Region.
    #[serde(default = "home_region")]
    pub home_region: String,
    /// Its status.
    #[serde(default = "available")]
    pub status: LicenseStatus,
    /// From when it is valid.
    #[serde(default = "begin")]
    pub begin: String,
    /// Until when it is valid.
    #[serde(default)]
    pub end: Option<String>,
    /// What its beneficiary may do with it; by default everything, but no re-sharing for SaaS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operations: Option<Vec<String>>,
}

/// A grant that exists at the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantEntry {
    /// Its ARN; drawn when absent.
    #[serde(default)]
    pub arn: Option<String>,
    /// Its name.
    pub name: String,
    /// The license it shares; its beneficiary gave the grant.
    pub license: String,
    /// The account it is given to.
    pub account: String,
    /// Its status.
    #[serde(default = "active_grant")]
    pub status: GrantStatus,
    /// Its version; raised by each activation.
    #[serde(default = "two")]
    pub version: u64,
    /// What it allows; by default what its license allows, but no re-sharing.
    #[serde(default)]
    pub operations: Option<Vec<String>>,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// A grant for an organizational unit or the organization that exists at the start, with its part in every account that it
/// reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaGrantEntry {
    /// Its ARN; drawn when absent.
    #[serde(default)]
    pub arn: Option<String>,
    /// Its name.
    pub name: String,
    /// The license it shares; its beneficiary gave the grant.
    pub license: String,
    /// The unit or the organization, by its id.
    pub area: String,
    /// Whether it was activated: then its parts are in force, but for those in accounts that have the product otherwise.
    #[serde(default = "yes")]
    pub activated: bool,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// A distribution that will fail a number of times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailedWorkflowEntry {
    /// To which account; for its part of a wider grant as well.
    pub account: String,
    /// Of which product.
    pub sku: String,
    /// How often.
    pub times: u64,
}

fn yes() -> bool {
    true
}

fn two() -> u64 {
    2
}

fn active() -> AccountState {
    AccountState::Active
}

fn active_grant() -> GrantStatus {
    GrantStatus::Active
}

fn available() -> LicenseStatus {
    LicenseStatus::Available
}

fn marketplace_issuer() -> String {
    MARKETPLACE_ISSUER.to_owned()
}

fn home_region() -> String {
    "us-east-1".to_owned()
}

fn begin() -> String {
    "2026-01-01T00:00:00Z".to_owned()
}

fn trusted_services() -> Vec<String> {
    vec![LICENSE_MANAGER.to_owned(), MARKETPLACE.to_owned()]
}
