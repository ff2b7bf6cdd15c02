//! The sources of the snapshot: every configured experience, as it is published or with the reason why it is not.

use std::collections::BTreeMap;

use domain::experience::entity::Experience;
use domain::experience::identity::{Administrator, EntityId, ExperienceId};
use domain::experience::skip::Skip;
use domain::experience::snapshot::{Source, SourceState};

use crate::error::StepError;
use crate::experiences::observe::{self, audiences, complete, describe, entity_id};
use crate::ports::experiences::{Catalog, EntityKind};

/// Reads them. Experiences are described by their ids, whoever we are; only the list of audiences depends on it.
///
/// # Errors
/// When a permission is missing or an answer did not come.
pub(super) async fn read(
    catalog: &impl Catalog,
    by: Administrator,
    configured: &[ExperienceId],
) -> Result<Vec<Source>, StepError> {
    let listed = observe::list(catalog, EntityKind::Audience, by).await?;
    let ids: BTreeMap<ExperienceId, EntityId> =
        configured.iter().map(|id| Ok((id.clone(), entity_id(id)?))).collect::<Result<_, StepError>>()?;
    let entities = describe(catalog, ids.values().chain(&listed).cloned()).await?;
    let (mut sources, mut live) = (Vec::new(), Vec::new());
    for (id, entity) in ids {
        match observe::experience(&entities, &entity) {
            Ok(experience) => match experience.closed_to_changes() {
                Some(skip) => sources.push(skipped(&experience, skip)),
                None => live.push(experience),
            },
            Err(skip) => sources.push(Source::skipped(id, skip)),
        }
    }
    match audiences(&entities, &listed) {
        Ok(audiences) => {
            let complete = complete(catalog, live, &audiences).await?;
            sources.extend(complete.iter().map(|(experience, observed)| match observed {
                Ok(observed) => Source::of(observed),
                Err(skip) => skipped(experience, skip.clone()),
            }));
        }
        Err(skip) => sources.extend(live.iter().map(|experience| skipped(experience, skip.clone()))),
    }
    Ok(sources)
}

/// An experience of which the name is known and nothing is published.
fn skipped(experience: &Experience, skip: Skip) -> Source {
    Source { id: experience.id.clone(), name: experience.name.clone(), state: SourceState::Skipped(skip) }
}
