//! Check the change set after a wait, take down what became of it, and say what is next.
//!
//! Guarantees: it is concluded once, however often the step is delivered: a change set that is not the present one (its name
//! says so) was concluded before. The ledger's head is written before the work, so a step that died in between concludes the
//! same generation again.

use domain::experience::change_set::{ChangeSetStatus, FailureCode, Next as Step, Observed, Work, next_step};
use domain::experience::details;
use domain::experience::limits::wait_seconds;

use super::item::{ExperienceItem, Next};
use super::keys;
use super::next::go_on;
use crate::error::{ErrorClass, StepError};
use crate::fence::fence;
use crate::files;
use crate::ports::ApiError;
use crate::ports::experiences::{Catalog, ChangeLedger, ChangeSetPorts, ChangeSets, ExperienceHead};
use crate::refusal::if_there;

/// Looks at it.
///
/// # Errors
/// When it or, after a failure, its experience cannot be read; when it has ended and the run does not hold the lease.
pub async fn run(ports: &impl ChangeSetPorts, item: ExperienceItem) -> Result<ExperienceItem, StepError> {
    let Some(id) = item.change_set.clone() else {
        let message = format!("{} came to be checked without a change set; report this", item.experience);
        return Err(StepError::new(ErrorClass::Bug, message));
    };
    let work: Work = files::read(ports.store(), &keys::work_of(&item)).await?;
    let (Some(present), Some(set)) = (work.present(), work.next()) else { return Ok(go_on(item, &work)) };
    let seen = ports.change_sets().change_set(&id).await?;
    if seen.name != set.name {
        return Ok(go_on(item, &work));
    }
    let takes_changes = !is_refused(&seen.observed) || takes_changes(ports, &item).await?;
    let observed = Observed { takes_changes, ..seen.observed };
    let step = next_step(present, &observed, item.polls);
    tracing::info!(experience = %item.experience, change_set = %id, status = %observed.status, next = ?step, "seen");
    if step == Step::Wait {
        let polls = item.polls + 1;
        return Ok(ExperienceItem { next: Next::Check, polls, wait_seconds: wait_seconds(polls), ..item });
    }
    // Concluding moves the generation on, which only the run that writes may do.
    fence(ports.leasing(), &item.run.execution).await?;
    let work = work.conclude(step, &observed);
    let head = ExperienceHead { experience: item.experience.clone(), generation: work.generation };
    ports.ledger().set_head(&head).await?;
    files::write(ports.store(), &keys::work_of(&item), &work).await?;
    Ok(go_on(item, &work))
}

/// Whether the content is said to be bad.
fn is_refused(observed: &Observed) -> bool {
    observed.status == ChangeSetStatus::Failed && observed.failure == Some(FailureCode::ClientError)
}

/// Whether the experience still takes changes.
async fn takes_changes(ports: &impl ChangeSetPorts, item: &ExperienceItem) -> Result<bool, StepError> {
    let Some(described) = if_there(ports.catalog().experience(&item.experience).await)? else {
        return Ok(false);
    };
    let experience = details::experience(&described).map_err(|error| ApiError {
        operation: "aws-marketplace:DescribeEntity",
        code: ApiError::UNREADABLE.to_owned(),
        message: error.to_string(),
        status: 200,
    })?;
    Ok(experience.closed_to_changes().is_none())
}
