//! AWS Marketplace Catalog, as far as private marketplaces go (AWS-FACTS 9). One file per group of operations.

mod change_details;
mod change_sets;
mod entities;
mod filters;
mod scope;
mod show;
mod start;
mod tags;

use serde_json::Value;

use crate::wire::caller::Caller;
use crate::world::World;

use super::ServiceError;
use super::input::Input;
use super::paging::{PageRequest, page};

pub(crate) use entities::arn_of;

/// The only Region that has it.
const REGION: &str = "us-east-1";

/// The only catalog.
const CATALOG: &str = "AWSMarketplace";

/// Answers one operation of the Marketplace Catalog.
pub(crate) fn answer(
    world: &mut World,
    caller: &Caller,
    operation: &str,
    request: &Value,
) -> Result<Value, ServiceError> {
    if caller.region != REGION {
        let text = format!("Credential should be scoped to a valid region, not '{}'.", caller.region);
        return Err(ServiceError::new("InvalidSignatureException", text).with_status(403));
    }
    let input = Input::new(request, validation);
    let administrator = scope::administrator(world, caller, operation)?;
    match operation {
        "ListEntities" => entities::list(world, administrator, input),
        "DescribeEntity" => entities::describe(world, input),
        "BatchDescribeEntities" => entities::describe_batch(world, input),
        "StartChangeSet" => start::start(world, caller, input),
        "DescribeChangeSet" => change_sets::describe(world, input),
        "ListChangeSets" => change_sets::list(world, caller, input),
        "CancelChangeSet" => change_sets::cancel(world, input),
        "TagResource" => tags::tag_resource(world, input),
        "UntagResource" => tags::untag_resource(world, input),
        "ListTagsForResource" => tags::list_tags(world, input),
        other => Err(ServiceError::unknown_operation(other).with_status(404)),
    }
}

/// The error with which it throttles.
pub(super) fn throttled() -> ServiceError {
    ServiceError::new("ThrottlingException", "Too many requests.").with_status(429)
}

/// Cuts a list into its page.
fn paged<T>(
    world: &World,
    input: Input<'_>,
    (walk, member, items_max): (&str, &str, usize),
    items: impl IntoIterator<Item = (String, T)>,
    show: impl FnMut(T) -> Value,
) -> Result<Value, ServiceError> {
    let items_asked = input.number("MaxResults", 1, items_max as u64)?;
    let request = PageRequest { walk, token: input.text("NextToken")?, items: items_asked, items_max };
    let page = page(&world.options, request, items, || validation("The NextToken is not valid.".to_owned()))?;
    let mut answer = serde_json::json!({ member: page.items.into_iter().map(show).collect::<Vec<_>>() });
    if let Some(token) = page.next_token {
        answer["NextToken"] = Value::String(token);
    }
    Ok(answer)
}

/// Refuses another catalog than the one there is.
fn check_catalog(input: Input<'_>) -> Result<(), ServiceError> {
    match input.required_text("Catalog")? {
        CATALOG => Ok(()),
        other => Err(validation(format!("The catalog {other} does not exist."))),
    }
}

/// Refuses members that AWS knows and this simulation does not: silence would look like obedience.
fn check_simulated(input: Input<'_>, names: &[&str]) -> Result<(), ServiceError> {
    match names.iter().find(|name| input.member(name).is_some()) {
        Some(name) => Err(validation(format!("{name} is not simulated."))),
        None => Ok(()),
    }
}

/// An identifier without its revision.
fn without_revision(identifier: &str) -> &str {
    identifier.split('@').next().unwrap_or(identifier)
}

fn validation(message: String) -> ServiceError {
    ServiceError::new("ValidationException", message).with_status(422)
}

fn not_found(what: &str) -> ServiceError {
    let text = format!("Requested resource {what} can't be found.");
    ServiceError::new("ResourceNotFoundException", text).with_status(404)
}
