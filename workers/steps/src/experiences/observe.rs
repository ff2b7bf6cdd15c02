//! Observe experiences: read entities, and put together what belongs to each experience, in as few calls as there can be.
//!
//! Guarantees: an entity that cannot be had or understood becomes a [`Skip`] of its own and spoils nothing else; a missing
//! permission, or an answer that did not come, stops the step instead. The words of a skip are the same in every run as
//! long as the entity is: the snapshot holds them, and a word that changes by itself would be a new snapshot every hour.

use std::collections::BTreeMap;

use domain::experience::details::{self, Described, DetailsError};
use domain::experience::entity::{Audience, Experience, ObservedExperience};
use domain::experience::identity::{Administrator, EntityId, ExperienceId, split_revision};
use domain::experience::skip::Skip;

use crate::error::{StepError, bug, invalid};
use crate::listing::whole;
use crate::ports::ApiResult;
use crate::ports::experiences::{Catalog, EntityKind};
use crate::refusal::{Refusal, read};

/// Entities by their ids: each as it was described, or why it was not.
pub type Entities = BTreeMap<EntityId, Result<Described, Skip>>;

/// The ids of all entities of a kind, without their revisions.
///
/// # Errors
/// When a page could not be had, or names something that is no id.
pub async fn list(
    catalog: &impl Catalog,
    kind: EntityKind,
    by: Administrator,
) -> Result<Vec<EntityId>, StepError> {
    let listed = whole(async |token| catalog.entities(kind, by, token).await).await?;
    let id = |text: &String| split_revision(text).and_then(|(id, _)| id.parse());
    let ids: Result<Vec<EntityId>, _> = listed.items().iter().map(id).collect();
    ids.map_err(|error| bug("the listed entities", &error))
}

/// The id of an experience among those of all entities.
///
/// # Errors
/// `Invalid` for one that is longer than any of them.
pub fn entity_id(experience: &ExperienceId) -> Result<EntityId, StepError> {
    experience.as_str().parse().map_err(|error| {
        invalid(format!("{experience} cannot be asked for: {error}; correct the id, and deploy again"))
    })
}

/// Describes entities, as many in a call as the Catalog takes.
///
/// # Errors
/// When a permission is missing or an answer did not come, of all of them or of one.
pub async fn describe<C: Catalog>(
    catalog: &C,
    ids: impl IntoIterator<Item = EntityId>,
) -> Result<Entities, StepError> {
    let ids: Vec<EntityId> = ids.into_iter().collect();
    let mut entities = Entities::new();
    for some in ids.chunks(C::BATCH_MAX) {
        for (id, answer) in some.iter().zip(catalog.describe(some).await?) {
            entities.insert(id.clone(), had(id, answer)?);
        }
    }
    Ok(entities)
}

/// An experience that was described.
///
/// # Errors
/// Why it is left alone.
pub fn experience(entities: &Entities, id: &EntityId) -> Result<Experience, Skip> {
    details::experience(found(entities, id)?).map_err(|error| unreadable(&error))
}

/// The audiences that were described. One that is gone by now is left out; one that cannot be understood could belong to any
/// experience, so then nobody's audience is known.
///
/// # Errors
/// Why it is not.
pub fn audiences<'a>(
    entities: &Entities,
    ids: impl IntoIterator<Item = &'a EntityId>,
) -> Result<Vec<Audience>, Skip> {
    let audience = |id| match found(entities, id) {
        Ok(described) => Some(details::audience(described).map_err(|error| unreadable(&error))),
        Err(Skip::NotFound) => None,
        Err(skip) => Some(Err(skip)),
    };
    ids.into_iter().filter_map(audience).collect()
}

/// Experiences with their policies and brandings.
///
/// # Errors
/// As for [`describe`]. What only concerns one experience is its own skip.
pub async fn complete(
    catalog: &impl Catalog,
    experiences: Vec<Experience>,
    audiences: &[Audience],
) -> Result<Vec<(Experience, Result<ObservedExperience, Skip>)>, StepError> {
    let below = |one: &Experience| [one.policy.clone(), one.branding.clone()].into_iter().flatten();
    let entities = describe(catalog, experiences.iter().flat_map(below)).await?;
    let observed = |experience: Experience| {
        let observed = assembled(&entities, experience.clone(), audiences);
        (experience, observed)
    };
    Ok(experiences.into_iter().map(observed).collect())
}

fn assembled(
    entities: &Entities,
    experience: Experience,
    audiences: &[Audience],
) -> Result<ObservedExperience, Skip> {
    let named = |id: &EntityId| match found(entities, id) {
        Err(Skip::NotFound) => Err(Skip::Unreadable(format!(
            "{} names {id}, which is not there; the next run reads both again",
            experience.id
        ))),
        answer => answer,
    };
    let policy = experience
        .policy
        .as_ref()
        .map(|id| details::procurement_policy(named(id)?).map_err(|error| unreadable(&error)));
    let branding = experience
        .branding
        .as_ref()
        .map(|id| details::branding(named(id)?).map_err(|error| unreadable(&error)));
    let (policy, branding) = (policy.transpose()?, branding.transpose()?);
    ObservedExperience::new(experience, policy, branding, audiences)
        .map_err(|mismatch| Skip::Unreadable(mismatch.to_string()))
}

/// What the Catalog said of one entity. Of an answer of AWS only the code is kept: its message may name the request.
fn had(id: &EntityId, answer: ApiResult<Described>) -> Result<Result<Described, Skip>, StepError> {
    let error = match answer {
        Ok(described) => return Ok(Ok(described)),
        Err(error) => error,
    };
    match read(&error) {
        Refusal::Missing => Ok(Err(Skip::NotFound)),
        Refusal::Throttled | Refusal::Denied => Err(error.into()),
        Refusal::Unreadable => Ok(Err(Skip::Unreadable(format!("{id}: {}; {LOOK}", error.message)))),
        _ => Ok(Err(Skip::Unreadable(format!("{id}: {} answered {}; {LOOK}", error.operation, error.code)))),
    }
}

/// What to do about an entity that cannot be had.
const LOOK: &str = "look at it in AWS Marketplace, the next run reads it again";

fn found<'a>(entities: &'a Entities, id: &EntityId) -> Result<&'a Described, Skip> {
    entities.get(id).ok_or(Skip::NotFound)?.as_ref().map_err(Clone::clone)
}

fn unreadable(error: &DetailsError) -> Skip {
    Skip::Unreadable(error.to_string())
}
