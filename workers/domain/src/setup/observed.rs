//! What was seen of the prerequisites: each one read completely, not read, or not asked for (P5).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::prerequisite::Place;
use super::service::Service;
use crate::closed_enum::closed_enum;
use crate::identifier::AccountId;
use crate::observation::Complete;

/// One thing that was asked for. "Could not be read" is never "is off".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Read<T> {
    /// Nobody asked.
    #[default]
    NotAsked,
    /// Read to its end.
    Known(T),
    /// Asked for and not read; why, in AWS's words.
    Unread(String),
}

/// The state of everything that setup looks at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Observed {
    /// The Region that the worker is in.
    pub region: Read<String>,
    /// The account that the worker is in: `GetCallerIdentity`, or the ARN of the execution.
    pub account: Read<AccountId>,
    /// `DescribeOrganization`, which works from any account; `None`: the account is in no organization.
    pub organization: Read<Option<Organization>>,
    /// `ListAWSServiceAccessForOrganization`: the service principals.
    pub trusted_access: Read<Complete<String>>,
    /// `GetServiceSettings` in us-east-1 of the management account: `OrganizationConfiguration.EnableIntegration`.
    pub linked: Read<bool>,
    /// `ListRoles` by [`Service::role_path`], in each account that we need the role in.
    pub roles: BTreeMap<Place, BTreeMap<Service, Read<Complete<Role>>>>,
    /// `ListDelegatedAdministrators` by service principal.
    pub delegated_administrators: BTreeMap<Service, Read<Complete<AccountId>>>,
    /// `ListAttachedRolePolicies` of the purchase-orders role: the names.
    pub purchase_orders_policies: Read<Complete<String>>,
    /// `GetServiceLinkedRoleDeletionStatus` of a deletion that this run began.
    pub purchase_orders_deletion: Read<Deletion>,
    /// `ListRoots`: whether service control policies are enabled at the root.
    pub service_control_policies: Read<bool>,
    /// `ListPolicies` and `DescribePolicy`: the policy that bears the guard rail's name.
    pub guard_rail: Read<Option<Policy>>,
    /// `ListTargetsForPolicy` of it.
    pub guard_rail_targets: Read<Complete<String>>,
    /// `GetRole` in the purchase account: whether the role that may still buy exists.
    pub purchase_role: Read<bool>,
}

/// What is to be known of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// The management account.
    pub management_account: AccountId,
    /// What the organization can do.
    pub feature_set: FeatureSet,
}

closed_enum!(
    /// What an organization can do (Organizations `FeatureSet`).
    FeatureSet {
        /// Trusted access, policies, delegated administrators.
        All = "ALL",
        /// One invoice and nothing more.
        ConsolidatedBilling = "CONSOLIDATED_BILLING",
    }
);

/// A service-linked role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Its description, the one thing about it that people may edit.
    pub description: String,
    /// The service principals that its trust policy names.
    pub trusts: BTreeSet<String>,
}

/// A service control policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its id, `p-...`.
    pub id: String,
    /// Whether it carries our owner tag. Without it, it is somebody else's that happens to bear our name.
    pub ours: bool,
    /// Its text as Organizations returns it.
    pub text: String,
}

/// The deletion of a service-linked role, which AWS works on after it has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// How far it is.
    pub status: DeletionStatus,
    /// Why it failed, in AWS's words; may be empty.
    #[serde(default)]
    pub reason: String,
    /// Where the role is still used: Region and resources.
    #[serde(default)]
    pub usage: BTreeMap<String, Vec<String>>,
}

closed_enum!(
    /// How far a deletion task is (IAM `GetServiceLinkedRoleDeletionStatus`).
    DeletionStatus {
        /// Not begun.
        NotStarted = "NOT_STARTED",
        /// At work.
        InProgress = "IN_PROGRESS",
        /// The role is gone.
        Succeeded = "SUCCEEDED",
        /// The role stays.
        Failed = "FAILED",
    }
);

impl Observed {
    /// The roles of a service in an account.
    pub fn roles_of(&self, place: Place, service: Service) -> &Read<Complete<Role>> {
        self.roles.get(&place).and_then(|roles| roles.get(&service)).unwrap_or(&Read::NotAsked)
    }

    /// The delegated administrators for a service.
    pub fn administrators_of(&self, service: Service) -> &Read<Complete<AccountId>> {
        self.delegated_administrators.get(&service).unwrap_or(&Read::NotAsked)
    }
}
