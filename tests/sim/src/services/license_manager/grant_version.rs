//! `CreateGrantVersion` (AWS-FACTS 2.2): activate, deactivate, rename, change operations.

use serde_json::Value;

use crate::options::ConflictShows;
use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::grant::{Grant, GrantStatus, Override, Workflow};
use crate::world::license::LicenseStatus;
use crate::world::{GrantIndex, World};

use super::create_grant::too_many_spreads;
use super::rules::{
    check_failure, check_home_region, check_operations, check_trust, client_token, override_behavior,
    own_grant, remember_token, token_use,
};
use super::show::outcome;
use super::{invalid_parameter, validation};

const OPERATION: &str = "CreateGrantVersion";

pub(super) fn create_grant_version(
    world: &mut World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    let token = client_token(input)?;
    let index = own_grant(world, caller, input)?;
    let name = input.text("GrantName")?.map(str::to_owned);
    let operations = input.texts("AllowedOperations")?;
    let reason = input.text("StatusReason")?.map(str::to_owned);
    let status = input.text("Status")?;
    let source = input.text("SourceVersion")?;
    let arn = world.grant(index).arn.clone();
    let body = format!(
        "{arn}|{name:?}|{operations:?}|{reason:?}|{status:?}|{source:?}|{:?}",
        input.member("Options")
    );
    if let Some(earlier) = token_use(world, caller, OPERATION, &token, &body)? {
        return Ok(outcome(world, earlier));
    }
    let grant = world.grant(index);
    let license =
        world.licenses.get(&grant.license_arn).ok_or_else(|| invalid_parameter("Invalid grant ARN."))?;
    check_home_region(caller, &grant.home_region)?;
    check_trust(world)?;
    if reason.as_ref().is_some_and(|reason| reason.is_empty() || reason.len() > 400) {
        return Err(validation("StatusReason must have between 1 and 400 characters.".to_owned()));
    }
    check_source_version(grant, source)?;
    let workflow = read_workflow(status)?;
    let mut override_behavior = override_behavior(input, license, workflow == Some(Workflow::Activate))?;
    check_override_owner(grant, caller, override_behavior)?;
    if let Some(operations) = &operations {
        check_operations(operations, &parent_operations(world, grant, &license.parent_grant))?;
    }
    check_settled(grant)?;
    check_failure(world, grant.account(), OPERATION)?;
    if workflow == Some(Workflow::Activate) {
        if license.status != LicenseStatus::Available {
            return Err(validation(format!("License is in {} status.", license.status.as_str())));
        }
        override_behavior = override_behavior.or(grant.face().override_behavior);
        check_conflict(world, index, override_behavior)?;
    }
    if grant.account().is_none() && world.spreads_already(&grant.granter) {
        return Err(too_many_spreads());
    }

    let now = world.now;
    world.grant_mut(index).change(now, |face| {
        face.version += 1;
        face.status_reason = reason;
        if let Some(name) = name {
            face.name = name;
        }
        if let Some(operations) = operations {
            face.operations = operations;
        }
        face.override_behavior = override_behavior.or(face.override_behavior);
    });
    if let Some(workflow) = workflow {
        world.start_workflow(index, workflow, GrantStatus::PendingWorkflow);
    }
    remember_token(world, caller, OPERATION, token, (body, index));
    Ok(outcome(world, index))
}

/// `Status` takes any word in the model; only these two mean something.
fn read_workflow(status: Option<&str>) -> Result<Option<Workflow>, ServiceError> {
    match status {
        None => Ok(None),
        Some("ACTIVE") => Ok(Some(Workflow::Activate)),
        Some("DISABLED") => Ok(Some(Workflow::Deactivate)),
        Some(other) => Err(validation(format!("The status of a grant can not be set to {other}."))),
    }
}

fn check_source_version(grant: &Grant, source: Option<&str>) -> Result<(), ServiceError> {
    let newest = grant.face().version.to_string();
    match source {
        Some(source) if source != newest => Err(validation(format!(
            "The source version provided doesn't match the latest version {newest} in our records"
        ))),
        Some(_) | None => Ok(()),
    }
}

/// The grantee may choose an override only where the granter chose none.
fn check_override_owner(grant: &Grant, caller: &Caller, asked: Option<Override>) -> Result<(), ServiceError> {
    let is_grantee = grant.granter != caller.account;
    if is_grantee && asked.is_some() && grant.face().override_behavior.is_some() {
        let text = "The grantor has already specified an ActivationOverrideBehavior for this grant.";
        return Err(validation(text.to_owned()));
    }
    Ok(())
}

/// Only a grant that rests can get a new version.
fn check_settled(grant: &Grant) -> Result<(), ServiceError> {
    match grant.face().status {
        GrantStatus::Active | GrantStatus::Disabled | GrantStatus::WorkflowCompleted => Ok(()),
        GrantStatus::PendingWorkflow
        | GrantStatus::PendingAccept
        | GrantStatus::Rejected
        | GrantStatus::FailedWorkflow
        | GrantStatus::Deleted
        | GrantStatus::PendingDelete => Err(validation(format!(
            "A new version of the grant can not be created while its status is {}.",
            grant.face().status.as_str()
        ))),
    }
}

/// Where conflicts are refused at once, refuses one.
fn check_conflict(world: &World, index: GrantIndex, chosen: Option<Override>) -> Result<(), ServiceError> {
    let refuses = world.options.conflict == ConflictShows::Refused;
    if refuses && chosen != Some(Override::AllGrantsPermittedByIssuer) && !world.conflicts(index).is_empty() {
        return Err(validation(crate::world::CONFLICT_REASON.to_owned()));
    }
    Ok(())
}

/// A child may do what the grant above it allows, a direct grant what the license came with.
fn parent_operations(world: &World, grant: &Grant, license_grant: &str) -> Vec<String> {
    let above = if grant.is_part() { &grant.parent_arn } else { license_grant };
    world.find_grant(above).map(|index| world.grant(index).face().operations.clone()).unwrap_or_default()
}
