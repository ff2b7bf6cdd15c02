//! What all steps that write to a grant have in common: the fence, the owner's mark, the ledger, and how an observed status
//! becomes the next step.

use domain::grant::{Grant, GrantStatus};
use domain::life_cycle::{Hold, Next, Wish, next_step};
use domain::limits::{POLLS_MAX, wait_seconds};
use domain::ownership::{TAG_KEY, bears_our_name};
use domain::plan::Decision;
use domain::report::{ActionResult, Class, Outcome};
use domain::work::{Action, NextTask};
use tracing::Instrument;

use crate::error::StepError;
use crate::in_ledger::in_ledger;
use crate::ports::{ApiResult, Clock, GrantPorts, Grants, Head, LeasePorts, Ledger, LedgerEntry, Written};
use crate::worth::{Looked, look};

/// Looks at an activated grant that still reads DISABLED before it is believed: readings may be stale.
const STALE_LOOKS_MAX: u32 = 3;

/// The grant of an action, if the step named by `task` is still the right one for it and the grant is ours.
///
/// Otherwise the action is moved on, to another step or to its outcome: a step that is delivered twice, or late, writes
/// nothing.
///
/// # Errors
/// When the grant cannot be read.
pub async fn ready_for(
    task: NextTask,
    grants: &impl Grants,
    action: &mut Action,
) -> Result<Option<Grant>, StepError> {
    let Some(arn) = action.grant.clone() else {
        go_on(action, None);
        return Ok(None);
    };
    let Looked { grant, .. } = look(grants, action, &arn).await?;
    let Some(grant) = grant.filter(|_| action.next == task) else { return Ok(None) };
    if !bears_our_name(&grant) || !grants.grant_tags(&arn).await?.contains_key(TAG_KEY) {
        let reason = "the grant does not carry our name and tag: it is left alone".to_owned();
        end(action, ActionResult::Skipped, Some(Class::Foreign), reason);
        return Ok(None);
    }
    Ok(Some(grant))
}

/// Moves an action on from what was observed of its grant.
pub fn go_on(action: &mut Action, grant: Option<&Grant>) {
    let status = grant.map(|grant| &grant.status);
    action.wait_seconds = 0;
    if action.planned == Decision::Adopt {
        return adopted(action, grant);
    }
    let stale = grant.is_some_and(|grant| grant.version_number() < action.written_version);
    if stale {
        return wait(action);
    }
    if let Some(grant) = grant.filter(|grant| action.wish == Wish::Shared && grant.tells_of_a_conflict()) {
        let told = grant.status_reason.clone().unwrap_or_default();
        if action.activated && grant.status != GrantStatus::Active {
            return conflict(action, &told);
        }
    }
    match next_step(action.wish, status, action.recreations) {
        Next::Create => action.next = NextTask::Create,
        Next::Accept => action.next = NextTask::Accept,
        Next::Activate if action.activated => after_activation(action, grant),
        Next::Activate => action.next = NextTask::Activate,
        Next::Delete => action.next = NextTask::Delete,
        Next::Wait => wait(action),
        Next::Done => end(action, ActionResult::Done, None, action.reason.clone()),
        Next::Hold(hold) => held(action, grant, hold),
    }
}

/// Moves an adoption on. The tag is put on before the name, so a grant that bears our name has both.
fn adopted(action: &mut Action, grant: Option<&Grant>) {
    match grant.map(|grant| &grant.status) {
        None | Some(GrantStatus::Deleted | GrantStatus::Rejected) => {
            let reason = "the grant ended before it could be adopted".to_owned();
            end(action, ActionResult::Skipped, Some(Class::Gone), reason);
        }
        Some(GrantStatus::PendingWorkflow | GrantStatus::PendingDelete) => wait(action),
        Some(_) if grant.is_some_and(bears_our_name) => {
            end(action, ActionResult::Done, None, action.reason.clone());
        }
        Some(_) if action.written_version.is_some() => wait(action),
        Some(_) => action.next = NextTask::Adopt,
    }
}

/// An activation was sent and the grant reads DISABLED (again).
fn after_activation(action: &mut Action, grant: Option<&Grant>) {
    match grant.and_then(|grant| grant.status_reason.clone()) {
        Some(told) => {
            let reason = format!(
                "AWS did not activate the grant: {told}; put that right, then start a run for this account"
            );
            end(action, ActionResult::Failed, Some(Class::WorkflowFailed), reason);
        }
        None if action.polls < STALE_LOOKS_MAX => wait(action),
        None => {
            let reason =
                "the grant was activated and still reads DISABLED; the next pass looks again".to_owned();
            end(action, ActionResult::Waiting, Some(Class::NotReady), reason);
        }
    }
}

fn held(action: &mut Action, grant: Option<&Grant>, hold: Hold) {
    let mut reason = domain::plan::Reason::Held(hold).to_string();
    if let Some(told) = grant.and_then(|grant| grant.status_reason.as_deref()) {
        reason = format!("{reason} (AWS says: {told})");
    }
    end(action, ActionResult::Failed, Some(hold.into()), reason);
}

/// AWS refused a write because the account uses the product already, and keeps it. The ledger remembers it, so that not
/// every run asks again (P6).
///
/// # Errors
/// When the ledger cannot be written.
pub async fn refused_by_conflict(
    ledger: &impl Ledger,
    action: &mut Action,
    told: &str,
) -> Result<(), StepError> {
    let head = head(ledger, action).await?;
    ledger.set_head(&Head { conflict: true, ..head }).await?;
    conflict(action, told);
    Ok(())
}

/// AWS refused a share because licenses of such a product are not shared at all. The ledger remembers it, so that no run
/// tries again by itself (P6).
///
/// # Errors
/// When the ledger cannot be written.
pub async fn refused_for_good(
    ledger: &impl Ledger,
    action: &mut Action,
    told: &str,
) -> Result<(), StepError> {
    let head = head(ledger, action).await?;
    ledger.set_head(&Head { unshareable: true, ..head }).await?;
    let reason = format!(
        "AWS Marketplace does not allow to share this product (AWS says: {told}); to try again all the same, start a run \
         for it"
    );
    end(action, ActionResult::Skipped, Some(Class::Invalid), reason);
    Ok(())
}

/// The account uses the product already, and keeps it.
pub fn conflict(action: &mut Action, told: &str) {
    let reason = format!("{} (AWS says: {told})", domain::plan::Reason::InUse);
    end(action, ActionResult::Skipped, Some(Class::Conflict), reason);
}

/// AWS is at work: look again later, but not for ever.
pub fn wait(action: &mut Action) {
    if action.polls >= POLLS_MAX {
        let reason = "AWS is still at work on the grant; the next pass looks again".to_owned();
        return end(action, ActionResult::Waiting, Some(Class::NotReady), reason);
    }
    action.next = NextTask::Wait;
    action.wait_seconds = wait_seconds(action.polls);
}

/// The action is over.
pub fn end(action: &mut Action, result: ActionResult, class: Option<Class>, reason: String) {
    action.next = NextTask::Done;
    action.wait_seconds = 0;
    action.outcome = Some(Outcome { result, class, reason, grant: action.grant.clone() });
}

/// After a write: wait for AWS to do its part, from the first look on.
pub fn written(action: &mut Action, answer: &Written) {
    action.grant = Some(answer.arn.clone());
    action.written_version = answer.version.parse().ok();
    action.polls = 0;
    wait(action);
}

/// The head of a share, or that of one that never had a grant.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn head(ledger: &impl Ledger, action: &Action) -> Result<Head, StepError> {
    Ok(ledger.head(&action.share).await?.unwrap_or_else(|| Head {
        share: action.share.clone(),
        generation: 0,
        grant: None,
        version: None,
        failures: 0,
        deleted: false,
        conflict: false,
        unshareable: false,
        left_off: None,
    }))
}

/// Makes a mutating call that answers with the grant, with its entry in the ledger around it.
///
/// # Errors
/// As [`in_ledger`].
pub async fn recorded(
    ports: &impl GrantPorts,
    action: &Action,
    operation: &'static str,
    token: &str,
    call: impl Future<Output = ApiResult<Written>>,
) -> Result<ApiResult<Written>, StepError> {
    recorded_with(ports, action, operation, token, call, |written| written.request_id.clone()).await
}

/// Makes a mutating call on a grant, with its entry in the ledger around it. `request_id` finds the id of the request in the
/// answer.
///
/// # Errors
/// As [`in_ledger`].
pub async fn recorded_with<T>(
    ports: &impl GrantPorts,
    action: &Action,
    operation: &'static str,
    token: &str,
    call: impl Future<Output = ApiResult<T>>,
    request_id: impl FnOnce(&T) -> String,
) -> Result<ApiResult<T>, StepError> {
    let entry = LedgerEntry {
        share: action.share.clone(),
        at: ports.leasing().clock().now().to_string(),
        operation,
        token: token.to_owned(),
        run: action.run.clone(),
        account: action.account.clone(),
        product: action.product.as_ref().map(ToString::to_string).unwrap_or_default(),
        reason: action.reason.clone(),
        result: String::new(),
    };
    let about = tracing::info_span!("write", operation, account = %entry.account, product = entry.product);
    let record = async |result| ports.ledger().record(&LedgerEntry { result, ..entry.clone() }).await;
    in_ledger(record, call, request_id).instrument(about).await
}
