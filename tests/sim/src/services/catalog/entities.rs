//! `ListEntities`, `DescribeEntity`, `BatchDescribeEntities`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;

use super::filters::Filters;
use super::scope::Administrator;
use super::show::{self, Entity};
use super::{check_catalog, check_simulated, not_found, paged, validation, without_revision};

/// The types of entities that are none of the private marketplace's; an organization here has none of them.
const OTHER_TYPES: [&str; 9] = [
    "AmiProduct",
    "ContainerProduct",
    "DataProduct",
    "SaaSProduct",
    "Offer",
    "OfferSet",
    "Seller",
    "ResaleAuthorization",
    "Solution",
];

/// Entities of one type, which carries no version here, unlike everywhere else.
///
/// Nothing is listed to the management account that asks for what is shared with it, nor to the delegated administrator
/// that does not.
pub(super) fn list(
    world: &World,
    administrator: Administrator,
    input: Input<'_>,
) -> Result<Value, ServiceError> {
    check_catalog(input)?;
    let kind = input.required_text("EntityType")?;
    let is_known = show::KINDS.contains(&kind);
    if !is_known && !OTHER_TYPES.contains(&kind) {
        return Err(validation(format!("The entity type {kind} is not supported.")));
    }
    check_simulated(input, &["Sort", "OwnershipType", "EntityTypeFilters", "EntityTypeSort"])?;
    let filters = Filters::read(input, &["EntityId", "Name"])?;
    let sees = filters.want_shared() == (administrator == Administrator::Delegated);
    let entities: BTreeMap<String, Entity<'_>> = show::entities(world)
        .filter(|entity| sees && entity.kind() == kind)
        .filter(|entity| {
            let identity = entity.identity();
            filters.fit(|name, value| match name {
                "EntityId" => identity.id == without_revision(value),
                "Name" => identity.name == value,
                _ => false,
            })
        })
        .map(|entity| (entity.identity().id.clone(), entity))
        .collect();
    let walk = format!("ListEntities|{kind}|{filters:?}|{administrator:?}");
    paged(world, input, (&walk, "EntitySummaryList", 50), entities, |entity| show::summary(world, &entity))
}

/// One entity, by its id with or without revision.
pub(super) fn describe(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    check_catalog(input)?;
    let id = input.required_text("EntityId")?;
    find(world, id).map(|entity| show::entity(world, &entity))
}

/// Several entities; what can not be described is told apart and spoils nothing.
pub(super) fn describe_batch(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let requests = input.structures("EntityRequestList")?;
    if !(1..=20).contains(&requests.len()) {
        return Err(validation("EntityRequestList must have 1 to 20 members.".to_owned()));
    }
    let (mut details, mut errors) = (json!({}), json!({}));
    for request in requests {
        check_catalog(request)?;
        let id = request.required_text("EntityId")?;
        match find(world, id) {
            Ok(entity) => details[id] = show::entity(world, &entity),
            Err(error) => errors[id] = json!({"ErrorCode": error.code, "ErrorMessage": error.message}),
        }
    }
    Ok(json!({"EntityDetails": details, "Errors": errors}))
}

/// The ARN of an entity, by its id with or without revision; one that is not there is taken for an experience.
pub(crate) fn arn_of(world: &World, id: &str) -> String {
    let kind = find(world, id).map_or("Experience", |entity| entity.kind());
    world.entity_arn(kind, without_revision(id))
}

fn find<'a>(world: &'a World, id: &str) -> Result<Entity<'a>, ServiceError> {
    let wanted = without_revision(id);
    show::entities(world).find(|entity| entity.identity().id == wanted).ok_or_else(|| not_found(id))
}
