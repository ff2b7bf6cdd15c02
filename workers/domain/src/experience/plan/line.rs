//! One line of a plan, and why it is there.

use serde::{Deserialize, Serialize};

use super::atom::Atom;
use crate::experience::identity::{AudiencePrincipal, ExperienceId};

/// What is decided about one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The thing.
    pub atom: Atom,
    /// Whether it is done.
    pub decision: Decision,
    /// Why.
    pub reason: Reason,
    /// Whether it takes something from users that they have: a product that is allowed now.
    pub takes_away: bool,
}

/// Whether something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Do it.
    Apply,
    /// Wanted, but not possible without a person.
    Hold,
}

/// Why, in words for a purchasing clerk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why", content = "what")]
pub enum Reason {
    /// Approved at the source, untouched here.
    Approved,
    /// Approved at the source, denied here.
    ApprovedButDenied,
    /// Rejected at the source, allowed or untouched here.
    Rejected,
    /// In no list of the source, allowed here.
    NotApproved,
    /// A setting is another one here.
    Differs {
        /// What it is here.
        here: String,
        /// What it is at the source.
        there: String,
    },
    /// The counterpart of a principal that the source applies to.
    Counterpart {
        /// That principal.
        of: AudiencePrincipal,
    },
    /// A counterpart of principals, none of which the source applies to.
    NoCounterpart,
    /// The Catalog of this organization refused it earlier.
    Quarantined {
        /// What it said.
        error: String,
    },
    /// The principal is associated with another experience.
    Elsewhere {
        /// Which one.
        experience: ExperienceId,
    },
}

impl std::fmt::Display for Reason {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Approved => formatter.write_str("approved at the source"),
            Self::ApprovedButDenied => formatter.write_str("approved at the source and denied here"),
            Self::Rejected => formatter.write_str("rejected at the source"),
            Self::NotApproved => formatter.write_str("allowed here and not approved at the source"),
            Self::Differs { here, there } => write!(formatter, "it is {there} at the source and {here} here"),
            Self::Counterpart { of } => {
                write!(formatter, "the counterpart of {of}, which the source applies to")
            }
            Self::NoCounterpart => formatter
                .write_str("the source applies to none of the principals that this is the counterpart of"),
            Self::Quarantined { error } => write!(
                formatter,
                "in quarantine, the Catalog of this organization refused it: {}; \
                 when that is put right, start a run that tries it again",
                error.trim_end_matches('.')
            ),
            Self::Elsewhere { experience } => write!(
                formatter,
                "it is associated with {experience} and is not taken from there; \
                 disassociate it in AWS Marketplace if it is to follow"
            ),
        }
    }
}

/// How many lines of which kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Products to allow.
    pub allow: u32,
    /// Products to deny.
    pub deny: u32,
    /// Settings and audiences to change.
    pub settings: u32,
    /// Wanted, but not possible without a person.
    pub hold: u32,
    /// Products that are as wanted.
    pub keep: u32,
    /// Of the products to deny, those that are allowed now.
    pub withdrawals: u32,
    /// Products that are allowed now.
    pub allowed_here: u32,
}

impl Counts {
    /// Counts lines.
    pub(in crate::experience) fn of(lines: &[Line], keep: usize, allowed_here: usize) -> Self {
        let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mut counts = Self { keep: narrow(keep), allowed_here: narrow(allowed_here), ..Self::default() };
        for line in lines {
            let count = match (line.decision, &line.atom) {
                (Decision::Hold, _) => &mut counts.hold,
                (Decision::Apply, Atom::Allow(_)) => &mut counts.allow,
                (Decision::Apply, Atom::Deny(_)) => &mut counts.deny,
                (
                    Decision::Apply,
                    Atom::Requests(_) | Atom::Branding(_) | Atom::Audience(_) | Atom::Status(_),
                ) => &mut counts.settings,
            };
            *count += 1;
            counts.withdrawals += u32::from(line.decision == Decision::Apply && line.takes_away);
        }
        counts
    }

    /// What there is to do.
    pub fn actions(&self) -> u32 {
        self.allow + self.deny + self.settings
    }
}
