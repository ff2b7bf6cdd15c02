//! Delete a grant of ours: because it is not wanted any more, or to make one anew whose workflow failed.
//!
//! `DeleteGrant` wants the newest version, so the grant is read right before; a version that changed in between is read
//! once more.

use domain::identifier::GrantArn;
use domain::life_cycle::Wish;
use domain::report::ActionResult;
use domain::work::{Action, NextTask};

use crate::error::StepError;
use crate::fence::fence;
use crate::ports::{GrantPorts, GrantWrites, Head, Ledger};
use crate::refusal::{Refusal, read, step_error};
use crate::writing::{head, ready_for, recorded, wait, written};

const OPERATION: &str = "license-manager:DeleteGrant";
/// Times that a version may change between reading and deleting.
const TRIES: u32 = 2;

/// Deletes it.
///
/// # Errors
/// The class of what AWS answered.
pub async fn run(ports: &impl GrantPorts, mut action: Action) -> Result<Action, StepError> {
    fence(ports.leasing(), &action.run).await?;
    let mut tries = 0;
    loop {
        tries += 1;
        let Some(grant) = ready_for(NextTask::Delete, ports.grants(), &mut action).await? else {
            if let Some(arn) = action.grant.clone().filter(|_| was_deleted_before(&action)) {
                remember(ports.ledger(), &mut action, arn, None).await?;
            }
            return Ok(action);
        };
        let token = format!("{}@{}", grant.arn, grant.version);
        let call = ports.writes().delete(&grant.arn, &grant.version);
        match recorded(ports, &action, OPERATION, &token, call).await? {
            Ok(answer) => {
                remember(ports.ledger(), &mut action, grant.arn, Some(answer.version.clone())).await?;
                written(&mut action, &answer);
                return Ok(action);
            }
            Err(error) => match read(&error) {
                Refusal::StaleVersion if tries < TRIES => {}
                Refusal::InWorkflow => {
                    // It is being deleted, and the reading before the call was too old to say so.
                    remember(ports.ledger(), &mut action, grant.arn, None).await?;
                    wait(&mut action);
                    return Ok(action);
                }
                Refusal::Conflict => {
                    wait(&mut action);
                    return Ok(action);
                }
                _ => return Err(step_error(&error)),
            },
        }
    }
}

/// Whether the grant is gone, or on its way, although this delivery did not delete it: one before it did, and its answer
/// was lost. It counts like one that was heard.
fn was_deleted_before(action: &Action) -> bool {
    match action.wish {
        Wish::Shared => matches!(action.next, NextTask::Wait | NextTask::Create),
        Wish::Revoked => action.outcome.as_ref().is_none_or(|outcome| outcome.result == ActionResult::Done),
    }
}

/// Counts the deletion and keeps it in the head of the share. Said twice of one deletion, it is the same as said once.
async fn remember(
    ledger: &impl Ledger,
    action: &mut Action,
    arn: GrantArn,
    version: Option<String>,
) -> Result<(), StepError> {
    let made_anew = action.wish == Wish::Shared;
    action.revoked |= !made_anew;
    action.recreations += u32::from(made_anew);
    let head = head(ledger, action).await?;
    // A surplus grant of the share is not the one that the head remembers.
    if head.grant.as_ref().is_none_or(|remembered| *remembered == arn) {
        let failures = if made_anew { action.recreations } else { 0 };
        let version = version.or(head.version);
        ledger.set_head(&Head { grant: Some(arn), version, deleted: true, failures, ..head }).await?;
    }
    Ok(())
}
