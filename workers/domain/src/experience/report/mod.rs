//! The report of a run of `sync-experiences`: what became of each experience, for people and for the management side.

mod end;
mod outcome;
mod render;
mod told;

pub use end::{End, conclude};
pub use outcome::{Ended, Outcome};
pub use render::markdown;

use serde::{Deserialize, Serialize};

use super::snapshot::{Counts, Head};
use crate::report::{RunHead, Summary};
use crate::run::PAYLOAD_VERSION;

/// `report.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The payload version.
    pub v: u32,
    /// The run.
    pub run: RunHead,
    /// The member organization, by its name in the configuration of the management stack.
    pub member: String,
    /// The revision of the snapshot.
    pub snapshot: u64,
    /// What is in it.
    pub published: Counts,
    /// How it ended, in numbers of experiences.
    pub summary: Summary,
    /// One row for each experience, in order.
    pub experiences: Vec<Outcome>,
    /// What needs a person's attention besides.
    pub notes: Vec<String>,
}

impl Report {
    /// Puts it together.
    pub fn of(run: RunHead, member: &str, head: &Head, mut experiences: Vec<Outcome>) -> Self {
        experiences.sort_by(|one, other| one.experience.cmp(&other.experience));
        let mut summary = Summary::default();
        for outcome in &experiences {
            *match outcome.ended {
                Ended::Failed | Ended::Stopped => &mut summary.failed,
                Ended::Waiting => &mut summary.waiting,
                Ended::Planned => &mut summary.planned,
                Ended::Changed => &mut summary.changed,
                Ended::Unchanged => &mut summary.unchanged,
                Ended::Skipped => &mut summary.skipped,
            } += 1;
        }
        Self {
            v: PAYLOAD_VERSION,
            run,
            member: member.to_owned(),
            snapshot: head.revision,
            published: head.counts,
            summary,
            experiences,
            notes: Vec::new(),
        }
    }
}
