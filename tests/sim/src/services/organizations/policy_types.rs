//! `EnablePolicyType` and `DisablePolicyType`: both take their time.

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;
use crate::world::control_policies::PolicyTypeStatus;

use super::policies::policy_type;

pub(super) fn set_policy_type(
    world: &mut World,
    input: Input<'_>,
    enabled: bool,
) -> Result<Value, ServiceError> {
    let root = input.required_text("RootId")?;
    policy_type(world, input, "PolicyType")?;
    if root != world.organization.root {
        let text = "You specified a root that doesn't exist.";
        return Err(ServiceError::new("RootNotFoundException", text));
    }
    match (world.organization.control_policies.status, enabled) {
        (PolicyTypeStatus::Enabled, false) | (PolicyTypeStatus::Disabled, true) => {
            world.request_policy_type(enabled);
            Ok(json!({"Root": show_root(world)}))
        }
        (PolicyTypeStatus::Enabled, true) => Err(ServiceError::new(
            "PolicyTypeAlreadyEnabledException",
            "The specified policy type is already enabled.",
        )),
        (PolicyTypeStatus::Disabled, false) => Err(super::policies::type_not_enabled()),
        (PolicyTypeStatus::PendingEnable | PolicyTypeStatus::PendingDisable, _) => Err(ServiceError::new(
            "PolicyChangesInProgressException",
            "Changes to the effective policy are in progress. Try again later.",
        )),
    }
}

/// The root, with the policy types that it uses.
pub(super) fn show_root(world: &World) -> Value {
    let organization = &world.organization;
    let status = organization.control_policies.status.as_str();
    let types: Vec<Value> = status
        .into_iter()
        .map(|status| json!({"Type": crate::world::control_policies::SERVICE_CONTROL_POLICY, "Status": status}))
        .collect();
    json!({
        "Id": organization.root,
        "Arn": organization.root_arn(),
        "Name": "Root",
        "PolicyTypes": types,
    })
}
