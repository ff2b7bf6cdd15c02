//! Tags of accounts, organizational units and the root.

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;

use super::paged;

/// Tags one resource may carry (AWS-FACTS 7.4).
const TAGS_PER_RESOURCE_MAX: usize = 50;

pub(super) fn list_tags(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let resource = taggable(world, input)?;
    let tags = world
        .organization
        .tags
        .get(resource)
        .map(crate::world::organization::TagHistory::current)
        .unwrap_or_default();
    let items = tags.into_iter().map(|(key, value)| {
        let shown = json!({"Key": key, "Value": value});
        (key, shown)
    });
    paged(world, input, &format!("ListTagsForResource|{resource}"), "Tags", items)
}

pub(super) fn tag_resource(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let resource = taggable(world, input)?;
    let tags = input.tags("Tags")?;
    let mut after = world
        .organization
        .tags
        .get(resource)
        .map(crate::world::organization::TagHistory::current)
        .unwrap_or_default();
    after.extend(tags.clone());
    if after.len() > TAGS_PER_RESOURCE_MAX {
        let message = "You have exceeded the number of tags allowed on this resource.";
        return Err(ServiceError::new("ConstraintViolationException", message)
            .with("Reason", "MAX_TAG_LIMIT_EXCEEDED"));
    }
    world.tag(resource, tags);
    Ok(json!({}))
}

pub(super) fn untag_resource(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let resource = taggable(world, input)?;
    let keys = input.required_texts("TagKeys")?;
    world.untag(resource, &keys);
    Ok(json!({}))
}

fn taggable<'a>(world: &World, input: Input<'a>) -> Result<&'a str, ServiceError> {
    let resource = input.required_text("ResourceId")?;
    if world.organization.is_taggable(resource) {
        return Ok(resource);
    }
    Err(ServiceError::new("TargetNotFoundException", "You specified a target that doesn't exist."))
}
