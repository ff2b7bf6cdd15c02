//! `MoveAccount`, `CloseAccount`, `RemoveAccountFromOrganization`.

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;
use crate::world::happening::Departure;
use crate::world::organization::AccountState;

use super::account_not_found;

pub(super) fn move_account(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let account = input.required_text("AccountId")?;
    let from = input.required_text("SourceParentId")?;
    let to = input.required_text("DestinationParentId")?;
    let member = world.organization.accounts.get(account).ok_or_else(account_not_found)?;
    if !world.organization.has_parent(from) || member.parent != from {
        let message = "You specified a source parent that doesn't contain the account.";
        return Err(ServiceError::new("SourceParentNotFoundException", message));
    }
    if !world.organization.has_parent(to) {
        let message = "You specified a destination parent that doesn't exist.";
        return Err(ServiceError::new("DestinationParentNotFoundException", message));
    }
    if from == to {
        let message = "That account is already present in the specified destination.";
        return Err(ServiceError::new("DuplicateAccountException", message));
    }
    world.move_account(account, to);
    Ok(json!({}))
}

pub(super) fn close_account(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let account = input.required_text("AccountId")?;
    let member = world.organization.accounts.get(account).ok_or_else(account_not_found)?;
    if account == world.organization.management_account {
        let message = "You can't close the management account of an organization.";
        return Err(ServiceError::new("ConstraintViolationException", message)
            .with("Reason", "CANNOT_CLOSE_MANAGEMENT_ACCOUNT"));
    }
    match member.state {
        AccountState::Closed | AccountState::Suspended => {
            Err(ServiceError::new("AccountAlreadyClosedException", "The account is already closed."))
        }
        AccountState::PendingClosure => {
            Err(ServiceError::new("ConflictException", "The closure of the account is already in progress."))
        }
        AccountState::Active | AccountState::PendingActivation => {
            world.close_account(account);
            Ok(json!({}))
        }
    }
}

pub(super) fn remove_account(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let account = input.required_text("AccountId")?;
    if !world.organization.accounts.contains_key(account) {
        return Err(account_not_found());
    }
    if account == world.organization.management_account {
        let message = "You can't remove the management account from an organization.";
        return Err(ServiceError::new("MasterCannotLeaveOrganizationException", message));
    }
    world.depart(account, Departure::Removed);
    Ok(json!({}))
}
