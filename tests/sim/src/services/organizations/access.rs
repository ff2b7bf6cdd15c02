//! Trusted access of services to the organization.

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;

use super::{invalid_input, paged};

pub(super) fn list_service_access(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let services = &world.organization.trusted_services;
    let items = services.iter().map(|(service, since)| {
        let shown = json!({"ServicePrincipal": service, "DateEnabled": since.epoch_seconds()});
        (service.clone(), shown)
    });
    paged(world, input, "ListAWSServiceAccessForOrganization", "EnabledServicePrincipals", items)
}

/// Enabling and disabling are idempotent and answer nothing (AWS-FACTS 7.5).
pub(super) fn set_service_access(
    world: &mut World,
    input: Input<'_>,
    trusted: bool,
) -> Result<Value, ServiceError> {
    let service = input.required_text("ServicePrincipal")?;
    if !service.ends_with(".amazonaws.com") {
        let message = "You specified an unrecognized service principal.".to_owned();
        return Err(invalid_input(message).with("Reason", "UNRECOGNIZED_SERVICE_PRINCIPAL"));
    }
    world.set_trust(service, trusted);
    Ok(json!({}))
}
