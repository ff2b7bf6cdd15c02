//! What of an organization is set up at the start: service-linked roles, delegated administrators, service control
//! policies. A world that says nothing has what follows from its trusted access and its link.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::VirtualTime;
use crate::world::World;
use crate::world::catalog::PRIVATE_MARKETPLACE;
use crate::world::control_policies::document::Document;
use crate::world::linked_roles::deletion::Usage;
use crate::world::linked_roles::services::{
    LICENSE_MANAGER_MANAGEMENT, LICENSE_MANAGER_MEMBER, LinkedService, PURCHASE_ORDERS,
};
use crate::world::organization::{LICENSE_MANAGER, MARKETPLACE};

use super::WorldFile;
use super::check::Findings;

/// A service-linked role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedRoleEntry {
    /// The service principal.
    pub service: String,
    /// The account; by default the management account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Its description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// ARNs in us-east-1 that keep it from being deleted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_by: Vec<String>,
}

/// A delegated administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelegationEntry {
    /// The service principal.
    pub service: String,
    /// The member that administers it.
    pub account: String,
}

/// A service control policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlPolicyEntry {
    /// Its name.
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// Its document.
    pub content: Value,
    /// The root, units and accounts it is attached to.
    #[serde(default)]
    pub targets: Vec<String>,
}

impl WorldFile {
    /// The same world with nothing set up in any organization: no link, no trusted access, no service-linked role, no
    /// delegated administrator, no service control policies. All features stay as they are.
    #[must_use]
    pub fn with_nothing_enabled(mut self) -> Self {
        let organization = &mut self.organization;
        organization.license_manager_linked = false;
        organization.trusted_services = Vec::new();
        organization.service_linked_roles = Some(Vec::new());
        organization.delegated_administrators = Vec::new();
        organization.policy_administrator = None;
        organization.service_control_policies = None;
        if let Some(marketplace) = &mut self.private_marketplace {
            marketplace.delegated_administrator = None;
        }
        let others = self.other_organizations.into_iter();
        Self { other_organizations: others.map(Self::with_nothing_enabled).collect(), ..self }
    }

    /// The same world with everything set up in every organization that a steward asks for: all features, the link,
    /// trusted access, every service-linked role of the management account, service control policies in use.
    #[must_use]
    pub fn with_everything_enabled(mut self) -> Self {
        let organization = &mut self.organization;
        organization.all_features = true;
        organization.license_manager_linked = true;
        for service in [LICENSE_MANAGER, MARKETPLACE, PRIVATE_MARKETPLACE] {
            if !organization.trusted_services.iter().any(|known| known == service) {
                organization.trusted_services.push(service.to_owned());
            }
        }
        let services =
            [LICENSE_MANAGER, LICENSE_MANAGER_MANAGEMENT, MARKETPLACE, PRIVATE_MARKETPLACE, PURCHASE_ORDERS];
        organization.service_linked_roles = Some(services.map(LinkedRoleEntry::of).into());
        organization.service_control_policies.get_or_insert_default();
        let others = self.other_organizations.into_iter();
        Self { other_organizations: others.map(Self::with_everything_enabled).collect(), ..self }
    }

    /// Sets up a world that has been so for a while.
    pub(super) fn set_up(&self, world: &mut World, settled: VirtualTime) {
        let entry = &self.organization;
        let management_account = entry.management_account.clone();
        let listed = entry.service_linked_roles.clone();
        for role in listed.unwrap_or_else(|| self.usual_roles()) {
            let account = role.account.as_ref().unwrap_or(&management_account);
            world.add_linked_role_of(account, &role.service, settled);
            let usage = Usage { region: "us-east-1".to_owned(), resources: role.used_by };
            if let Some(made) = world.linked_role_mut(account, &role.service) {
                made.description = role.description;
                made.usage = if usage.resources.is_empty() { Vec::new() } else { vec![usage] };
            }
        }
        let by_link = entry.license_manager_linked.then_some(LICENSE_MANAGER_MEMBER);
        let by_trust = world.organization.trusts(MARKETPLACE).then_some(MARKETPLACE);
        for service in by_link.into_iter().chain(by_trust) {
            for account in self.accounts.iter().filter(|account| account.id != management_account) {
                world.add_linked_role_of(&account.id, service, settled);
            }
        }
        let marketplace = self.private_marketplace.as_ref();
        let administrator = marketplace.and_then(|entry| entry.delegated_administrator.as_deref());
        world.delegate(PRIVATE_MARKETPLACE, administrator);
        for delegation in &entry.delegated_administrators {
            world.delegate(&delegation.service, Some(&delegation.account));
        }
        if let Some(policies) = &entry.service_control_policies {
            world.set_policy_type(true);
            policies.iter().for_each(|policy| policy.add_to(world));
        }
    }

    /// The roles of the management account that follow from trusted access and the link.
    fn usual_roles(&self) -> Vec<LinkedRoleEntry> {
        let entry = &self.organization;
        let trusted = [MARKETPLACE, PRIVATE_MARKETPLACE].into_iter();
        let trusted = trusted.filter(|service| entry.trusted_services.iter().any(|known| known == service));
        let linked = entry.license_manager_linked.then_some(LICENSE_MANAGER_MANAGEMENT);
        let services = std::iter::once(LICENSE_MANAGER).chain(linked).chain(trusted);
        services.map(LinkedRoleEntry::of).collect()
    }

    pub(super) fn check_prerequisites(&self, found: &mut Findings) {
        let entry = &self.organization;
        for (index, role) in entry.service_linked_roles.iter().flatten().enumerate() {
            let pointer = format!("/organization/service_linked_roles/{index}");
            if LinkedService::of(&role.service).is_none() {
                let what = format!("no role of {} is simulated", role.service);
                found.add(format!("{pointer}/service"), what, "name one of the services of AWS-FACTS 10");
            }
            if let Some(account) = &role.account {
                self.check_account(account, format!("{pointer}/account"), found);
            }
        }
        for (index, delegation) in entry.delegated_administrators.iter().enumerate() {
            let pointer = format!("/organization/delegated_administrators/{index}");
            self.check_account(&delegation.account, format!("{pointer}/account"), found);
            found.once("administrator of", &delegation.service, format!("{pointer}/service"));
        }
        if let Some(account) = &entry.policy_administrator {
            self.check_account(account, "/organization/policy_administrator".to_owned(), found);
        }
        for (index, policy) in entry.service_control_policies.iter().flatten().enumerate() {
            let pointer = format!("/organization/service_control_policies/{index}");
            found.once("policy", &policy.name, format!("{pointer}/name"));
            if let Err(what) = Document::parse(&policy.content.to_string()) {
                found.add(format!("{pointer}/content"), what, "write it as a service control policy");
            }
            for (number, target) in policy.targets.iter().enumerate() {
                let is_account = self.accounts.iter().any(|account| account.id == *target);
                if !is_account {
                    self.check_parent(target, format!("{pointer}/targets/{number}"), found);
                }
            }
        }
    }
}

impl LinkedRoleEntry {
    /// The role of a service in the management account.
    fn of(service: &str) -> Self {
        Self { service: service.to_owned(), account: None, description: None, used_by: Vec::new() }
    }
}

impl ControlPolicyEntry {
    fn add_to(&self, world: &mut World) {
        let content = self.content.to_string();
        let Ok(document) = Document::parse(&content) else { return };
        let seed = world.options.seed;
        let policies = &mut world.organization.control_policies;
        let id = policies.add(seed, (&self.name, &self.description), &content, document);
        for target in &self.targets {
            policies.attach(&id, target);
        }
    }
}
