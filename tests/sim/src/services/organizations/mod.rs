//! AWS Organizations (AWS-FACTS 7). One file per group of operations.

mod access;
mod accounts;
mod attachments;
mod delegation;
mod membership;
mod policies;
mod policy_types;
mod tags;
mod units;

use serde_json::{Value, json};

use crate::calls::is_mutating;
use crate::wire::caller::Caller;
use crate::world::World;
use crate::world::control_policies::SERVICE_CONTROL_POLICY;
use crate::world::organization::Organization;

use super::ServiceError;
use super::input::Input;
use super::paging::{PageRequest, page};

/// Answers one operation of Organizations.
pub(crate) fn answer(
    world: &mut World,
    caller: &Caller,
    operation: &str,
    request: &Value,
) -> Result<Value, ServiceError> {
    let input = Input::new(request, invalid_input);
    if operation == "DescribeOrganization" {
        return describe_organization(&world.organization, caller);
    }
    if !world.organization.accounts.contains_key(&caller.account) {
        return Err(not_in_use());
    }
    if !may_call(&world.organization, caller, operation) {
        return Err(ServiceError::access_denied("You don't have permissions to access this resource."));
    }
    match operation {
        "ListAccounts" => accounts::list_accounts(world, input),
        "ListAccountsForParent" => accounts::list_accounts_for_parent(world, input),
        "DescribeAccount" => accounts::describe_account(world, input),
        "ListRoots" => units::list_roots(world, input),
        "ListParents" => units::list_parents(world, input),
        "ListChildren" => units::list_children(world, input),
        "ListOrganizationalUnitsForParent" => units::list_units_for_parent(world, input),
        "DescribeOrganizationalUnit" => units::describe_unit(world, input),
        "ListTagsForResource" => tags::list_tags(world, input),
        "TagResource" => tags::tag_resource(world, input),
        "UntagResource" => tags::untag_resource(world, input),
        "MoveAccount" => membership::move_account(world, input),
        "CloseAccount" => membership::close_account(world, input),
        "RemoveAccountFromOrganization" => membership::remove_account(world, input),
        "ListAWSServiceAccessForOrganization" => access::list_service_access(world, input),
        "EnableAWSServiceAccess" => access::set_service_access(world, input, true),
        "DisableAWSServiceAccess" => access::set_service_access(world, input, false),
        "RegisterDelegatedAdministrator" => delegation::register(world, input),
        "DeregisterDelegatedAdministrator" => delegation::deregister(world, input),
        "ListDelegatedAdministrators" => delegation::list_administrators(world, input),
        "ListDelegatedServicesForAccount" => delegation::list_services(world, input),
        "EnablePolicyType" => policy_types::set_policy_type(world, input, true),
        "DisablePolicyType" => policy_types::set_policy_type(world, input, false),
        "CreatePolicy" => policies::create(world, input),
        "UpdatePolicy" => policies::update(world, input),
        "DescribePolicy" => policies::describe(world, input),
        "DeletePolicy" => policies::delete(world, input),
        "ListPolicies" => policies::list(world, input),
        "AttachPolicy" => attachments::attach(world, input),
        "DetachPolicy" => attachments::detach(world, input),
        "ListTargetsForPolicy" => attachments::list_targets(world, input),
        "ListPoliciesForTarget" => attachments::list_policies(world, input),
        other => Err(ServiceError::unknown_operation(other)),
    }
}

/// The management account may do everything. Delegated administrators of any service read, and one account may be let
/// write policies.
fn may_call(organization: &Organization, caller: &Caller, operation: &str) -> bool {
    let account = &caller.account;
    let writes_policies = organization.policy_administrator.as_ref() == Some(account);
    let reads = writes_policies || organization.is_delegate(account);
    *account == organization.management_account
        || (reads && !is_mutating(operation))
        || (writes_policies && operation.contains("Policy"))
}

fn describe_organization(organization: &Organization, caller: &Caller) -> Result<Value, ServiceError> {
    let management = &organization.management_account;
    let Some(master) = organization.accounts.get(management) else { return Err(not_in_use()) };
    if !organization.accounts.contains_key(&caller.account) {
        return Err(not_in_use());
    }
    Ok(json!({"Organization": {
        "Id": organization.id,
        "Arn": organization.arn(),
        "FeatureSet": if organization.all_features { "ALL" } else { "CONSOLIDATED_BILLING" },
        "MasterAccountArn": organization.account_arn(management),
        "MasterAccountId": management,
        "MasterAccountEmail": master.email,
        "AvailablePolicyTypes": available_policy_types(organization),
    }}))
}

/// What the feature set allows, whether it is in use or not: AWS has retired this member in favour of `ListRoots`.
fn available_policy_types(organization: &Organization) -> Value {
    if organization.all_features {
        json!([{"Type": SERVICE_CONTROL_POLICY, "Status": "ENABLED"}])
    } else {
        json!([])
    }
}

/// Cuts a list of Organizations into its page; `MaxResults` is 1 to 20 here.
fn paged(
    world: &World,
    input: Input<'_>,
    walk: &str,
    member: &str,
    items: impl IntoIterator<Item = (String, Value)>,
) -> Result<Value, ServiceError> {
    let items_asked = input.number("MaxResults", 1, 20)?;
    let request = PageRequest { walk, token: input.text("NextToken")?, items: items_asked, items_max: 20 };
    let page = page(&world.options, request, items, || {
        invalid_input("You provided an invalid pagination token.".to_owned())
            .with("Reason", "INVALID_NEXT_TOKEN")
    })?;
    let mut answer = json!({ member: page.items });
    if let Some(token) = page.next_token {
        answer["NextToken"] = Value::String(token);
    }
    Ok(answer)
}

fn invalid_input(message: String) -> ServiceError {
    ServiceError::new("InvalidInputException", message).with("Reason", "INVALID_PATTERN")
}

fn constraint(reason: &str, message: &str) -> ServiceError {
    ServiceError::new("ConstraintViolationException", message).with("Reason", reason)
}

fn not_in_use() -> ServiceError {
    ServiceError::new("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
}

fn account_not_found() -> ServiceError {
    ServiceError::new("AccountNotFoundException", "You specified an account that doesn't exist.")
}
