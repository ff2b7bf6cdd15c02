//! The plan for one experience: what the snapshot wants of it, compared with what it is, with a reason on every line.
//!
//! For a product: approved at the source and not allowed here: allow. Rejected at the source and not denied here: deny. In
//! neither list of the source and allowed here: deny. In neither list there and denied here: it stays denied. Nothing else is
//! touched. A product in quarantine is held, whatever is wanted of it.
//!
//! Guarantees: it cannot fail; the order of the input does not matter; nothing is allowed that the source has not approved;
//! an experience that is skipped has no lines.

mod atom;
mod audience;
mod decide;
mod line;
mod setting;

pub use atom::{Atom, AudienceChange, BrandingChange};
pub use audience::Elsewhere;
pub use line::{Counts, Decision, Line, Reason};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::entity::ObservedExperience;
use super::identity::{AudiencePrincipal, ExperienceId};
use super::quarantine::Quarantine;
use super::settings::{Assignment, Mirror};
use super::skip::Skip;
use super::snapshot::{Snapshot, SourceState};

/// All that a plan rests on besides the snapshot and the experience.
#[derive(Debug)]
pub struct Terms<'a> {
    /// What is mirrored besides the products.
    pub mirror: Mirror,
    /// The counterparts here of principals there; empty: the audience is left alone.
    pub counterparts: &'a BTreeMap<AudiencePrincipal, BTreeSet<AudiencePrincipal>>,
    /// Principals of this organization and the experience that each is associated with.
    pub elsewhere: &'a Elsewhere,
    /// What this organization's Catalog refused.
    pub quarantine: &'a Quarantine,
    /// The address of the logo that was applied last, as the record of the last run has it.
    pub logo_applied: Option<&'a str>,
}

/// The plan for one experience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[must_use]
pub struct ExperiencePlan {
    /// The experience.
    pub experience: ExperienceId,
    /// Its name.
    pub name: String,
    /// The one that it follows.
    pub follows: ExperienceId,
    /// The snapshot that it is compared with.
    pub snapshot: u64,
    /// Why it is left alone, if it is.
    pub skipped: Option<Skip>,
    /// What is done, or held, in order.
    pub lines: Vec<Line>,
    /// How many of which kind.
    pub counts: Counts,
    /// Products that the source approves.
    pub approved: usize,
    /// What a person should know.
    pub notes: Vec<String>,
}

impl ExperiencePlan {
    /// An experience that is left alone.
    pub fn skip(assignment: &Assignment, name: &str, snapshot: u64, skip: Skip) -> Self {
        Self {
            experience: assignment.experience.clone(),
            name: name.to_owned(),
            follows: assignment.follows.clone(),
            snapshot,
            skipped: Some(skip),
            lines: Vec::new(),
            counts: Counts::default(),
            approved: 0,
            notes: Vec::new(),
        }
    }

    /// Everything there is to do, in order.
    pub fn atoms(&self) -> BTreeSet<Atom> {
        let applied = self.lines.iter().filter(|line| line.decision == Decision::Apply);
        applied.map(|line| line.atom.clone()).collect()
    }

    /// Whether somebody is governed by the list who was not before.
    pub fn governs_more(&self) -> bool {
        self.lines.iter().any(|line| line.decision == Decision::Apply && line.atom.governs_more())
    }

    /// Whether there is nothing to do. Read back after the last change set, this is the proof that it worked.
    pub fn is_settled(&self) -> bool {
        self.counts.actions() == 0
    }
}

/// Compares an experience with the one that it follows.
pub fn plan(
    snapshot: &Snapshot,
    assignment: &Assignment,
    observed: &ObservedExperience,
    terms: &Terms<'_>,
) -> ExperiencePlan {
    let skip = |why| ExperiencePlan::skip(assignment, &observed.experience.name, snapshot.revision, why);
    let Some(source) = snapshot.content.source(&assignment.follows) else {
        return skip(Skip::NotPublished);
    };
    let published = match &source.state {
        SourceState::Published(published) => published,
        SourceState::Skipped(why) => {
            return skip(Skip::Source { id: source.id.clone(), skip: Box::new(why.clone()) });
        }
    };
    if let Some(why) = decide::left_alone(&source.id, published, observed, terms.mirror) {
        return skip(why);
    }
    let decided = decide::decide(published, observed, terms);
    ExperiencePlan {
        experience: assignment.experience.clone(),
        name: observed.experience.name.clone(),
        follows: assignment.follows.clone(),
        snapshot: snapshot.revision,
        skipped: None,
        counts: Counts::of(&decided.lines, decided.kept, decided.allowed_here),
        lines: decided.lines,
        approved: published.products.allowed.len(),
        notes: decided.notes,
    }
}
