//! Delegated administrators (AWS-FACTS 7.5, 10, 15.13).

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;
use crate::world::catalog::PRIVATE_MARKETPLACE;
use crate::world::linked_roles::services::PROCUREMENT_INSIGHTS;
use crate::world::organization::{AccountState, LICENSE_MANAGER};

use super::access::{check_all_features, service_principal};
use super::accounts::describe;
use super::{account_not_found, constraint, invalid_input, paged};

/// The simulated services that can be administered by a member; each by one.
const DELEGATED: [&str; 3] = [LICENSE_MANAGER, PRIVATE_MARKETPLACE, PROCUREMENT_INSIGHTS];

pub(super) fn register(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let account = input.required_text("AccountId")?;
    let service = service_principal(input)?;
    check_all_features(world)?;
    let organization = &world.organization;
    let member = organization.accounts.get(account).ok_or_else(account_not_found)?;
    if !DELEGATED.contains(&service) {
        let text =
            "You specified a service principal that does not support delegated administrators.".to_owned();
        return Err(invalid_input(text).with("Reason", "UNRECOGNIZED_SERVICE_PRINCIPAL"));
    }
    if account == organization.management_account {
        let text =
            "You can't register the management account of the organization as a delegated administrator.";
        return Err(constraint("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR", text));
    }
    if matches!(member.state, AccountState::Suspended | AccountState::Closed) {
        let text = "You can't register a suspended account as a delegated administrator.";
        return Err(constraint("CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR", text));
    }
    // Trusted access that was only just enabled is not there yet.
    if !organization.trusts(service) {
        let text = "You must enable service access before you can register a delegated administrator.";
        return Err(constraint("SERVICE_ACCESS_NOT_ENABLED", text));
    }
    match organization.delegate_of(service) {
        Some(delegate) if delegate == account => Err(ServiceError::new(
            "AccountAlreadyRegisteredException",
            "The provided account is already a delegated administrator for your organization.",
        )),
        Some(_) => {
            let text = "You must first deregister the existing delegated administrator for this service.";
            Err(constraint("DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE", text))
        }
        None => {
            world.delegate(service, Some(account));
            Ok(json!({}))
        }
    }
}

pub(super) fn deregister(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let account = input.required_text("AccountId")?;
    let service = service_principal(input)?;
    if !world.organization.accounts.contains_key(account) {
        return Err(account_not_found());
    }
    if world.organization.delegate_of(service) != Some(account) {
        return Err(not_registered());
    }
    world.delegate(service, None);
    Ok(json!({}))
}

pub(super) fn list_administrators(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    check_all_features(world)?;
    let service = input.text("ServicePrincipal")?;
    let organization = &world.organization;
    let items = organization.accounts.values().filter_map(|account| {
        let mut held = organization.delegations.iter().filter(|((of, delegate), _)| {
            *delegate == account.id && service.is_none_or(|service| service == of)
        });
        let (_, since) = held.next()?;
        let mut shown = describe(world, account);
        if let Some(members) = shown.as_object_mut() {
            members.remove("Paths");
        }
        shown["DelegationEnabledDate"] = json!(since.epoch_seconds());
        Some((account.id.clone(), shown))
    });
    let walk = format!("ListDelegatedAdministrators|{service:?}");
    paged(world, input, &walk, "DelegatedAdministrators", items)
}

pub(super) fn list_services(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let account = input.required_text("AccountId")?;
    let organization = &world.organization;
    if !organization.accounts.contains_key(account) {
        return Err(account_not_found());
    }
    if !organization.is_delegate(account) {
        return Err(not_registered());
    }
    let held = organization.delegations.iter().filter(|((_, delegate), _)| delegate == account);
    let items = held.map(|((service, _), since)| {
        (
            service.clone(),
            json!({"ServicePrincipal": service, "DelegationEnabledDate": since.epoch_seconds()}),
        )
    });
    paged(world, input, &format!("ListDelegatedServicesForAccount|{account}"), "DelegatedServices", items)
}

fn not_registered() -> ServiceError {
    let text = "The provided account is not a registered delegated administrator for your organization.";
    ServiceError::new("AccountNotRegisteredException", text)
}
