//! Conclude the target: keeps what became of one item's actions, and turns its child execution red if one failed.
//!
//! The item comes with the ARN of the child, so that the report can link it.

use domain::report::{ActionResult, Class, Outcome};
use domain::work::{Action, Caught, Item};
use serde::{Deserialize, Serialize};

use crate::caught;
use crate::error::StepError;
use crate::files;
use crate::outcomes;
use crate::ports::Store;

/// The answer of an item without a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The account.
    pub account: String,
    /// Actions that are done.
    pub done: usize,
    /// Actions that wait.
    pub waiting: usize,
    /// Actions that were left alone on purpose.
    pub skipped: usize,
}

/// Keeps the outcomes.
///
/// # Errors
/// `AccountFailed` with the account and what failed; the child execution ends red with it, on purpose.
pub async fn run(store: &impl Store, mut item: Item) -> Result<Answer, StepError> {
    for action in &mut item.actions {
        if let Some(caught) = action.failure.take() {
            action.outcome = Some(failure(action, &caught));
        }
        action.outcome.get_or_insert_with(|| unfinished(&action.reason));
    }
    files::write(store, &outcomes::key(&item), &item).await?;

    let failed: Vec<String> = item
        .actions
        .iter()
        .filter_map(|action| Some((action, action.outcome.as_ref()?)))
        .filter(|(_, outcome)| outcome.result == ActionResult::Failed)
        .map(|(action, outcome)| format!("{}: {}", action.product(), outcome.reason))
        .collect();
    if !failed.is_empty() {
        return Err(StepError::account_failed(format!(
            "account {} ({}): {}",
            item.account,
            item.account_name,
            failed.join("; ")
        )));
    }
    let count = |result| {
        item.actions
            .iter()
            .filter(|action| action.outcome.as_ref().is_some_and(|it| it.result == result))
            .count()
    };
    Ok(Answer {
        account: item.account.to_string(),
        done: count(ActionResult::Done),
        waiting: count(ActionResult::Waiting),
        skipped: count(ActionResult::Skipped),
    })
}

fn failure(action: &Action, caught: &Caught) -> Outcome {
    let (class, reason) = caught::read(caught);
    Outcome { result: ActionResult::Failed, class: Some(class), reason, grant: action.grant.clone() }
}

fn unfinished(planned_because: &str) -> Outcome {
    Outcome {
        result: ActionResult::Failed,
        class: Some(Class::Bug),
        reason: format!(
            "the action ended without an outcome; report this. It was planned because {planned_because}"
        ),
        grant: None,
    }
}
