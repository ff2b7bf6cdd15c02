//! Deleting a service-linked role, and how far that has come.

use crate::services::ServiceError;
use crate::services::sts::Form;
use crate::wire::xml;
use crate::world::World;
use crate::world::linked_roles::deletion::{DeletionStatus, DeletionTask, Usage};

use super::roles::named;
use super::{no_such_entity, required};

pub(super) fn delete(world: &mut World, account: &str, form: &Form) -> Result<String, ServiceError> {
    let service = named(world, account, form)?.service;
    let task = world.request_role_deletion(account, service);
    Ok(xml::element("DeletionTaskId", &task))
}

pub(super) fn status(world: &World, account: &str, form: &Form) -> Result<String, ServiceError> {
    let id = required(form, "DeletionTaskId")?;
    let task = world.linked_roles.tasks.get(id).filter(|task| task.account == account);
    let task = task.ok_or_else(|| no_such_entity(format!("Deletion task {id} cannot be found.")))?;
    Ok(xml::element("Status", task.status.as_str()) + &reason(task))
}

/// Only a task that failed has a reason, with what is still in use.
fn reason(task: &DeletionTask) -> String {
    if task.status != DeletionStatus::Failed {
        return String::new();
    }
    let usage: String = task.usage.iter().map(show).collect();
    let text = format!("The role {} is still in use by {}.", task.service.role, task.service.principal);
    let members = xml::element("Reason", &text) + &xml::tagged("RoleUsageList", &usage);
    xml::tagged("Reason", &members)
}

fn show(usage: &Usage) -> String {
    let resources: String = usage.resources.iter().map(|arn| xml::element("member", arn)).collect();
    let members = xml::element("Region", &usage.region) + &xml::tagged("Resources", &resources);
    xml::tagged("member", &members)
}
