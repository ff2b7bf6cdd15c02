//! `CreateGrant` (AWS-FACTS 2.1).

use serde_json::Value;

use crate::options::DuplicateGrantCode;
use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::World;
use crate::world::grant::{GrantFace, GrantFacts, GrantKind, GrantStatus, Grantee, Workflow};
use crate::world::license::{License, LicenseStatus, ProductKind};

use super::rules::{
    check_arn, check_failure, check_home_region, check_operations, check_trust, client_token,
    override_behavior, remember_token, token_use,
};
use super::show::outcome;
use super::{invalid_parameter, validation};

/// All that the grant of a seller's delegate allows (AWS-FACTS 1.4).
const DELEGATE_OPERATION: &str = "ListReceivedLicenses";

pub(super) fn create_grant(
    world: &mut World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    let token = client_token(input)?;
    let name = input.required_text("GrantName")?;
    let license_arn = input.required_text("LicenseArn")?;
    let principals = input.required_texts("Principals")?;
    let home_region = input.required_text("HomeRegion")?;
    let operations = input.required_texts("AllowedOperations")?;
    let tags = input.tags("Tags")?;
    check_arn(license_arn)?;
    let [principal] = principals.as_slice() else {
        return Err(validation("Principals must have exactly 1 item.".to_owned()));
    };
    check_arn(principal)?;
    let body = format!(
        "{name}|{license_arn}|{principal}|{home_region}|{operations:?}|{tags:?}|{:?}|{:?}",
        input.member("Options"),
        input.member("GrantType")
    );
    if let Some(earlier) = token_use(world, caller, "CreateGrant", &token, &body)? {
        return Ok(outcome(world, earlier));
    }
    let license = sharable_license(world, caller, license_arn)?;
    check_home_region(caller, &license.home_region)?;
    if home_region != license.home_region {
        return Err(validation(format!("HomeRegion must be {}.", license.home_region)));
    }
    check_trust(world)?;
    let grantee = read_grantee(world, caller, principal)?;
    let kind = grant_kind(input)?;
    let activate = desired_active(input, &grantee)?;
    let override_behavior = override_behavior(input, license, activate)?;
    match kind {
        GrantKind::Buyer => check_operations(&operations, parent_operations(world, license))?,
        GrantKind::Delegate => check_operations(&operations, &[DELEGATE_OPERATION.to_owned()])?,
    }
    let account = match &grantee {
        Grantee::Account(account) => Some(account.as_str()),
        Grantee::Unit(_) | Grantee::Organization => None,
    };
    check_failure(world, account, "CreateGrant")?;
    check_room(world, caller, license, (principal, &grantee, kind))?;

    let facts = GrantFacts {
        arn: world.new_grant_arn(&caller.account, license_arn, principal),
        parent_arn: license_arn.to_owned(),
        license_arn: license_arn.to_owned(),
        granter: caller.account.clone(),
        grantee,
        principal_arn: principal.clone(),
        home_region: home_region.to_owned(),
        kind,
        tags,
    };
    let face = GrantFace {
        version: 1,
        status: GrantStatus::PendingWorkflow,
        name: name.to_owned(),
        operations,
        override_behavior,
        status_reason: None,
    };
    let index = world.add_grant(facts, world.now, face);
    world.start_workflow(index, Workflow::Distribute { activate }, GrantStatus::PendingWorkflow);
    remember_token(world, caller, "CreateGrant", token, (body, index));
    Ok(outcome(world, index))
}

/// The license, when this caller may share it and it may be shared at all (AWS-FACTS 1.5).
fn sharable_license<'a>(world: &'a World, caller: &Caller, arn: &str) -> Result<&'a License, ServiceError> {
    let license = world.licenses.get(arn).ok_or_else(|| invalid_parameter("Invalid license ARN."))?;
    if license.beneficiary != caller.account {
        return Err(ServiceError::access_denied(format!(
            "User: {} is not authorized to perform: license-manager:CreateGrant on resource: {arn}",
            caller.arn
        )));
    }
    if license.kind == ProductKind::Saas {
        return Err(validation("Grants are not supported for licenses of SaaS products.".to_owned()));
    }
    if license.status != LicenseStatus::Available {
        let text = format!("License is in {} status, it must be AVAILABLE.", license.status.as_str());
        return Err(validation(text));
    }
    Ok(license)
}

/// Whom the principal ARN means: a member account, one of the units, the organization itself.
fn read_grantee(world: &World, caller: &Caller, principal: &str) -> Result<Grantee, ServiceError> {
    let organization = &world.organization;
    if let Some(account) = principal.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root"))
    {
        if account == caller.account {
            return Err(validation("The grantor and the grantee must not be the same account.".to_owned()));
        }
        if !organization.accounts.contains_key(account) {
            let text = format!("Principal {principal} is not part of the organization of the grantor.");
            return Err(validation(text));
        }
        return Ok(Grantee::Account(account.to_owned()));
    }
    let grantee = if principal == organization.arn() {
        Grantee::Organization
    } else {
        let unit = organization.units.values().find(|unit| organization.unit_arn(&unit.id) == principal);
        let unit = unit.ok_or_else(|| validation(format!("Invalid principal: {principal}")))?;
        if unit.parent != organization.root && !world.options.nested_units {
            return Err(validation(format!("The organizational unit {} is nested.", unit.id)));
        }
        Grantee::Unit(unit.id.clone())
    };
    if !world.accepts_automatically(&caller.account, &caller.region) {
        let text = "Grants to an organization or organizational unit need the management account of an \
                    organization with all features that is linked to License Manager.";
        return Err(validation(text.to_owned()));
    }
    Ok(grantee)
}

/// `GrantType`; without one it is a buyer's.
fn grant_kind(input: Input<'_>) -> Result<GrantKind, ServiceError> {
    match input.text("GrantType")? {
        None | Some("BuyerGrant") => Ok(GrantKind::Buyer),
        Some("DelegateGrant") => Ok(GrantKind::Delegate),
        Some(other) => Err(validation(format!("{other} is not a valid GrantType."))),
    }
}

/// `Options.DesiredStatus`: only `ACTIVE`, only for an organization or unit.
fn desired_active(input: Input<'_>, grantee: &Grantee) -> Result<bool, ServiceError> {
    let desired = input.inside("Options").map(|options| options.text("DesiredStatus")).transpose()?.flatten();
    match (desired, grantee) {
        (None, _) => Ok(false),
        (Some(_), Grantee::Account(_)) => {
            let text = "DesiredStatus can only be used when the principal is an organization or an OU.";
            Err(validation(text.to_owned()))
        }
        (Some("ACTIVE"), Grantee::Unit(_) | Grantee::Organization) => Ok(true),
        (Some(other), _) => Err(validation(format!("{other} is not a valid DesiredStatus."))),
    }
}

/// The operations of the grant by which the license was received.
fn parent_operations<'a>(world: &'a World, license: &License) -> &'a [String] {
    let parent = world.find_grant(&license.parent_grant);
    parent.map(|index| world.grant(index).face().operations.as_slice()).unwrap_or_default()
}

/// Refuses a second grant for the same principal, a grant beyond the quota, a second distribution at a time.
fn check_room(
    world: &World,
    caller: &Caller,
    license: &License,
    (principal, grantee, kind): (&str, &Grantee, GrantKind),
) -> Result<(), ServiceError> {
    if world.live_grant(&license.arn, principal, kind).is_some() {
        let code = match world.options.duplicate_grant_code {
            DuplicateGrantCode::Validation => "ValidationException",
            DuplicateGrantCode::InvalidParameterValue => "InvalidParameterValueException",
            DuplicateGrantCode::Conflict => "ConflictException",
            DuplicateGrantCode::ResourceLimitExceeded => "ResourceLimitExceededException",
        };
        let text = format!("A grant for the license already exists for the principal {principal}.");
        return Err(ServiceError::new(code, text));
    }
    let direct = world
        .grants_of_license(&license.arn)
        .filter(|grant| grant.is_live() && !grant.is_part() && grant.arn != license.parent_grant)
        .count();
    if direct >= world.options.grants_per_license_max {
        let text = "You have reached the maximum number of grants for this license.";
        return Err(ServiceError::new("ResourceLimitExceededException", text));
    }
    if !matches!(grantee, Grantee::Account(_)) && world.spreads_already(&caller.account) {
        return Err(too_many_spreads());
    }
    Ok(())
}

/// The text users have seen when two grants to organizations or units overlap in time (AWS-FACTS 5.1).
pub(super) fn too_many_spreads() -> ServiceError {
    ServiceError::new("ResourceLimitExceededException", "Too many concurrent org grants are in progress.")
}
