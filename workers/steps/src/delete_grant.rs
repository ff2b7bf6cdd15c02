//! Delete a grant of ours: because it is not wanted any more, because another one took its place, or to make one anew whose
//! workflow failed. One that was replaced is deleted only while its successor is ACTIVE.
//!
//! `DeleteGrant` wants the newest version, so the grant is read right before; a version that changed in between is read
//! once more.

use domain::grant::GrantStatus;
use domain::identifier::GrantArn;
use domain::life_cycle::Wish;
use domain::report::{ActionResult, Class};
use domain::work::{Action, NextTask};

use crate::error::StepError;
use crate::fence::fence;
use crate::ports::{GrantPorts, GrantWrites, Grants, Head, Ledger};
use crate::refusal::{Refusal, read, step_error};
use crate::worth::observe;
use crate::writing::{end, head, ready_for, recorded, wait, written};

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
        if !is_replaced(ports.grants(), &mut action).await? {
            return Ok(action);
        }
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
                Refusal::Conflict | Refusal::OneAtATime => {
                    wait(&mut action);
                    return Ok(action);
                }
                _ => return Err(step_error(&error)),
            },
        }
    }
}

/// Whether the grant that takes the place of the deleted one is ACTIVE, if there is to be one (P2). Otherwise the action is
/// over.
async fn is_replaced(grants: &impl Grants, action: &mut Action) -> Result<bool, StepError> {
    let Some(successor) = &action.successor else { return Ok(true) };
    let seen = observe(grants, successor).await?;
    let active = seen.is_some_and(|grant| grant.status == GrantStatus::Active);
    if !active {
        let reason = format!(
            "its successor {successor} is not ACTIVE (any more): the grant stays until that is; the next pass looks again"
        );
        end(action, ActionResult::Waiting, Some(Class::NotReady), reason);
    }
    Ok(active)
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
