//! Deleting a service-linked role: a task that waits, runs, and ends well or tells what still uses the role
//! (AWS-FACTS 10).

use crate::clock::VirtualTime;
use crate::random;
use crate::world::catalog::PRIVATE_MARKETPLACE;
use crate::world::organization::LICENSE_MANAGER;
use crate::world::{Due, World};

use super::services::{LICENSE_MANAGER_MANAGEMENT, LICENSE_MANAGER_MEMBER, LinkedService};

/// What a service still does with its role, in one Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) region: String,
    /// ARNs.
    pub(crate) resources: Vec<String>,
}

/// Where a deletion stands, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeletionStatus {
    NotStarted,
    InProgress,
    Succeeded,
    Failed,
}

impl DeletionStatus {
    /// AWS's word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "NOT_STARTED",
            Self::InProgress => "IN_PROGRESS",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
        }
    }

    fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }
}

/// A deletion that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct DeletionTask {
    pub(crate) account: String,
    pub(crate) service: &'static LinkedService,
    pub(crate) status: DeletionStatus,
    /// Why it failed.
    pub(crate) usage: Vec<Usage>,
    started: VirtualTime,
    ends: VirtualTime,
}

impl World {
    /// Asks for the deletion of a role; the id of the task, which is the earlier one while that has not ended.
    pub(crate) fn request_role_deletion(&mut self, account: &str, service: &'static LinkedService) -> String {
        let tasks = &self.linked_roles.tasks;
        let running = tasks
            .iter()
            .find(|(_, task)| task.account == account && task.service == service && !task.status.is_final());
        if let Some((id, _)) = running {
            return id.clone();
        }
        let words = ["deletion", account, service.role, &tasks.len().to_string()];
        let id = format!(
            "task/aws-service-role/{}/{}/{}",
            service.principal,
            service.role,
            random::uuid(self.options.seed, &words)
        );
        let span = self.options.prerequisites.role_deletion;
        let seconds = random::between(self.options.seed, &words, span.least_seconds, span.most_seconds);
        // A third of the time nothing begins.
        let started = self.now.plus_seconds(seconds / 3);
        let ends = self.now.plus_seconds(seconds);
        let task = DeletionTask {
            account: account.to_owned(),
            service,
            status: DeletionStatus::NotStarted,
            usage: Vec::new(),
            started,
            ends,
        };
        self.linked_roles.tasks.insert(id.clone(), task);
        self.agenda.insert((started, Due::RoleDeletion(id.clone())));
        id
    }

    /// A deletion begins, or comes to its end.
    pub(in crate::world) fn go_on_deleting(&mut self, id: &str) {
        let Some(task) = self.linked_roles.tasks.get(id).cloned() else { return };
        let (status, usage) = if task.status == DeletionStatus::NotStarted && task.started < task.ends {
            self.agenda.insert((task.ends, Due::RoleDeletion(id.to_owned())));
            (DeletionStatus::InProgress, Vec::new())
        } else {
            let usage = self.usage_of_role(&task.account, task.service);
            if usage.is_empty() {
                self.remove_linked_role(&task.account, task.service.principal);
                (DeletionStatus::Succeeded, usage)
            } else {
                (DeletionStatus::Failed, usage)
            }
        };
        if let Some(task) = self.linked_roles.tasks.get_mut(id) {
            task.status = status;
            task.usage = usage;
        }
    }

    /// What keeps a role from being deleted.
    fn usage_of_role(&self, account: &str, service: &LinkedService) -> Vec<Usage> {
        let mut usage =
            self.linked_role(account, service.principal).map(|role| role.usage.clone()).unwrap_or_default();
        let resources = match service.principal {
            // The core role goes last.
            LICENSE_MANAGER => [LICENSE_MANAGER_MANAGEMENT, LICENSE_MANAGER_MEMBER]
                .iter()
                .filter_map(|other| self.linked_role(account, other))
                .map(|role| role.service.role_arn(account))
                .collect(),
            // First trusted access has to go, and every principal of an experience.
            PRIVATE_MARKETPLACE => self.usage_of_private_marketplace(),
            _ => Vec::new(),
        };
        if !resources.is_empty() {
            usage.push(Usage { region: "us-east-1".to_owned(), resources });
        }
        usage
    }

    fn usage_of_private_marketplace(&self) -> Vec<String> {
        let organization = &self.organization;
        let trusted = organization.trusted_services.contains_key(PRIVATE_MARKETPLACE);
        let own = trusted.then(|| organization.arn());
        let in_use = self
            .catalog
            .experiences
            .values()
            .filter(|one| one.audience.as_ref().is_some_and(|audience| !audience.principals.is_empty()));
        let arn = |id: &str| self.entity_arn("Experience", id);
        own.into_iter().chain(in_use.map(|one| arn(&one.identity.id))).collect()
    }
}
