//! The audience, by an explicit map only: ids of accounts and units mean nothing in another organization.

use std::collections::{BTreeMap, BTreeSet};

use super::Terms;
use super::atom::{Atom, AudienceChange};
use super::decide::Decided;
use super::line::{Decision, Line, Reason};
use crate::experience::entity::{Audience, ObservedExperience};
use crate::experience::identity::{AudiencePrincipal, ExperienceId};
use crate::experience::snapshot::Published;

/// Principals of an organization and the experience that each is associated with directly: one at the most (AWS-FACTS 9.6).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere(BTreeMap<AudiencePrincipal, ExperienceId>);

impl Elsewhere {
    /// What all audiences of the organization say.
    pub fn of(audiences: &[Audience]) -> Self {
        Self(
            audiences
                .iter()
                .flat_map(|audience| {
                    audience
                        .principals
                        .iter()
                        .map(|principal| (principal.clone(), audience.experience.clone()))
                })
                .collect(),
        )
    }
}

/// Associates the counterparts of the source's audience, and disassociates other counterparts. A principal that is nobody's
/// counterpart is never touched.
pub(super) fn audience(
    published: &Published,
    observed: &ObservedExperience,
    terms: &Terms<'_>,
    decided: &mut Decided,
) {
    let wanted: BTreeMap<&AudiencePrincipal, &AudiencePrincipal> = terms
        .counterparts
        .iter()
        .filter(|(there, _)| published.audience.contains(*there))
        .flat_map(|(there, here)| here.iter().map(move |principal| (principal, there)))
        .collect();
    let counterparts: BTreeSet<&AudiencePrincipal> = terms.counterparts.values().flatten().collect();
    for principal in counterparts {
        let is_here = observed.audience.contains(principal);
        let (change, reason) = match wanted.get(principal) {
            Some(of) if !is_here => {
                (AudienceChange::Associate(principal.clone()), Reason::Counterpart { of: (*of).clone() })
            }
            None if is_here => (AudienceChange::Disassociate(principal.clone()), Reason::NoCounterpart),
            Some(_) | None => continue,
        };
        let elsewhere = terms.elsewhere.0.get(principal).filter(|other| **other != observed.experience.id);
        let (decision, reason) = match elsewhere {
            Some(experience) => (Decision::Hold, Reason::Elsewhere { experience: experience.clone() }),
            None => (Decision::Apply, reason),
        };
        decided.lines.push(Line { atom: Atom::Audience(change), decision, reason, takes_away: false });
    }
}
