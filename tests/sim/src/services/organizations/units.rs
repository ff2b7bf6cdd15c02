//! Roots, organizational units, parents and children.

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;
use crate::world::organization::{Organization, Unit};

use super::policy_types::show_root;
use super::{invalid_input, paged};

pub(super) fn list_roots(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let root = show_root(world);
    paged(world, input, "ListRoots", "Roots", [(world.organization.root.clone(), root)])
}

pub(super) fn list_parents(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let child = input.required_text("ChildId")?;
    let organization = &world.organization;
    let account = organization.accounts.get(child).map(|account| account.parent.clone());
    let parent =
        account.or_else(|| organization.units.get(child).map(|unit| unit.parent.clone())).ok_or_else(
            || ServiceError::new("ChildNotFoundException", "You specified a child that doesn't exist."),
        )?;
    let shown = json!({"Id": parent, "Type": parent_type(organization, &parent)});
    paged(world, input, &format!("ListParents|{child}"), "Parents", [(parent, shown)])
}

pub(super) fn list_children(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let parent = input.required_text("ParentId")?;
    let kind = input.required_text("ChildType")?;
    let organization = &world.organization;
    if !organization.has_parent(parent) {
        return Err(parent_not_found());
    }
    let ids: Vec<String> = match kind {
        "ACCOUNT" => {
            let inside = organization.accounts.values().filter(|account| account.parent == parent);
            inside.map(|account| account.id.clone()).collect()
        }
        "ORGANIZATIONAL_UNIT" => units_of(organization, parent).map(|unit| unit.id.clone()).collect(),
        other => return Err(invalid_input(format!("ChildType {other} is not valid."))),
    };
    let items = ids.into_iter().map(|id| (id.clone(), json!({"Id": id, "Type": kind})));
    paged(world, input, &format!("ListChildren|{parent}|{kind}"), "Children", items)
}

pub(super) fn list_units_for_parent(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let parent = input.required_text("ParentId")?;
    let organization = &world.organization;
    if !organization.has_parent(parent) {
        return Err(parent_not_found());
    }
    let items = units_of(organization, parent).map(|unit| (unit.id.clone(), describe(organization, unit)));
    let walk = format!("ListOrganizationalUnitsForParent|{parent}");
    paged(world, input, &walk, "OrganizationalUnits", items)
}

pub(super) fn describe_unit(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let id = input.required_text("OrganizationalUnitId")?;
    let unit = world.organization.units.get(id).ok_or_else(|| {
        ServiceError::new(
            "OrganizationalUnitNotFoundException",
            "You specified an organizational unit that doesn't exist.",
        )
    })?;
    Ok(json!({"OrganizationalUnit": describe(&world.organization, unit)}))
}

pub(super) fn parent_not_found() -> ServiceError {
    ServiceError::new("ParentNotFoundException", "You specified parent that doesn't exist.")
}

fn units_of<'a>(organization: &'a Organization, parent: &'a str) -> impl Iterator<Item = &'a Unit> {
    organization.units.values().filter(move |unit| unit.parent == parent)
}

fn parent_type(organization: &Organization, parent: &str) -> &'static str {
    if parent == organization.root { "ROOT" } else { "ORGANIZATIONAL_UNIT" }
}

fn describe(organization: &Organization, unit: &Unit) -> Value {
    let path = organization.path_to(&unit.id).join("/");
    json!({
        "Id": unit.id,
        "Arn": organization.unit_arn(&unit.id),
        "Name": unit.name,
        "Path": format!("{}/{path}/", organization.id),
    })
}
