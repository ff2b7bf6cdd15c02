//! Entities as the wire shows them (AWS-FACTS 9.7): content twice, as text and as document, or as the options say.

use serde_json::{Map, Value, json};

use crate::options::DetailsShown;
use crate::random;
use crate::world::World;
use crate::world::catalog::experience::{Audience, Branding, Effect, Experience, Identity, Policy};

/// The types of entities of a private marketplace.
pub(super) const KINDS: [&str; 4] = ["Experience", "ProcurementPolicy", "BrandingSettings", "Audience"];

/// How many products a resource of a statement holds, and how many resources a statement: several of each occur.
const PRODUCTS_PER_RESOURCE: usize = 10;
const RESOURCES_PER_STATEMENT: usize = 20;

/// One entity, with the experience that it hangs on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entity<'a> {
    Experience(&'a Experience),
    Policy(&'a Policy),
    Branding(&'a Branding),
    Audience(&'a Audience, &'a Experience),
}

impl<'a> Entity<'a> {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Experience(_) => "Experience",
            Self::Policy(_) => "ProcurementPolicy",
            Self::Branding(_) => "BrandingSettings",
            Self::Audience(..) => "Audience",
        }
    }

    pub(super) fn identity(&self) -> &'a Identity {
        match self {
            Self::Experience(experience) => &experience.identity,
            Self::Policy(policy) => &policy.identity,
            Self::Branding(branding) => &branding.identity,
            Self::Audience(audience, _) => &audience.identity,
        }
    }
}

/// Every entity of the organization.
pub(super) fn entities(world: &World) -> impl Iterator<Item = Entity<'_>> {
    world.catalog.experiences.values().flat_map(|experience| {
        let policy = experience.policy.as_ref().map(Entity::Policy);
        let branding = experience.branding.as_ref().map(Entity::Branding);
        let audience = experience.audience.as_ref().map(|audience| Entity::Audience(audience, experience));
        [Some(Entity::Experience(experience)), policy, branding, audience].into_iter().flatten()
    })
}

/// A line of a list: type and id come without version and revision.
pub(super) fn summary(world: &World, entity: &Entity<'_>) -> Value {
    let identity = entity.identity();
    json!({
        "Name": identity.name,
        "EntityType": entity.kind(),
        "EntityId": identity.id,
        "EntityArn": world.entity_arn(entity.kind(), &identity.id),
        "LastModifiedDate": identity.modified.to_iso8601(),
    })
}

/// The whole of an entity: type and identifier come with version and revision.
pub(super) fn entity(world: &World, entity: &Entity<'_>) -> Value {
    let identity = entity.identity();
    let mut shown = json!({
        "EntityType": format!("{}@1.0", entity.kind()),
        "EntityIdentifier": format!("{}@{}", identity.id, identity.revision),
        "EntityArn": world.entity_arn(entity.kind(), &identity.id),
        "LastModifiedDate": identity.modified.to_iso8601(),
    });
    add_details(world, &mut shown, details(world, entity));
    shown
}

/// Adds content to an answer in the members that the options name.
pub(super) fn add_details(world: &World, shown: &mut Value, details: Value) {
    let options = world.options.catalog;
    if options.details != DetailsShown::DocumentOnly {
        let text = details.to_string();
        let kept = options.details_characters_max.unwrap_or(usize::MAX);
        shown["Details"] = json!(text.chars().take(kept).collect::<String>());
    }
    if options.details != DetailsShown::DetailsOnly {
        shown["DetailsDocument"] = details;
    }
}

fn details(world: &World, entity: &Entity<'_>) -> Value {
    let identity = entity.identity();
    let mut details = Map::new();
    details.insert("Name".to_owned(), json!(identity.name));
    if let Some(description) = &identity.description {
        details.insert("Description".to_owned(), json!(description));
    }
    let content = match entity {
        Entity::Experience(experience) => of_experience(world, experience),
        Entity::Policy(policy) => of_policy(policy),
        Entity::Branding(branding) => of_branding(branding),
        Entity::Audience(audience, experience) => {
            vec![("Principals", json!(audience.principals)), ("ExperienceId", json!(experience.identity.id))]
        }
    };
    details.extend(content.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Value::Object(details)
}

fn of_experience(world: &World, experience: &Experience) -> Vec<(&'static str, Value)> {
    let id = &experience.identity.id;
    let mut details = vec![("Status", json!(if experience.is_enabled { "Enabled" } else { "Disabled" }))];
    if experience.is_archived {
        details.push(("AdminStatus", json!("Archived")));
    } else if world.options.catalog.admin_status_of_live {
        details.push(("AdminStatus", json!("Editable")));
    }
    let policy = experience.policy.as_ref().map(|policy| &policy.identity.id);
    let branding = experience.branding.as_ref().map(|branding| &branding.identity.id);
    for (name, held) in [("ProcurementPolicies", policy), ("BrandingSettings", branding)] {
        // What there is none of is an empty list with some experiences, and left out with others.
        let is_listed =
            held.is_some() || random::draw(world.options.seed, &["empty list", name, id]).is_multiple_of(2);
        if is_listed {
            details.push((name, json!(held.into_iter().collect::<Vec<_>>())));
        }
    }
    details
}

/// Products come in several statements of the same effect with several resources each, so that only what flattens them
/// reads them right.
fn of_policy(policy: &Policy) -> Vec<(&'static str, Value)> {
    let mut statements = Vec::new();
    for effect in [Effect::Allow, Effect::Deny] {
        let decided = policy.products.iter().filter(|(_, decision)| decision.effect == effect);
        let (noted, plain): (Vec<_>, Vec<_>) = decided.partition(|(_, decision)| decision.notes.is_some());
        let plain = plain.chunks(PRODUCTS_PER_RESOURCE).map(|products| {
            let ids: Vec<&String> = products.iter().map(|(id, _)| *id).collect();
            json!({"Type": "Product", "Ids": ids})
        });
        let noted = noted
            .iter()
            .map(|(id, decision)| json!({"Type": "Product", "Ids": [id], "Notes": decision.notes}));
        let resources: Vec<Value> = plain.chain(noted).collect();
        let chunks = resources.chunks(RESOURCES_PER_STATEMENT);
        statements.extend(chunks.map(|part| json!({"Effect": effect.as_str(), "Resources": part})));
    }
    let requests = if policy.requests_allowed { Effect::Allow } else { Effect::Deny };
    vec![
        ("Statements", Value::Array(statements)),
        ("Configuration", json!({"PolicyResourceRequests": requests.as_str()})),
    ]
}

fn of_branding(branding: &Branding) -> Vec<(&'static str, Value)> {
    let look = &branding.look;
    let mut configuration = json!({"ThemeColor": look.theme_color});
    for (name, value) in
        [("Title", &look.title), ("Information", &look.information), ("LogoUrl", &look.logo_url)]
    {
        if let Some(value) = value {
            configuration[name] = json!(value);
        }
    }
    vec![("Configuration", configuration)]
}
