//! Check the grant after a wait, and say what is next.
//!
//! A grant for an OU or the organization is believed by its parts alone ([`crate::worth`]).

use domain::life_cycle::Wish;
use domain::report::ActionResult;
use domain::work::{Action, NextTask};

use crate::error::{ErrorClass, StepError};
use crate::ports::{Grants, Head, Ledger};
use crate::worth::{Looked, look};
use crate::writing::head;

/// Looks at it.
///
/// # Errors
/// When it cannot be read.
pub async fn run(
    grants: &impl Grants,
    ledger: &impl Ledger,
    mut action: Action,
) -> Result<Action, StepError> {
    if action.next != NextTask::Wait {
        // The step before already knew what is next; the state machine comes by here to save itself a Choice.
        return Ok(action);
    }
    let Some(arn) = action.grant.clone() else {
        return Err(StepError::new(
            ErrorClass::Bug,
            "an action without a grant came to be checked; report this",
        ));
    };
    action.polls += 1;
    let Looked { left_off, .. } = look(grants, &mut action, &arn).await?;
    let shared = action.wish == Wish::Shared
        && action.next == NextTask::Done
        && action.outcome.as_ref().is_some_and(|outcome| outcome.result == ActionResult::Done);
    let is_area = action.share.principal.account().is_none();
    if shared && (action.recreations > 0 || is_area) {
        let head = head(ledger, &action).await?;
        // It worked after all: the next failure of its workflow begins to count anew. Where it is off now, it stays off
        // until others join.
        let settled = Head { failures: 0, left_off, ..head.clone() };
        if settled != head {
            ledger.set_head(&settled).await?;
        }
    }
    Ok(action)
}
