//! AWS IAM over the query protocol: service-linked roles and their policies alone (AWS-FACTS 10). Whatever is about
//! other roles, policies, users or accounts is the local AWS's to answer.

mod deletion;
mod policies;
mod roles;

use crate::wire::caller::Caller;
use crate::wire::xml;
use crate::world::linked_roles::services::{LINKED_SERVICES, LinkedService};
use crate::world::{World, Worlds};

use super::ServiceError;
use super::sts::Form;

/// Changes to a role that only its service may make.
const PROTECTED: [&str; 10] = [
    "DeleteRole",
    "AttachRolePolicy",
    "DetachRolePolicy",
    "PutRolePolicy",
    "DeleteRolePolicy",
    "UpdateAssumeRolePolicy",
    "PutRolePermissionsBoundary",
    "DeleteRolePermissionsBoundary",
    "TagRole",
    "UntagRole",
];

/// Whether the local AWS has to answer instead.
pub(crate) fn belongs_upstream(worlds: &Worlds, caller: &Caller, form: &Form) -> bool {
    let is_known = worlds.iter().any(|world| world.knows(&caller.account));
    let names = |member: &str, is_ours: fn(&str) -> bool| form.get(member).is_some_and(|name| is_ours(name));
    let is_ours = match action(form) {
        "CreateServiceLinkedRole" => names("AWSServiceName", |name| LinkedService::of(name).is_some()),
        "GetServiceLinkedRoleDeletionStatus" => names("DeletionTaskId", |id| {
            id.split('/').nth(2).is_some_and(|principal| LinkedService::of(principal).is_some())
        }),
        // Every other service's linked roles are the local AWS's, and so is the list without a prefix.
        "ListRoles" => names("PathPrefix", |prefix| {
            prefix.starts_with("/aws-service-role/")
                && LINKED_SERVICES.iter().any(|service| service.path().starts_with(prefix))
        }),
        "GetPolicy" | "GetPolicyVersion" => names("PolicyArn", |arn| policies::of_arn(arn).is_some()),
        _ => names("RoleName", |name| LinkedService::of_role(name).is_some()),
    };
    !(is_known && is_ours)
}

/// Answers one operation; the body is XML.
pub(crate) fn answer(
    world: &mut World,
    caller: &Caller,
    form: &Form,
    request_id: &str,
) -> Result<String, ServiceError> {
    let account = caller.account.as_str();
    let operation = action(form);
    let result = match operation {
        "CreateServiceLinkedRole" => roles::create(world, account, form),
        "GetRole" => roles::get(world, account, form),
        "ListRoles" => roles::list(world, account, form),
        "UpdateRole" | "UpdateRoleDescription" => roles::update(world, account, form),
        "DeleteServiceLinkedRole" => deletion::delete(world, account, form),
        "GetServiceLinkedRoleDeletionStatus" => deletion::status(world, account, form),
        "ListAttachedRolePolicies" => policies::list_attached(world, account, form),
        "ListRolePolicies" => roles::named(world, account, form)
            .map(|_| "<PolicyNames/><IsTruncated>false</IsTruncated>".to_owned()),
        "GetPolicy" => policies::get(form),
        "GetPolicyVersion" => policies::get_version(form),
        protected if PROTECTED.contains(&protected) => {
            let role = roles::named(world, account, form)?;
            Err(unmodifiable(role.service.role))
        }
        other => Err(ServiceError::new("InvalidAction", format!("Could not find operation {other}"))),
    }?;
    Ok(xml::response(xml::IAM, operation, &result, request_id))
}

fn action(form: &Form) -> &str {
    form.get("Action").map(String::as_str).unwrap_or_default()
}

/// A member of the request that has to be there.
fn required<'a>(form: &'a Form, member: &str) -> Result<&'a str, ServiceError> {
    form.get(member).map(String::as_str).filter(|text| !text.is_empty()).ok_or_else(|| {
        let place = super::input::lower_first(member);
        let text = format!(
            "1 validation error detected: Value null at '{place}' failed to satisfy constraint: Member must not be null"
        );
        ServiceError::new("ValidationError", text)
    })
}

fn invalid_input(message: impl Into<String>) -> ServiceError {
    ServiceError::new("InvalidInput", message)
}

fn no_such_entity(message: impl Into<String>) -> ServiceError {
    ServiceError::new("NoSuchEntity", message).with_status(404)
}

fn unmodifiable(role: &str) -> ServiceError {
    let text = format!(
        "Cannot perform the operation on the protected role '{role}' - this role is only modifiable by AWS"
    );
    ServiceError::new("UnmodifiableEntity", text)
}
