//! Making, finding, listing and describing service-linked roles.

use crate::services::ServiceError;
use crate::services::paging::{PageRequest, page};
use crate::services::sts::Form;
use crate::wire::caller::role_id;
use crate::wire::xml;
use crate::world::World;
use crate::world::linked_roles::LinkedRole;
use crate::world::linked_roles::services::{LinkedService, PURCHASE_ORDERS};

use super::{invalid_input, no_such_entity, required, unmodifiable};

/// Letters of a description.
const DESCRIPTION_CHARACTERS_MAX: usize = 1_000;

pub(super) fn create(world: &mut World, account: &str, form: &Form) -> Result<String, ServiceError> {
    let principal = required(form, "AWSServiceName")?;
    let description = read_description(form)?;
    let service = LinkedService::of(principal)
        .ok_or_else(|| no_such_entity(format!("The service principal {principal} has no linked role.")))?;
    if form.get("CustomSuffix").is_some_and(|suffix| !suffix.is_empty()) {
        return Err(invalid_input(format!("Custom suffix is not allowed for {principal}")));
    }
    if principal == PURCHASE_ORDERS && account != world.organization.management_account {
        let text = "The role for purchase orders can only be created in the management account.";
        return Err(invalid_input(text));
    }
    if world.has_linked_role(account, principal) {
        return Err(invalid_input(format!(
            "Service role name {} has been taken in this account, please try a different suffix.",
            service.role
        )));
    }
    world.add_linked_role(account, principal);
    if let Some(role) = world.linked_role_mut(account, principal) {
        role.description = description;
        let role = role.clone();
        return Ok(show(account, &role, true));
    }
    Err(not_found(service.role))
}

pub(super) fn get(world: &World, account: &str, form: &Form) -> Result<String, ServiceError> {
    named(world, account, form).map(|role| show(account, role, true))
}

/// `UpdateRole` answers nothing, `UpdateRoleDescription` the role; nothing but the description can be changed.
pub(super) fn update(world: &mut World, account: &str, form: &Form) -> Result<String, ServiceError> {
    let service = named(world, account, form)?.service;
    if form.contains_key("MaxSessionDuration") {
        return Err(unmodifiable(service.role));
    }
    let description = read_description(form)?;
    let Some(role) = world.linked_role_mut(account, service.principal) else {
        return Err(not_found(service.role));
    };
    if description.is_some() {
        role.description = description;
    }
    let is_old_form = super::action(form) == "UpdateRoleDescription";
    Ok(if is_old_form { show(account, &role.clone(), true) } else { String::new() })
}

/// The roles below a path, in pages by `Marker`.
pub(super) fn list(world: &World, account: &str, form: &Form) -> Result<String, ServiceError> {
    let prefix = form.get("PathPrefix").map_or("/", String::as_str);
    let items = form.get("MaxItems").map(|text| {
        let number = text.parse().ok().filter(|number| (1..=1_000).contains(number));
        number.ok_or_else(|| ServiceError::new("ValidationError", "MaxItems must be between 1 and 1000."))
    });
    let items = items.transpose()?;
    let own = world.linked_roles.roles.range((account.to_owned(), "")..);
    let shown = own
        .take_while(|((of, _), _)| of == account)
        .filter(|(_, role)| world.is_shown(role) && role.service.path().starts_with(prefix))
        .map(|((_, name), role)| ((*name).to_owned(), xml::tagged("member", &show(account, role, false))));
    let walk = format!("ListRoles|{account}|{prefix}");
    let token = form.get("Marker").map(String::as_str);
    let request = PageRequest { walk: &walk, token, items, items_max: 1_000 };
    let page =
        page(&world.options, request, shown, || ServiceError::new("ValidationError", "Invalid Marker."))?;
    let more = match &page.next_token {
        Some(marker) => xml::element("IsTruncated", "true") + &xml::element("Marker", marker),
        None => xml::element("IsTruncated", "false"),
    };
    Ok(xml::tagged("Roles", &page.items.concat()) + &more)
}

/// The role that a request names.
pub(super) fn named<'a>(
    world: &'a World,
    account: &str,
    form: &Form,
) -> Result<&'a LinkedRole, ServiceError> {
    let name = required(form, "RoleName")?;
    let service = LinkedService::of_role(name);
    service
        .and_then(|service| world.shown_linked_role(account, service.principal))
        .ok_or_else(|| not_found(name))
}

/// The answer for a role that is not there, or not yet.
pub(super) fn not_found(name: &str) -> ServiceError {
    no_such_entity(format!("The role with name {name} cannot be found."))
}

fn read_description(form: &Form) -> Result<Option<String>, ServiceError> {
    match form.get("Description") {
        Some(text) if text.chars().count() > DESCRIPTION_CHARACTERS_MAX => {
            Err(ServiceError::new("ValidationError", "Description must have at most 1000 characters."))
        }
        text => Ok(text.cloned()),
    }
}

fn show(account: &str, role: &LinkedRole, alone: bool) -> String {
    let service = role.service;
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{}"}},"Action":"sts:AssumeRole"}}]}}"#,
        service.principal
    );
    let description = role.description.as_ref();
    let members = [
        xml::element("Path", &service.path()),
        xml::element("RoleName", service.role),
        xml::element("RoleId", &role_id(account, service.role)),
        xml::element("Arn", &service.role_arn(account)),
        xml::element("CreateDate", &role.created.to_iso8601()),
        xml::element("AssumeRolePolicyDocument", &super::policies::url_encoded(&trust)),
        description.map(|text| xml::element("Description", text)).unwrap_or_default(),
        xml::element("MaxSessionDuration", "3600"),
    ]
    .concat();
    if alone { xml::tagged("Role", &members) } else { members }
}
