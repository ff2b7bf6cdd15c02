//! Trusted access of services to the organization (AWS-FACTS 7.5).

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;

use super::{constraint, invalid_input, paged};

pub(super) fn list_service_access(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    check_all_features(world)?;
    let services = &world.organization.trusted_services;
    let items = services.iter().map(|(service, since)| {
        let shown = json!({"ServicePrincipal": service, "DateEnabled": since.epoch_seconds()});
        (service.clone(), shown)
    });
    paged(world, input, "ListAWSServiceAccessForOrganization", "EnabledServicePrincipals", items)
}

/// Enabling and disabling are idempotent and answer nothing. Disabling has effect at once, enabling minutes later; it
/// makes no service-linked role in the management account (AWS-FACTS 10).
pub(super) fn set_service_access(
    world: &mut World,
    input: Input<'_>,
    trusted: bool,
) -> Result<Value, ServiceError> {
    let service = service_principal(input)?;
    check_all_features(world)?;
    if trusted {
        world.request_trust(service);
    } else {
        world.set_trust(service, false);
    }
    Ok(json!({}))
}

/// The service principal that a request names.
pub(super) fn service_principal(input: Input<'_>) -> Result<&str, ServiceError> {
    let service = input.required_text("ServicePrincipal")?;
    if service.ends_with(".amazonaws.com") {
        return Ok(service);
    }
    let message = "You specified an unrecognized service principal.".to_owned();
    Err(invalid_input(message).with("Reason", "UNRECOGNIZED_SERVICE_PRINCIPAL"))
}

/// Refuses what consolidated billing alone does not have.
pub(super) fn check_all_features(world: &World) -> Result<(), ServiceError> {
    if world.organization.all_features {
        return Ok(());
    }
    let text = "This operation requires the organization to be configured to support all features.";
    Err(constraint("ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", text))
}
