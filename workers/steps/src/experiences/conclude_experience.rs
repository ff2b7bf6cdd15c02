//! Conclude the experience: keeps what became of it, and turns its child execution red if it is not as it should be.

use domain::experience::report::{End, Ended, Outcome, conclude};
use serde::{Deserialize, Serialize};

use super::item::ExperienceItem;
use super::keys;
use super::past::Past;
use crate::caught;
use crate::error::StepError;
use crate::files;
use crate::ports::Store;

/// The answer for an experience that is as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The experience.
    pub experience: String,
    /// How it ended.
    pub ended: Ended,
    /// Change sets that were applied.
    pub sets_applied: u32,
}

/// Keeps the outcome.
///
/// # Errors
/// `ExperienceFailed` with the experience and what failed; the child execution ends red with it, on purpose.
pub async fn run(store: &impl Store, item: ExperienceItem) -> Result<Answer, StepError> {
    let Past { progress, work, .. } = Past::read(store, &item).await?;
    let outcome = conclude(End {
        assignment: &item.assignment(),
        progress: progress.as_ref(),
        work: work.as_ref(),
        failure: item.failure.as_ref().map(caught::read),
        question: item.question.map(|question| question.name),
        answer: item.answer,
        plan_only: item.run.request.plan_only,
        child: item.child,
    });
    files::write(store, &keys::outcome(&item.run, item.pass, &item.experience), &outcome).await?;
    if outcome.ended.is_failure() {
        return Err(StepError::experience_failed(in_words(&outcome)));
    }
    Ok(Answer {
        experience: outcome.experience.to_string(),
        ended: outcome.ended,
        sets_applied: outcome.sets_applied,
    })
}

/// The experience and what failed.
fn in_words(outcome: &Outcome) -> String {
    format!("experience {} ({}): {}", outcome.experience, outcome.name, outcome.reason)
}
