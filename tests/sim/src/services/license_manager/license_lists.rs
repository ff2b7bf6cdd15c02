//! `GetLicense` and the lists of received licenses (AWS-FACTS 1.3, 2.5).

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::World;
use crate::world::grant::{Grant, GrantFace};
use crate::world::license::License;

use super::grant_lists::{Filter, check_organization_reader, read_filters};
use super::rules::check_arn;
use super::{invalid_parameter, paged, show};

pub(super) fn list_received(world: &World, caller: &Caller, input: Input<'_>) -> Result<Value, ServiceError> {
    let names = ["ProductSKU", "Status", "Fingerprint", "IssuerName", "Beneficiary"];
    let filters = read_filters(input, &names)?;
    let arns = input.texts("LicenseArns")?.unwrap_or_default();
    for arn in &arns {
        check_arn(arn)?;
    }
    let walk = format!("ListReceivedLicenses|{}|{}|{arns:?}", caller.account, describe(&filters));
    let listed = world.licenses.values().filter_map(|license| {
        let (grant, face) = received_by(world, license, &caller.account)?;
        let wanted = (arns.is_empty() || arns.contains(&license.arn))
            && filters.iter().all(|filter| matches(license, filter));
        wanted.then(|| (license.arn.clone(), (license, grant, face)))
    });
    paged(world, input, (&walk, "Licenses"), listed, |(license, grant, face)| {
        show::granted_license(license, grant, face)
    })
}

/// Every license that an account of the organization owns or received, once each.
pub(super) fn list_received_for_organization(
    world: &World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    check_organization_reader(world, caller, "ListReceivedLicensesForOrganization")?;
    let filters = read_filters(input, &["Beneficiary", "ProductSKU"])?;
    let walk = format!("ListReceivedLicensesForOrganization|{}", describe(&filters));
    let listed = world.licenses.values().filter_map(|license| {
        let accounts = &world.organization.accounts;
        let (grant, face) = world
            .grants_of_license(&license.arn)
            .filter(|grant| grant.account().is_some_and(|account| accounts.contains_key(account)))
            .find_map(|grant| world.listed_face(grant).map(|face| (grant, face)))?;
        let wanted = filters.iter().all(|filter| matches(license, filter));
        wanted.then(|| (license.arn.clone(), (license, grant, face)))
    });
    paged(world, input, (&walk, "Licenses"), listed, |(license, grant, face)| {
        show::granted_license(license, grant, face)
    })
}

pub(super) fn get_license(world: &World, caller: &Caller, input: Input<'_>) -> Result<Value, ServiceError> {
    let arn = input.required_text("LicenseArn")?;
    check_arn(arn)?;
    let license = world
        .licenses
        .get(arn)
        .filter(|license| received_by(world, license, &caller.account).is_some())
        .ok_or_else(|| invalid_parameter("Invalid license ARN."))?;
    match input.text("Version")? {
        None | Some("1") => Ok(json!({"License": show::license(license)})),
        Some(other) => Err(invalid_parameter(format!("Invalid license version: {other}"))),
    }
}

/// By which grant an account has a license, if it does: the newest that has not ended.
fn received_by<'a>(world: &'a World, license: &License, account: &str) -> Option<(&'a Grant, &'a GrantFace)> {
    world
        .grants_to_account(account)
        .filter(|grant| grant.license_arn == license.arn)
        .filter_map(|grant| world.listed_face(grant).map(|face| (grant, face)))
        .filter(|(_, face)| !face.status.is_terminal())
        .last()
}

fn matches(license: &License, filter: &Filter) -> bool {
    let value = filter.value.as_str();
    match filter.name.as_str() {
        "ProductSKU" => license.sku == value,
        "Status" => license.status.as_str() == value,
        "Fingerprint" => show::fingerprint(license) == value,
        "IssuerName" => license.issuer == value,
        "Beneficiary" => license.beneficiary == value,
        _ => false,
    }
}

fn describe(filters: &[Filter]) -> String {
    filters.iter().map(|filter| format!("{}={};", filter.name, filter.value)).collect()
}
