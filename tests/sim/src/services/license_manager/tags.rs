//! Tags of grants: `TagResource`, `UntagResource`, `ListTagsForResource`.

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::{GrantIndex, World};

use super::invalid_parameter;
use super::rules::check_arn;

pub(super) fn tag_resource(
    world: &mut World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    let index = given_grant(world, caller, input)?;
    let tags = input.tags("Tags")?;
    world.grant_mut(index).tags.extend(tags);
    Ok(json!({}))
}

pub(super) fn untag_resource(
    world: &mut World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    let index = given_grant(world, caller, input)?;
    let keys = input.required_texts("TagKeys")?;
    world.grant_mut(index).tags.retain(|key, _| !keys.contains(key));
    Ok(json!({}))
}

pub(super) fn list_tags(world: &World, caller: &Caller, input: Input<'_>) -> Result<Value, ServiceError> {
    let index = given_grant(world, caller, input)?;
    let tags = &world.grant(index).tags;
    let tags: Vec<Value> = tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
    Ok(json!({"Tags": tags}))
}

/// The grant behind `ResourceArn`; tags belong to who gave it.
fn given_grant(world: &World, caller: &Caller, input: Input<'_>) -> Result<GrantIndex, ServiceError> {
    let arn = input.required_text("ResourceArn")?;
    check_arn(arn)?;
    let found = world.find_grant(arn).filter(|index| world.grant(*index).granter == caller.account);
    found.ok_or_else(|| invalid_parameter(format!("Invalid resource ARN: {arn}")))
}
