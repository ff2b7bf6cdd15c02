//! The organization: who belongs to it, in which organizational unit, in which state, with which tags and trusted
//! services. Pure: every change takes the moment at which it happens.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::VirtualTime;

use super::control_policies::ControlPolicies;
use super::trust::Links;

/// `State` of an account, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountState {
    /// Created, sign-up not finished.
    PendingActivation,
    /// In normal use.
    Active,
    /// Restricted by AWS.
    Suspended,
    /// A closure request is running; the account still works.
    PendingClosure,
    /// Closed by its owner and still listed.
    Closed,
}

impl AccountState {
    /// AWS's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingActivation => "PENDING_ACTIVATION",
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::PendingClosure => "PENDING_CLOSURE",
            Self::Closed => "CLOSED",
        }
    }

    /// The retired `Status` that belongs to it (AWS-FACTS 7.2).
    pub(crate) fn legacy_status(self) -> &'static str {
        match self {
            Self::PendingActivation | Self::Active => "ACTIVE",
            Self::Suspended | Self::Closed => "SUSPENDED",
            Self::PendingClosure => "PENDING_CLOSURE",
        }
    }

    /// Whether a grant can be distributed to an account in this state.
    pub(crate) fn is_usable(self) -> bool {
        matches!(self, Self::Active | Self::PendingClosure)
    }
}

/// A member of the organization.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) state: AccountState,
    /// The root or organizational unit directly above.
    pub(crate) parent: String,
    pub(crate) joined: VirtualTime,
    pub(crate) joined_method: &'static str,
    pub(crate) roles: Vec<Role>,
}

/// A role of an account that others may assume.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) external_id: Option<String>,
    pub(crate) trusted_accounts: Vec<String>,
}

/// An organizational unit.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) parent: String,
}

/// Tags of one resource over time, so that an index can trail behind.
#[derive(Debug, Clone, Default)]
pub(crate) struct TagHistory(Vec<(VirtualTime, BTreeMap<String, String>)>);

impl TagHistory {
    /// The tags now.
    pub(crate) fn current(&self) -> BTreeMap<String, String> {
        self.0.last().map(|(_, tags)| tags.clone()).unwrap_or_default()
    }

    /// The tags as they were at a moment; `None` when the resource had never been tagged by then.
    pub(crate) fn at(&self, moment: VirtualTime) -> Option<&BTreeMap<String, String>> {
        self.0.iter().rev().find(|(since, _)| *since <= moment).map(|(_, tags)| tags)
    }

    /// Sets the tags from a moment on.
    pub(crate) fn set(&mut self, since: VirtualTime, tags: BTreeMap<String, String>) {
        self.0.push((since, tags));
    }
}

/// The organization and all that Organizations knows about it.
#[derive(Debug, Clone)]
pub(crate) struct Organization {
    pub(crate) id: String,
    /// What people call it.
    pub(crate) name: String,
    pub(crate) management_account: String,
    pub(crate) all_features: bool,
    pub(crate) root: String,
    pub(crate) units: BTreeMap<String, Unit>,
    pub(crate) accounts: BTreeMap<String, Account>,
    /// Services with trusted access as it is listed, since when.
    pub(crate) trusted_services: BTreeMap<String, VirtualTime>,
    /// Those that it has reached.
    pub(crate) trust_in_effect: BTreeSet<String>,
    /// License Manager's own link to the organization, as its settings say.
    pub(crate) links: Links,
    /// The link where it has reached every account.
    pub(crate) links_in_effect: Links,
    /// Whether a grant to one account waits for it in any case.
    pub(crate) grants_wait: bool,
    /// Delegated administrators by service and account, since when.
    pub(crate) delegations: BTreeMap<(String, String), VirtualTime>,
    /// The member that may write policies besides the management account.
    pub(crate) policy_administrator: Option<String>,
    pub(crate) control_policies: ControlPolicies,
    /// By account, unit or root id.
    pub(crate) tags: BTreeMap<String, TagHistory>,
    /// Accounts whose sign-in works although they left: keys of former members stay valid.
    pub(crate) departed: BTreeSet<String>,
}

/// Trusted access that License Manager itself needs.
pub(crate) const LICENSE_MANAGER: &str = "license-manager.amazonaws.com";
/// Trusted access that AWS Marketplace needs to manage licenses across the organization.
pub(crate) const MARKETPLACE: &str = "license-management.marketplace.amazonaws.com";

impl Organization {
    /// Whether a service may act across the organization by now.
    pub(crate) fn trusts(&self, service: &str) -> bool {
        self.trust_in_effect.contains(service)
    }

    /// The first delegated administrator of a service.
    pub(crate) fn delegate_of(&self, service: &str) -> Option<&str> {
        self.delegations.keys().find(|(of, _)| of == service).map(|(_, account)| account.as_str())
    }

    /// Whether an account is the delegated administrator of any service, which lets it read here.
    pub(crate) fn is_delegate(&self, account: &str) -> bool {
        self.delegations.keys().any(|(_, delegate)| delegate == account)
    }

    /// Whether an id is the root or one of the organizational units.
    pub(crate) fn has_parent(&self, id: &str) -> bool {
        id == self.root || self.units.contains_key(id)
    }

    /// The ids from the root down to and including this unit (or the root alone).
    pub(crate) fn path_to(&self, parent: &str) -> Vec<String> {
        let mut path = vec![parent.to_owned()];
        let mut current = parent;
        while let Some(unit) = self.units.get(current) {
            path.push(unit.parent.clone());
            current = &unit.parent;
            if path.len() > 8 {
                break;
            }
        }
        path.reverse();
        path
    }

    /// Accounts inside a unit or the root, at any depth.
    pub(crate) fn accounts_below<'a>(&'a self, parent: &'a str) -> impl Iterator<Item = &'a Account> {
        self.accounts.values().filter(move |account| {
            parent == self.root || self.path_to(&account.parent).iter().any(|step| step == parent)
        })
    }

    /// The ARN of a member account.
    pub(crate) fn account_arn(&self, account: &str) -> String {
        format!("arn:aws:organizations::{}:account/{}/{account}", self.management_account, self.id)
    }

    /// The ARN of an organizational unit.
    pub(crate) fn unit_arn(&self, unit: &str) -> String {
        format!("arn:aws:organizations::{}:ou/{}/{unit}", self.management_account, self.id)
    }

    /// The ARN of the root.
    pub(crate) fn root_arn(&self) -> String {
        format!("arn:aws:organizations::{}:root/{}/{}", self.management_account, self.id, self.root)
    }

    /// The ARN of the organization.
    pub(crate) fn arn(&self) -> String {
        format!("arn:aws:organizations::{}:organization/{}", self.management_account, self.id)
    }

    /// The ARN of a service control policy of its own.
    pub(crate) fn policy_arn(&self, policy: &str) -> String {
        let owner = &self.management_account;
        format!("arn:aws:organizations::{owner}:policy/{}/service_control_policy/{policy}", self.id)
    }

    /// Whether something with this id can carry tags.
    pub(crate) fn is_taggable(&self, id: &str) -> bool {
        self.accounts.contains_key(id) || self.has_parent(id) || self.control_policies.is_own(id)
    }
}
