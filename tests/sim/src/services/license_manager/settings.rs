//! `GetServiceSettings` and `UpdateServiceSettings`: License Manager's link to the organization, per Region, and what an
//! account says about discovery (AWS-FACTS 2.6, 10).

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::World;
use crate::world::organization::LICENSE_MANAGER;

use super::invalid_parameter;

pub(super) fn get(world: &World, caller: &Caller) -> Result<Value, ServiceError> {
    let organization = &world.organization;
    let is_management = caller.account == organization.management_account;
    let linked = is_management && organization.links.of(&caller.region);
    let settings = world.license_manager_settings.get(&place(caller)).cloned().unwrap_or_default();
    let mut answer = json!({
        "OrganizationConfiguration": {"EnableIntegration": linked},
        "EnableCrossAccountsDiscovery": settings.cross_account_discovery,
    });
    for (member, arn) in [("SnsTopicArn", settings.topic_arn), ("S3BucketArn", settings.bucket_arn)] {
        if let Some(arn) = arn {
            answer[member] = json!(arn);
        }
    }
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
    let discovery = input.flag("EnableCrossAccountsDiscovery")?;
    let topic = input.text("SnsTopicArn")?.map(str::to_owned);
    let bucket = input.text("S3BucketArn")?.map(str::to_owned);
    if let Some(linked) = linked {
        check_link(world, caller, linked)?;
        world.request_link(&caller.region, linked);
    }
    let settings = world.license_manager_settings.entry(place(caller)).or_default();
    settings.cross_account_discovery = discovery.unwrap_or(settings.cross_account_discovery);
    settings.topic_arn = topic.or(settings.topic_arn.take());
    settings.bucket_arn = bucket.or(settings.bucket_arn.take());
    Ok(json!({}))
}

/// Only the management account links, only with all features, and only once the core role is there.
fn check_link(world: &World, caller: &Caller, linked: bool) -> Result<(), ServiceError> {
    if caller.account != world.organization.management_account {
        let text = "Only the management account of the organization can link it to License Manager.";
        return Err(ServiceError::access_denied(text));
    }
    if linked && !world.organization.all_features {
        return Err(invalid_parameter("The organization must have all features enabled."));
    }
    if linked && !world.has_linked_role(&caller.account, LICENSE_MANAGER) {
        let text = "Service role not found. Consult the setup procedures in the Service User Guide to create the \
                    required role in your account.";
        return Err(ServiceError::access_denied(text));
    }
    Ok(())
}

fn place(caller: &Caller) -> (String, String) {
    (caller.account.clone(), caller.region.clone())
}
