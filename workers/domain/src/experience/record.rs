//! What a member tells the management side of its last run, and whether members are to be told of a snapshot.

use serde::{Deserialize, Serialize};

use super::identity::ExperienceId;
use super::plan::Counts;
use super::skip::Skip;
use super::snapshot::Head;

/// What a member organization tells of its last run; one item, replaced by the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRecord {
    /// The member's name in the configuration of the management stack.
    pub member: String,
    /// The snapshot that it worked from.
    pub revision: u64,
    /// When the run ended, as Step Functions says it.
    pub at: String,
    /// What became of each experience.
    pub experiences: Vec<ExperienceRecord>,
}

/// What became of one experience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperienceRecord {
    /// Which one.
    pub experience: ExperienceId,
    /// Which one it follows.
    pub follows: ExperienceId,
    /// Why it was left alone, if it was.
    pub skipped: Option<Skip>,
    /// What the plan had for it.
    pub counts: Counts,
    /// Whether, read back, it is as the snapshot wants it, but for what is held and told.
    pub settled: bool,
    /// What went wrong, in words.
    pub failures: Vec<String>,
    /// The address of the logo that was applied last. The Catalog copies a logo and may show another address for it, so the
    /// address alone would look like a difference for ever.
    pub logo_applied: Option<String>,
}

/// Whether members are to be told of the present snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "notice", content = "members")]
pub enum Notice {
    /// Nobody needs to be told (seed defect P14: an hour without a change sends nothing).
    None,
    /// It is new.
    Changed,
    /// These have not come to it.
    Behind(Vec<String>),
}

/// Whether members are to be told. `members` are the configured ones; records of others do not count.
pub fn notice(changed: bool, head: &Head, members: &[String], records: &[MemberRecord]) -> Notice {
    if changed {
        return Notice::Changed;
    }
    let is_there = |record: &MemberRecord| {
        record.revision == head.revision
            && record.experiences.iter().all(|experience| experience.skipped.is_some() || experience.settled)
    };
    let mut behind: Vec<String> = members
        .iter()
        .filter(|member| !records.iter().any(|record| record.member == **member && is_there(record)))
        .cloned()
        .collect();
    behind.sort();
    if behind.is_empty() { Notice::None } else { Notice::Behind(behind) }
}
