//! Quarantine: what the Catalog of one organization refuses, so that it is not asked for again every hour.
//!
//! It is kept per organization, since a product may be unknown in one and valid in another (AWS-FACTS 9.8). A product is in
//! quarantine whatever is wanted of it; a setting only for its experience and with exactly this content, so that a corrected
//! one is tried by itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::identity::{ChangeSetId, ExperienceId, ProductId};
use super::plan::{Atom, ExperiencePlan};
use super::skip::Skip;

/// What was refused, by what it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A product, in every experience of the organization.
    Product(ProductId),
    /// A setting of one experience.
    Setting {
        /// The experience.
        experience: ExperienceId,
        /// The setting, with its content.
        atom: Atom,
    },
}

impl Subject {
    /// What an atom is to the quarantine.
    pub fn of(experience: &ExperienceId, atom: &Atom) -> Self {
        match atom.product() {
            Some(product) => Self::Product(product.clone()),
            None => Self::Setting { experience: experience.clone(), atom: atom.clone() },
        }
    }
}

/// How something was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What was refused.
    pub subject: Subject,
    /// What was tried.
    pub atom: Atom,
    /// What the Catalog said.
    pub error: String,
    /// The change set that had nothing else in it.
    pub change_set: ChangeSetId,
}

/// All that one organization's Catalog refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Refusal>", into = "Vec<Refusal>")]
pub struct Quarantine(BTreeMap<Subject, Refusal>);

impl From<Vec<Refusal>> for Quarantine {
    fn from(refusals: Vec<Refusal>) -> Self {
        Self(refusals.into_iter().map(|refusal| (refusal.subject.clone(), refusal)).collect())
    }
}

impl From<Quarantine> for Vec<Refusal> {
    fn from(quarantine: Quarantine) -> Self {
        quarantine.0.into_values().collect()
    }
}

impl Quarantine {
    /// How a thing was refused, if it was.
    pub fn find(&self, experience: &ExperienceId, atom: &Atom) -> Option<&Refusal> {
        self.0.get(&Subject::of(experience, atom))
    }

    /// Everything in it, in order.
    pub fn refusals(&self) -> impl Iterator<Item = &Refusal> {
        self.0.values()
    }

    /// With what a run found refused.
    #[must_use]
    pub fn with(mut self, refusals: impl IntoIterator<Item = Refusal>) -> Self {
        self.0.extend(refusals.into_iter().map(|refusal| (refusal.subject.clone(), refusal)));
        self
    }

    /// Without what nobody wants any more. `plans` are those of every experience of the organization; while one could not be
    /// read it is not known what it wants, and nothing is let go.
    #[must_use]
    pub fn without_unwanted(self, plans: &[ExperiencePlan]) -> Self {
        if plans.iter().any(|plan| plan.skipped.as_ref().is_some_and(Skip::is_passing)) {
            return self;
        }
        let wanted: BTreeSet<Subject> = plans
            .iter()
            .flat_map(|plan| plan.lines.iter().map(|line| Subject::of(&plan.experience, &line.atom)))
            .collect();
        Self(self.0.into_iter().filter(|(subject, _)| wanted.contains(subject)).collect())
    }
}
