//! AWS License Manager: received licenses and grants (AWS-FACTS 1 to 6). One file per group of operations.

mod create_grant;
mod decisions;
mod grant_lists;
mod grant_version;
mod license_lists;
mod rules;
mod settings;
mod show;
mod tags;

use serde_json::{Value, json};

use crate::wire::caller::Caller;
use crate::world::World;

use super::ServiceError;
use super::input::Input;
use super::paging::{PageRequest, page};

/// Answers one operation of License Manager.
pub(crate) fn answer(
    world: &mut World,
    caller: &Caller,
    operation: &str,
    request: &Value,
) -> Result<Value, ServiceError> {
    let input = Input::new(request, validation);
    match operation {
        "CreateGrant" => create_grant::create_grant(world, caller, input),
        "CreateGrantVersion" => grant_version::create_grant_version(world, caller, input),
        "AcceptGrant" => decisions::accept_grant(world, caller, input),
        "RejectGrant" => decisions::reject_grant(world, caller, input),
        "DeleteGrant" => decisions::delete_grant(world, caller, input),
        "GetGrant" => grant_lists::get_grant(world, caller, input),
        "ListDistributedGrants" => grant_lists::list_distributed(world, caller, input),
        "ListReceivedGrants" => grant_lists::list_received(world, caller, input),
        "ListReceivedGrantsForOrganization" => {
            grant_lists::list_received_for_organization(world, caller, input)
        }
        "ListReceivedLicenses" => license_lists::list_received(world, caller, input),
        "ListReceivedLicensesForOrganization" => {
            license_lists::list_received_for_organization(world, caller, input)
        }
        "GetLicense" => license_lists::get_license(world, caller, input),
        "GetServiceSettings" => settings::get(world, caller),
        "UpdateServiceSettings" => settings::update(world, caller, input),
        "TagResource" => tags::tag_resource(world, caller, input),
        "UntagResource" => tags::untag_resource(world, caller, input),
        "ListTagsForResource" => tags::list_tags(world, caller, input),
        other => Err(ServiceError::unknown_operation(other)),
    }
}

/// Cuts a list of License Manager into its page; `MaxResults` is 1 to 100 here.
fn paged<T>(
    world: &World,
    input: Input<'_>,
    (walk, member): (&str, &str),
    items: impl IntoIterator<Item = (String, T)>,
    show: impl FnMut(T) -> Value,
) -> Result<Value, ServiceError> {
    let items_asked = input.number("MaxResults", 1, 100)?;
    let request = PageRequest { walk, token: input.text("NextToken")?, items: items_asked, items_max: 100 };
    let page = page(&world.options, request, items, || validation("Invalid NextToken.".to_owned()))?;
    let mut answer = json!({ member: page.items.into_iter().map(show).collect::<Vec<_>>() });
    if let Some(token) = page.next_token {
        answer["NextToken"] = Value::String(token);
    }
    Ok(answer)
}

fn validation(message: String) -> ServiceError {
    ServiceError::new("ValidationException", message)
}

fn invalid_parameter(message: impl Into<String>) -> ServiceError {
    ServiceError::new("InvalidParameterValueException", message)
}
