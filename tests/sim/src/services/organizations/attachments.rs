//! Where service control policies are attached. Attaching and detaching have effect at once.

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;

use super::policies::{known_policy, policy_type, summary, type_not_enabled};
use super::{constraint, paged};

/// Policies attached to one root, unit or account (AWS-FACTS 7.4).
const ATTACHED_MAX: usize = 10;

pub(super) fn attach(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let id = known_policy(world, input)?.id.clone();
    let target = known_target(world, input)?;
    let policies = &mut world.organization.control_policies;
    if !policies.is_enabled() {
        return Err(type_not_enabled());
    }
    if policies.of_target(target).any(|held| *held == id) {
        let text = "A policy with the specified name and type is already attached to the target.";
        return Err(ServiceError::new("DuplicatePolicyAttachmentException", text));
    }
    if policies.of_target(target).count() >= ATTACHED_MAX {
        let text = "You have attached the maximum number of policies of this type to the target.";
        return Err(constraint("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", text));
    }
    policies.attach(&id, target);
    Ok(json!({}))
}

pub(super) fn detach(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let id = known_policy(world, input)?.id.clone();
    let target = known_target(world, input)?;
    let policies = &mut world.organization.control_policies;
    if !policies.of_target(target).any(|held| *held == id) {
        let text = "The policy isn't attached to the specified target.";
        return Err(ServiceError::new("PolicyNotAttachedException", text));
    }
    if policies.of_target(target).count() <= 1 {
        let text = "You cannot remove the last policy of this type from the target.";
        return Err(constraint("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", text));
    }
    if let Some(held) = policies.attachments.get_mut(target) {
        held.remove(&id);
    }
    Ok(json!({}))
}

pub(super) fn list_targets(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let policy = known_policy(world, input)?;
    let organization = &world.organization;
    let targets = organization.control_policies.targets_of(&policy.id);
    let items = targets.map(|target| {
        let (kind, arn, name) = if let Some(unit) = organization.units.get(target) {
            ("ORGANIZATIONAL_UNIT", organization.unit_arn(target), unit.name.as_str())
        } else if let Some(account) = organization.accounts.get(target) {
            ("ACCOUNT", organization.account_arn(target), account.name.as_str())
        } else {
            ("ROOT", organization.root_arn(), "Root")
        };
        (target.clone(), json!({"TargetId": target, "Arn": arn, "Name": name, "Type": kind}))
    });
    paged(world, input, &format!("ListTargetsForPolicy|{}", policy.id), "Targets", items)
}

pub(super) fn list_policies(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let target = known_target(world, input)?;
    policy_type(world, input, "Filter")?;
    let policies = &world.organization.control_policies;
    let held = policies.of_target(target).filter_map(|id| policies.policies.get(id));
    let items = held.map(|policy| (policy.id.clone(), summary(world, policy)));
    paged(world, input, &format!("ListPoliciesForTarget|{target}"), "Policies", items)
}

fn known_target<'a>(world: &World, input: Input<'a>) -> Result<&'a str, ServiceError> {
    let target = input.required_text("TargetId")?;
    let organization = &world.organization;
    if organization.accounts.contains_key(target) || organization.has_parent(target) {
        return Ok(target);
    }
    Err(ServiceError::new("TargetNotFoundException", "You specified a target that doesn't exist."))
}
