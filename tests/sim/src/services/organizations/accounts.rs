//! `ListAccounts`, `ListAccountsForParent`, `DescribeAccount`.

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;
use crate::world::organization::Account;

use super::{account_not_found, paged};

pub(super) fn list_accounts(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let accounts = world.organization.accounts.values();
    let items = accounts.map(|account| (account.id.clone(), describe(world, account)));
    paged(world, input, "ListAccounts", "Accounts", items)
}

pub(super) fn list_accounts_for_parent(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let parent = input.required_text("ParentId")?;
    if !world.organization.has_parent(parent) {
        return Err(super::units::parent_not_found());
    }
    let inside = world.organization.accounts.values().filter(|account| account.parent == parent);
    let items = inside.map(|account| (account.id.clone(), describe(world, account)));
    paged(world, input, &format!("ListAccountsForParent|{parent}"), "Accounts", items)
}

pub(super) fn describe_account(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let id = input.required_text("AccountId")?;
    let account = world.organization.accounts.get(id).ok_or_else(account_not_found)?;
    Ok(json!({"Account": describe(world, account)}))
}

/// An account as the wire shows it: `State` always, the retired `Status` only when asked for.
pub(super) fn describe(world: &World, account: &Account) -> Value {
    let organization = &world.organization;
    let path = organization.path_to(&account.parent).join("/");
    let mut shown = json!({
        "Id": account.id,
        "Arn": organization.account_arn(&account.id),
        "Email": account.email,
        "Name": account.name,
        "State": account.state.as_str(),
        "Paths": [format!("{}/{path}/{}/", organization.id, account.id)],
        "JoinedMethod": account.joined_method,
        "JoinedTimestamp": account.joined.epoch_seconds(),
    });
    if world.options.legacy_account_status {
        shown["Status"] = json!(account.state.legacy_status());
    }
    shown
}
