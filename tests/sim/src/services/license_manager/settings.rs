//! `GetServiceSettings` and `UpdateServiceSettings`: License Manager's link to the organization (AWS-FACTS 2.6).

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::World;

pub(super) fn get(world: &World, caller: &Caller) -> Result<Value, ServiceError> {
    let organization = &world.organization;
    let is_management = caller.account == organization.management_account;
    let linked = is_management && organization.license_manager_linked;
    let mut answer = json!({
        "OrganizationConfiguration": {"EnableIntegration": linked},
        "EnableCrossAccountsDiscovery": false,
    });
    if linked {
        let share = format!(
            "arn:aws:ram:{}:{}:resource-share/{}",
            caller.region,
            caller.account,
            crate::random::uuid(world.options.seed, &["resource-share", &caller.account])
        );
        answer["LicenseManagerResourceShareArn"] = json!(share);
    }
    Ok(answer)
}

pub(super) fn update(world: &mut World, caller: &Caller, input: Input<'_>) -> Result<Value, ServiceError> {
    let configuration = input.inside("OrganizationConfiguration");
    let linked = configuration.map(|inside| inside.flag("EnableIntegration")).transpose()?.flatten();
    if let Some(linked) = linked {
        if caller.account != world.organization.management_account {
            let text = "Only the management account of the organization can link it to License Manager.";
            return Err(ServiceError::access_denied(text));
        }
        world.link_license_manager(linked);
    }
    Ok(json!({}))
}
