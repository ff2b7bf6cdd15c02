//! Service control policies: which there are, where they are attached, and whether the organization uses them at all.

pub(crate) mod condition;
pub(crate) mod document;
mod evaluation;
mod wildcard;

use std::collections::{BTreeMap, BTreeSet};

use crate::random;

use super::{Due, World};
use document::Document;

pub(crate) use evaluation::Attempt;

/// The policy type that is simulated.
pub(crate) const SERVICE_CONTROL_POLICY: &str = "SERVICE_CONTROL_POLICY";
/// The policy of AWS that allows everything, attached everywhere from the start.
pub(crate) const FULL_ACCESS: &str = "p-FullAWSAccess";
const FULL_ACCESS_CONTENT: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// Where a policy type stands, in AWS's words; a disabled one is not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PolicyTypeStatus {
    Disabled,
    PendingEnable,
    Enabled,
    PendingDisable,
}

impl PolicyTypeStatus {
    /// AWS's word for it, where it is listed.
    pub(crate) fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Disabled => None,
            Self::PendingEnable => Some("PENDING_ENABLE"),
            Self::Enabled => Some("ENABLED"),
            Self::PendingDisable => Some("PENDING_DISABLE"),
        }
    }
}

/// One service control policy.
#[derive(Debug, Clone)]
pub(crate) struct ControlPolicy {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// As it was written, white space and all.
    pub(crate) content: String,
    pub(crate) document: Document,
}

impl ControlPolicy {
    /// Whether it is AWS's own.
    pub(crate) fn is_managed(&self) -> bool {
        self.id == FULL_ACCESS
    }
}

/// Every policy of one organization.
#[derive(Debug, Clone)]
pub(crate) struct ControlPolicies {
    pub(crate) status: PolicyTypeStatus,
    /// By id.
    pub(crate) policies: BTreeMap<String, ControlPolicy>,
    /// The ids of the policies of each root, unit and account.
    pub(crate) attachments: BTreeMap<String, BTreeSet<String>>,
    made: u64,
}

impl Default for ControlPolicies {
    fn default() -> Self {
        let full_access = ControlPolicy {
            id: FULL_ACCESS.to_owned(),
            name: "FullAWSAccess".to_owned(),
            description: "Allows access to every operation".to_owned(),
            content: FULL_ACCESS_CONTENT.to_owned(),
            document: Document::parse(FULL_ACCESS_CONTENT).unwrap_or_default(),
        };
        Self {
            status: PolicyTypeStatus::Disabled,
            policies: BTreeMap::from([(FULL_ACCESS.to_owned(), full_access)]),
            attachments: BTreeMap::new(),
            made: 0,
        }
    }
}

impl ControlPolicies {
    /// Whether policies have effect, and can be attached.
    pub(crate) fn is_enabled(&self) -> bool {
        self.status == PolicyTypeStatus::Enabled
    }

    /// Whether an id is that of a policy of the organization's own.
    pub(crate) fn is_own(&self, id: &str) -> bool {
        self.policies.get(id).is_some_and(|policy| !policy.is_managed())
    }

    /// The ids of the policies of a target.
    pub(crate) fn of_target(&self, target: &str) -> impl Iterator<Item = &String> {
        self.attachments.get(target).into_iter().flatten()
    }

    /// The targets of a policy.
    pub(crate) fn targets_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a String> {
        self.attachments.iter().filter(move |(_, held)| held.contains(id)).map(|(target, _)| target)
    }

    /// Adds a policy and gives its id.
    pub(crate) fn add(
        &mut self,
        seed: u64,
        (name, description): (&str, &str),
        content: &str,
        document: Document,
    ) -> String {
        self.made += 1;
        let id = format!("p-{}", random::hex(seed, &["policy", name, &self.made.to_string()], 8));
        let policy = ControlPolicy {
            id: id.clone(),
            name: name.to_owned(),
            description: description.to_owned(),
            content: content.to_owned(),
            document,
        };
        self.policies.insert(id.clone(), policy);
        id
    }

    /// Attaches a policy.
    pub(crate) fn attach(&mut self, id: &str, target: &str) {
        self.attachments.entry(target.to_owned()).or_default().insert(id.to_owned());
    }

    /// What every new account and unit gets while policies are in use.
    pub(crate) fn welcome(&mut self, target: &str) {
        if self.is_enabled() {
            self.attach(FULL_ACCESS, target);
        }
    }

    /// What leaves the organization leaves its policies.
    pub(crate) fn forget_target(&mut self, target: &str) {
        self.attachments.remove(target);
    }
}

impl World {
    /// Asks for policies to be used, or no longer.
    pub(crate) fn request_policy_type(&mut self, enabled: bool) {
        let status = if enabled { PolicyTypeStatus::PendingEnable } else { PolicyTypeStatus::PendingDisable };
        self.organization.control_policies.status = status;
        let span = self.options.prerequisites.policy_type;
        let words = ["policy type", &self.now.epoch_milliseconds().to_string()];
        let seconds = random::between(self.options.seed, &words, span.least_seconds, span.most_seconds);
        self.agenda.insert((self.now.plus_seconds(seconds), Due::PolicyType));
    }

    /// What was asked for has been done.
    pub(super) fn finish_policy_type(&mut self) {
        match self.organization.control_policies.status {
            PolicyTypeStatus::PendingEnable => self.set_policy_type(true),
            PolicyTypeStatus::PendingDisable => self.set_policy_type(false),
            PolicyTypeStatus::Enabled | PolicyTypeStatus::Disabled => {}
        }
    }

    /// Uses policies from now on, or no longer: everything has AWS's own policy then, or none at all.
    pub(crate) fn set_policy_type(&mut self, enabled: bool) {
        let organization = &mut self.organization;
        let policies = &mut organization.control_policies;
        if enabled {
            policies.status = PolicyTypeStatus::Enabled;
            let targets = organization.accounts.keys().chain(organization.units.keys());
            for target in targets.chain([&organization.root]) {
                policies.attach(FULL_ACCESS, target);
            }
        } else {
            policies.status = PolicyTypeStatus::Disabled;
            policies.attachments.clear();
        }
    }
}
