//! `StartChangeSet`: everything that is refused at once (AWS-FACTS 9.2, 9.8); the rest turns out while it runs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::options::TokenReuse;
use crate::random;
use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::World;
use crate::world::catalog::change::{Change, Request};
use crate::world::catalog::change_set::{ChangeSet, ChangeSetStatus};
use crate::world::catalog::{ChangeSetIndex, TokenUse};

use super::{change_details, check_catalog, not_found, scope, validation, without_revision};

/// Most changes of one set.
const CHANGES_MAX: usize = 20;
/// The only type of entity that can be changed; all others hang on it.
const EXPERIENCE: &str = "Experience@1.0";

pub(super) fn start(world: &mut World, caller: &Caller, input: Input<'_>) -> Result<Value, ServiceError> {
    check_catalog(input)?;
    let name = bounded(input, "ChangeSetName", 100)?;
    if name.is_some_and(|name| !name.chars().all(is_name_letter)) {
        return Err(validation("ChangeSetName has letters that it can not have.".to_owned()));
    }
    match input.text("Intent")? {
        None | Some("APPLY") => {}
        Some(other) => return Err(validation(format!("The intent {other} is not supported here."))),
    }
    let token = bounded(input, "ClientRequestToken", 64)?;
    let set_tags = tags(input, "ChangeSetTags")?;
    let id = change_set_id(world);
    let changes = read_changes(input, |position| experience_id(world, &id, position))?;
    let token = token.map(|token| (caller.account.clone(), token.to_owned()));
    let body = input.without("ClientRequestToken");
    if let Some(first) = token.as_ref().and_then(|token| world.catalog.tokens.get(token)) {
        if first.body == body || world.options.token_reuse == TokenReuse::FirstAnswer {
            return Ok(started(world, first.change_set));
        }
        return Err(validation("The ClientRequestToken was used with another request.".to_owned()));
    }
    check_entities(world, &changes)?;
    let owner = scope::owner_of_change_sets(world, caller);
    let open = world.catalog.open_change_sets().filter(|set| set.owner == owner).count();
    if open >= world.options.catalog.change_sets_open_max {
        let text = "The maximum number of open change sets for this account is reached.";
        return Err(ServiceError::new("ServiceQuotaExceededException", text).with_status(402));
    }
    let arn = world.entity_arn("ChangeSet", &id);
    world.catalog.tags.insert(arn.clone(), set_tags.into_iter().collect());
    let index = world.start_change_set(ChangeSet {
        id,
        arn,
        name: name.map(str::to_owned),
        owner,
        started: world.now,
        ended: None,
        status: ChangeSetStatus::Preparing,
        failure: None,
        changes,
    });
    if let Some(token) = token {
        world.catalog.tokens.insert(token, TokenUse { body, change_set: index });
    }
    Ok(started(world, index))
}

fn started(world: &World, index: ChangeSetIndex) -> Value {
    let set = &world.catalog.change_sets[index];
    json!({"ChangeSetId": set.id, "ChangeSetArn": set.arn})
}

/// The changes of a set; `new_id` gives the id of an experience that the change at a position creates.
fn read_changes(input: Input<'_>, new_id: impl Fn(usize) -> String) -> Result<Vec<Change>, ServiceError> {
    let requests = input.structures("ChangeSet")?;
    if !(1..=CHANGES_MAX).contains(&requests.len()) {
        return Err(validation(format!("ChangeSet must have 1 to {CHANGES_MAX} members.")));
    }
    let mut created: BTreeMap<String, String> = BTreeMap::new();
    let mut names = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut changes = Vec::new();
    for (position, request) in requests.into_iter().enumerate() {
        let change = read_change(request, &created, new_id(position))?;
        if let Some(name) = &change.name {
            if !names.insert(name.clone()) {
                return Err(validation(format!("The change name {name} is there twice.")));
            }
            if matches!(change.request, Request::CreateExperience { .. }) {
                created.insert(format!("${name}.Entity.Identifier"), change.experience.clone());
            }
        }
        if !seen.insert((change.change_type.clone(), change.experience.clone())) {
            let text = format!("The change set has more than one {} for one entity.", change.change_type);
            return Err(validation(text));
        }
        changes.push(change);
    }
    Ok(changes)
}

fn read_change(
    input: Input<'_>,
    created: &BTreeMap<String, String>,
    new_id: String,
) -> Result<Change, ServiceError> {
    let change_type = input.required_text("ChangeType")?.to_owned();
    let entity = input.inside("Entity").ok_or_else(|| validation("Entity must not be null".to_owned()))?;
    let entity_type = entity.required_text("Type")?;
    if entity_type != EXPERIENCE {
        return Err(validation(format!(
            "{change_type} is not supported for entities of type {entity_type}."
        )));
    }
    let identifier = bounded(entity, "Identifier", 255)?.map(str::to_owned);
    let details = change_details::document(input)?;
    let request = change_details::read(&change_type, &details)?;
    let creates = matches!(request, Request::CreateExperience { .. });
    let experience = match identifier.as_deref() {
        None if creates => new_id,
        Some(_) if creates => {
            return Err(validation(format!("{change_type} takes no identifier of an entity.")));
        }
        None => return Err(validation(format!("{change_type} needs the identifier of an entity."))),
        Some(reference) if reference.starts_with('$') => {
            created.get(reference).cloned().ok_or_else(|| {
                validation(format!("{reference} refers to nothing that an earlier change creates."))
            })?
        }
        Some(identifier) => without_revision(identifier).to_owned(),
    };
    let name = bounded(input, "ChangeName", 72)?.map(str::to_owned);
    let tags = tags(input, "EntityTags")?;
    Ok(Change { name, change_type, experience, identifier, details, tags, request, faults: Vec::new() })
}

/// Every entity that is named has to be there, and in no other open change set.
fn check_entities(world: &World, changes: &[Change]) -> Result<(), ServiceError> {
    let named = changes
        .iter()
        .filter(|change| change.identifier.as_ref().is_some_and(|identifier| !identifier.starts_with('$')));
    for change in named {
        let id = &change.experience;
        if !world.catalog.experiences.contains_key(id) {
            return Err(not_found(id));
        }
        if let Some(holder) = world.catalog.lock_of(id) {
            let text = format!(
                "Requested change set has entities locked by change sets - entity {id}, change set {}.",
                holder.id
            );
            return Err(ServiceError::new("ResourceInUseException", text).with_status(423));
        }
    }
    Ok(())
}

fn change_set_id(world: &World) -> String {
    let count = world.catalog.change_sets.len().to_string();
    random::hex(world.options.seed, &["change set", &world.organization.id, &count], 25)
}

fn experience_id(world: &World, change_set: &str, position: usize) -> String {
    format!("exp-{}", random::hex(world.options.seed, &["experience", change_set, &position.to_string()], 13))
}

/// A text of 1 to so many characters.
pub(super) fn bounded<'a>(
    input: Input<'a>,
    name: &str,
    characters_max: usize,
) -> Result<Option<&'a str>, ServiceError> {
    let text = input.text(name)?;
    match text.map(|text| text.chars().count()) {
        Some(count) if !(1..=characters_max).contains(&count) => {
            Err(validation(format!("{name} must have 1 to {characters_max} characters.")))
        }
        Some(_) | None => Ok(text),
    }
}

fn tags(input: Input<'_>, name: &str) -> Result<Vec<(String, String)>, ServiceError> {
    let tags = input.tags(name)?;
    if tags.len() > 200 {
        return Err(validation(format!("{name} must have at most 200 members.")));
    }
    Ok(tags.into_iter().collect())
}

fn is_name_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter.is_whitespace() || "_+=.:@-".contains(letter)
}
