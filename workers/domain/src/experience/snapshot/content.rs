//! What a snapshot says of each experience, in one canonical form.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::experience::entity::{Branding, ExperienceStatus, ObservedExperience, Products, RequestSetting};
use crate::experience::identity::{AudiencePrincipal, ExperienceId, ProductId};
use crate::experience::skip::Skip;

/// All experiences that the management side publishes, in order of their ids, each once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    experiences: Vec<Source>,
}

/// An experience that was given twice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the experience {0} is configured twice; name each management experience once and start the run again"
)]
pub struct TwiceError(pub ExperienceId);

impl Content {
    /// Puts experiences into their order.
    ///
    /// # Errors
    /// When one is there twice.
    pub fn new(mut experiences: Vec<Source>) -> Result<Self, TwiceError> {
        experiences.sort_by(|one, other| one.id.cmp(&other.id));
        match experiences.windows(2).find(|pair| pair[0].id == pair[1].id) {
            Some(pair) => Err(TwiceError(pair[0].id.clone())),
            None => Ok(Self { experiences }),
        }
    }

    /// The experiences.
    pub fn experiences(&self) -> &[Source] {
        &self.experiences
    }

    /// One experience.
    pub fn source(&self, id: &ExperienceId) -> Option<&Source> {
        self.experiences.iter().find(|source| source.id == *id)
    }

    /// A product that is approved and rejected by one experience. None is ever read from the Catalog; a snapshot is text.
    pub(super) fn contradiction(&self) -> Option<(&ExperienceId, &ProductId)> {
        self.experiences.iter().find_map(|source| {
            let products = &source.published()?.products;
            let both = products.allowed.intersection(&products.denied).next()?;
            Some((&source.id, both))
        })
    }

    /// The same text for the same content, whatever it was made from: sets are ordered, fields are in the order of the types.
    ///
    /// # Errors
    /// Never for a content of this type; the signature is that of the serializer.
    pub(super) fn canonical(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// One experience of the management side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Which one.
    pub id: ExperienceId,
    /// Its name, for people.
    pub name: String,
    /// What is published of it.
    pub state: SourceState,
}

/// What is published of an experience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// What it is to look like elsewhere.
    Published(Published),
    /// Nothing: whoever follows it leaves everything as it is.
    Skipped(Skip),
}

/// What an experience is to look like elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Whether it governs.
    pub status: ExperienceStatus,
    /// Whether users may ask for more products.
    pub requests: RequestSetting,
    /// Its branding; `None`: the default.
    pub branding: Option<Branding>,
    /// Whom it applies to in its own organization.
    pub audience: BTreeSet<AudiencePrincipal>,
    /// Its products: allowed is approved, denied is rejected.
    pub products: Products,
}

impl Source {
    /// What is published of an experience that was read. Its revision is left out: it also goes up for changes that nobody
    /// follows.
    pub fn of(observed: &ObservedExperience) -> Self {
        let experience = &observed.experience;
        let state = match (experience.closed_to_changes(), &observed.policy) {
            (Some(skip), _) => SourceState::Skipped(skip),
            (None, None) => SourceState::Skipped(Skip::NoPolicy),
            (None, Some(policy)) => match &policy.products {
                None => SourceState::Skipped(Skip::NoProductList),
                Some(products) => SourceState::Published(Published {
                    status: experience.status.clone(),
                    requests: policy.requests.clone(),
                    branding: observed.branding.clone(),
                    audience: observed.audience.clone(),
                    products: products.clone(),
                }),
            },
        };
        Self { id: experience.id.clone(), name: experience.name.clone(), state }
    }

    /// An experience that is configured and of which nothing can be published. The reason is content: a text that differs
    /// from run to run (a request id, a time) would be a new snapshot every time.
    pub fn skipped(id: ExperienceId, skip: Skip) -> Self {
        Self { id, name: String::new(), state: SourceState::Skipped(skip) }
    }

    /// What is published, if something is.
    pub fn published(&self) -> Option<&Published> {
        match &self.state {
            SourceState::Published(published) => Some(published),
            SourceState::Skipped(_) => None,
        }
    }
}
