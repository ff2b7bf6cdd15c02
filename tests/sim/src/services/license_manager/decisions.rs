//! `AcceptGrant`, `RejectGrant` and `DeleteGrant` (AWS-FACTS 2.3, 2.4).

use serde_json::Value;

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::grant::{GrantStatus, Workflow};
use crate::world::{GrantIndex, World};

use super::rules::{check_failure, check_home_region, own_grant};
use super::show::outcome;
use super::validation;

pub(super) fn accept_grant(
    world: &mut World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    let index = waiting_grant(world, caller, input, "accept")?;
    check_failure(world, Some(&caller.account), "AcceptGrant")?;
    world.start_workflow(index, Workflow::Accept, GrantStatus::PendingWorkflow);
    Ok(outcome(world, index))
}

pub(super) fn reject_grant(
    world: &mut World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    let index = waiting_grant(world, caller, input, "reject")?;
    let now = world.now;
    world.grant_mut(index).set_status(now, GrantStatus::Rejected, None);
    Ok(outcome(world, index))
}

pub(super) fn delete_grant(
    world: &mut World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    let index = own_grant(world, caller, input)?;
    let version = input.required_text("Version")?;
    let grant = world.grant(index);
    if grant.granter != caller.account || grant.is_part() {
        return Err(ServiceError::access_denied(format!(
            "User: {} is not authorized to perform: license-manager:DeleteGrant on resource: {}",
            caller.arn, grant.arn
        )));
    }
    check_home_region(caller, &grant.home_region)?;
    let newest = grant.face().version.to_string();
    if version != newest {
        return Err(validation(format!(
            "A grant cannot be deleted since the version provided doesn't match the latest version {newest} in our \
             records"
        )));
    }
    match grant.face().status {
        GrantStatus::PendingWorkflow
        | GrantStatus::PendingDelete
        | GrantStatus::Deleted
        | GrantStatus::Rejected => Err(validation(format!(
            "A grant cannot be deleted while its status is {}.",
            grant.face().status.as_str()
        ))),
        GrantStatus::PendingAccept
        | GrantStatus::Active
        | GrantStatus::FailedWorkflow
        | GrantStatus::Disabled
        | GrantStatus::WorkflowCompleted => {
            check_failure(world, grant.account(), "DeleteGrant")?;
            world.start_workflow(index, Workflow::Delete, GrantStatus::PendingDelete);
            Ok(outcome(world, index))
        }
    }
}

/// The grant, when it waits for exactly this caller; otherwise the text users have seen (AWS-FACTS 2.3).
fn waiting_grant(
    world: &World,
    caller: &Caller,
    input: Input<'_>,
    verb: &str,
) -> Result<GrantIndex, ServiceError> {
    let index = own_grant(world, caller, input)?;
    let grant = world.grant(index);
    check_home_region(caller, &grant.home_region)?;
    let is_grantee = grant.account() == Some(&caller.account);
    if is_grantee && grant.face().status == GrantStatus::PendingAccept {
        return Ok(index);
    }
    Err(validation(format!(
        "Caller arn:aws:iam::{}:root is not allowed to {verb} this grant.",
        caller.account
    )))
}
