//! `GetGrant` and the lists of grants (AWS-FACTS 2.5). Lists trail behind writes; `GetGrant` by ARN trails less.

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::World;
use crate::world::grant::{Grant, GrantFace};
use crate::world::organization::{LICENSE_MANAGER, MARKETPLACE};

use super::rules::{check_arn, own_grant};
use super::{invalid_parameter, paged, show};

pub(super) fn get_grant(world: &World, caller: &Caller, input: Input<'_>) -> Result<Value, ServiceError> {
    let index = own_grant(world, caller, input)?;
    let grant = world.grant(index);
    let face = match input.text("Version")? {
        None => world.read_face(grant),
        Some(version) => version
            .parse()
            .ok()
            .and_then(|version| grant.face_of_version(version))
            .ok_or_else(|| invalid_parameter(format!("Invalid grant version: {version}")))?,
    };
    Ok(json!({"Grant": show::grant(grant, face)}))
}

pub(super) fn list_distributed(
    world: &World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    let names = ["LicenseArn", "GrantStatus", "GranteePrincipalARN", "ProductSKU", "LicenseIssuerName"];
    let given = |grant: &Grant| grant.granter == caller.account && !grant.is_part();
    list(world, input, ("ListDistributedGrants", caller), &names, given)
}

pub(super) fn list_received(world: &World, caller: &Caller, input: Input<'_>) -> Result<Value, ServiceError> {
    let names = ["ProductSKU", "LicenseIssuerName", "LicenseArn", "GrantStatus", "GranterAccountId"];
    let received = |grant: &Grant| grant.account() == Some(&caller.account);
    list(world, input, ("ListReceivedGrants", caller), &names, received)
}

pub(super) fn list_received_for_organization(
    world: &World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    check_organization_reader(world, caller, "ListReceivedGrantsForOrganization")?;
    let license = input.required_text("LicenseArn")?;
    check_arn(license)?;
    let names = ["ParentArn", "GranteePrincipalArn"];
    let inside = |grant: &Grant| {
        grant.license_arn == license
            && grant.account().is_some_and(|account| world.organization.accounts.contains_key(account))
    };
    list(world, input, (&format!("ListReceivedGrantsForOrganization|{license}"), caller), &names, inside)
}

/// Refuses a read over the whole organization to whom it is not open (AWS-FACTS 4.1).
pub(super) fn check_organization_reader(
    world: &World,
    caller: &Caller,
    operation: &str,
) -> Result<(), ServiceError> {
    let organization = &world.organization;
    let trusted = organization.trusts(MARKETPLACE) && organization.trusts(LICENSE_MANAGER);
    if caller.account == organization.management_account && trusted {
        return Ok(());
    }
    Err(ServiceError::access_denied(format!(
        "User: {} is not authorized to perform: license-manager:{operation}",
        caller.arn
    )))
}

/// One filter: its name, the only value it may have.
pub(super) struct Filter {
    pub(super) name: String,
    pub(super) value: String,
}

/// The filters of a request; a name that the operation does not know is an error, and so is a second value.
pub(super) fn read_filters(input: Input<'_>, names: &[&str]) -> Result<Vec<Filter>, ServiceError> {
    let read = |filter: Input<'_>| {
        let name = filter.required_text("Name")?.to_owned();
        if !names.contains(&name.as_str()) {
            return Err(invalid_parameter(format!("Invalid filter name: {name}")));
        }
        match filter.required_texts("Values")?.as_slice() {
            [value] => Ok(Filter { name, value: value.clone() }),
            _ => Err(invalid_parameter(format!("The filter {name} takes exactly one value."))),
        }
    };
    input.structures("Filters")?.into_iter().map(read).collect()
}

fn list(
    world: &World,
    input: Input<'_>,
    (walk, caller): (&str, &Caller),
    names: &[&str],
    belongs: impl Fn(&Grant) -> bool,
) -> Result<Value, ServiceError> {
    let filters = read_filters(input, names)?;
    let arns = input.texts("GrantArns")?.unwrap_or_default();
    for arn in &arns {
        check_arn(arn)?;
    }
    let asked: Vec<String> =
        filters.iter().map(|filter| format!("{}={}", filter.name, filter.value)).collect();
    let walk = format!("{walk}|{}|{asked:?}|{arns:?}", caller.account);
    let listed = world.grants().iter().enumerate().filter_map(|(index, grant)| {
        if !belongs(grant) || !(arns.is_empty() || arns.contains(&grant.arn)) {
            return None;
        }
        let face = world.listed_face(grant)?;
        let wanted = filters.iter().all(|filter| matches(world, grant, face, filter));
        wanted.then(|| (format!("{index:08}"), (grant, face)))
    });
    paged(world, input, (&walk, "Grants"), listed, |(grant, face)| show::grant(grant, face))
}

fn matches(world: &World, grant: &Grant, face: &GrantFace, filter: &Filter) -> bool {
    let license = world.licenses.get(&grant.license_arn);
    let value = filter.value.as_str();
    match filter.name.as_str() {
        "LicenseArn" => grant.license_arn == value,
        "GrantStatus" => face.status.as_str() == value,
        "GranteePrincipalARN" | "GranteePrincipalArn" => grant.principal_arn == value,
        "ProductSKU" => license.is_some_and(|license| license.sku == value),
        "LicenseIssuerName" => license.is_some_and(|license| license.issuer == value),
        "GranterAccountId" => grant.granter == value,
        "ParentArn" => grant.parent_arn == value,
        _ => false,
    }
}
