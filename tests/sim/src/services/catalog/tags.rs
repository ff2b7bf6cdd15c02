//! Tags of entities and change sets, by their ARN.

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;

use super::{not_found, show, validation};

/// Most tags of one resource.
const TAGS_MAX: usize = 200;

pub(super) fn tag_resource(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let arn = known_arn(world, input)?;
    let added = input.tags("Tags")?;
    let tags = world.catalog.tags.entry(arn).or_default();
    let new = added.keys().filter(|key| !tags.contains_key(*key)).count();
    if tags.len() + new > TAGS_MAX {
        return Err(validation(format!("A resource can have at most {TAGS_MAX} tags.")));
    }
    tags.extend(added);
    Ok(json!({}))
}

pub(super) fn untag_resource(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let arn = known_arn(world, input)?;
    let keys = input.required_texts("TagKeys")?;
    world.catalog.tags.entry(arn).or_default().retain(|key, _| !keys.contains(key));
    Ok(json!({}))
}

pub(super) fn list_tags(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let arn = known_arn(world, input)?;
    let tags = world.catalog.tags.get(&arn).into_iter().flatten();
    let shown: Vec<Value> = tags.map(|(key, value)| json!({"Key": key, "Value": value})).collect();
    Ok(json!({"ResourceArn": arn, "Tags": shown}))
}

fn known_arn(world: &World, input: Input<'_>) -> Result<String, ServiceError> {
    let arn = input.required_text("ResourceArn")?;
    let is_known = world.catalog.change_sets.iter().any(|set| set.arn == arn)
        || show::entities(world).any(|entity| world.entity_arn(entity.kind(), &entity.identity().id) == arn);
    if is_known { Ok(arn.to_owned()) } else { Err(not_found(arn)) }
}
