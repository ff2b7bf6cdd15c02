//! Activate a grant that was accepted: until then it conveys nothing.
//!
//! What the account uses already is never replaced: no override is sent.

use domain::token;
use domain::work::{Action, NextTask};

use crate::error::StepError;
use crate::ports::{Clock, GrantWrites, Grants, Head, Lease, Ledger};
use crate::refusal::{Refusal, read};
use crate::take_lease::fence;
use crate::writing::{head, ready_for, recorded, refused_by_conflict, wait, written};

const OPERATION: &str = "license-manager:CreateGrantVersion";

/// Activates it.
///
/// # Errors
/// The class of what AWS answered.
pub async fn run(
    lease: &impl Lease,
    ledger: &impl Ledger,
    grants: &impl Grants,
    writes: &impl GrantWrites,
    clock: &impl Clock,
    mut action: Action,
) -> Result<Action, StepError> {
    fence(lease, &action.run).await?;
    let Some(grant) = ready_for(NextTask::Activate, grants, &mut action).await? else { return Ok(action) };
    let token = token::activate(&grant.arn, &grant.version);
    let call = writes.activate(&grant.arn, &grant.version, &token);
    match recorded(ledger, clock, &action, OPERATION, &token, call).await? {
        Ok(answer) => {
            let head = head(ledger, &action).await?;
            let (arn, version) = (Some(answer.arn.clone()), Some(answer.version.clone()));
            ledger.set_head(&Head { grant: arn, version, deleted: false, conflict: false, ..head }).await?;
            action.activated = true;
            written(&mut action, &answer);
        }
        Err(error) => match read(&error) {
            Refusal::Conflict => refused_by_conflict(ledger, &mut action, &error.message).await?,
            Refusal::InWorkflow | Refusal::StaleVersion => wait(&mut action),
            _ => return Err(error.into()),
        },
    }
    Ok(action)
}
