//! The part of a report that the management side is told.

use super::{Ended, Outcome, Report};
use crate::experience::record::{ExperienceRecord, MemberRecord};

/// Failures of one experience that are told; all records of a member are in one item of at most 400 KB.
const FAILURES_MAX: usize = 10;
/// Characters of a failure that are told.
const FAILURE_CHARACTERS_MAX: usize = 300;

impl Report {
    /// What the management side is told, at the time `at`.
    pub fn record(&self, at: String) -> MemberRecord {
        MemberRecord {
            member: self.member.clone(),
            revision: self.snapshot,
            at,
            experiences: self.experiences.iter().map(Outcome::record).collect(),
        }
    }
}

impl Outcome {
    fn record(&self) -> ExperienceRecord {
        ExperienceRecord {
            experience: self.experience.clone(),
            follows: self.follows.clone(),
            skipped: self.skipped.clone(),
            counts: self.planned,
            settled: matches!(self.ended, Ended::Changed | Ended::Unchanged),
            failures: self.failures(),
            logo_applied: self.logo_applied.clone(),
        }
    }

    fn failures(&self) -> Vec<String> {
        let is_told = self.ended.is_failure() || self.ended == Ended::Waiting;
        let whole = is_told.then(|| self.reason.clone());
        let refused =
            self.refused.iter().map(|refusal| format!("{} was refused: {}", refusal.atom, refusal.error));
        let held = self.held.iter().map(|line| format!("{} is held: {}", line.atom, line.reason));
        let short = |text: String| text.chars().take(FAILURE_CHARACTERS_MAX).collect();
        whole.into_iter().chain(refused).chain(held).take(FAILURES_MAX).map(short).collect()
    }
}
