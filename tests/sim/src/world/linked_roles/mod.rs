//! Service-linked roles: which account has which, how each is described, and what keeps it from being deleted.

pub(crate) mod deletion;
pub(crate) mod services;

use std::collections::BTreeMap;

use crate::clock::VirtualTime;

use super::World;
use deletion::{DeletionTask, Usage};
use services::LinkedService;

/// One service-linked role.
#[derive(Debug, Clone)]
pub(crate) struct LinkedRole {
    pub(crate) service: &'static LinkedService,
    pub(crate) created: VirtualTime,
    pub(crate) description: Option<String>,
    /// What the service still does with it, beyond what the world knows by itself.
    pub(crate) usage: Vec<Usage>,
}

/// Every service-linked role, and every deletion that was asked for.
#[derive(Debug, Default)]
pub(crate) struct LinkedRoles {
    /// By account and name.
    pub(crate) roles: BTreeMap<(String, &'static str), LinkedRole>,
    /// By id.
    pub(crate) tasks: BTreeMap<String, DeletionTask>,
}

impl World {
    /// The role of a service in an account.
    pub(crate) fn linked_role(&self, account: &str, service: &str) -> Option<&LinkedRole> {
        let service = LinkedService::of(service)?;
        self.linked_roles.roles.get(&(account.to_owned(), service.role))
    }

    /// The role of a service in an account, to be changed.
    pub(crate) fn linked_role_mut(&mut self, account: &str, service: &str) -> Option<&mut LinkedRole> {
        let service = LinkedService::of(service)?;
        self.linked_roles.roles.get_mut(&(account.to_owned(), service.role))
    }

    /// Whether an account has the role of a service.
    pub(crate) fn has_linked_role(&self, account: &str, service: &str) -> bool {
        self.linked_role(account, service).is_some()
    }

    /// Makes the role of a service in an account, unless it is there; a principal without a role makes none.
    pub(crate) fn add_linked_role(&mut self, account: &str, service: &str) {
        self.add_linked_role_of(account, service, self.now);
    }

    /// The same, as of an earlier moment.
    pub(crate) fn add_linked_role_of(&mut self, account: &str, service: &str, created: VirtualTime) {
        let Some(service) = LinkedService::of(service) else { return };
        let role = LinkedRole { service, created, description: None, usage: Vec::new() };
        self.linked_roles.roles.entry((account.to_owned(), service.role)).or_insert(role);
    }

    /// Takes the role of a service from an account, whatever uses it.
    pub(crate) fn remove_linked_role(&mut self, account: &str, service: &str) {
        if let Some(service) = LinkedService::of(service) {
            self.linked_roles.roles.remove(&(account.to_owned(), service.role));
        }
    }

    /// What IAM shows of a role: roles that were just made are found a little later.
    pub(crate) fn shown_linked_role(&self, account: &str, service: &str) -> Option<&LinkedRole> {
        self.linked_role(account, service).filter(|role| self.is_shown(role))
    }

    /// Whether IAM shows a role already.
    pub(crate) fn is_shown(&self, role: &LinkedRole) -> bool {
        role.created.plus_seconds(self.options.prerequisites.role_lag_seconds) <= self.now
    }
}
