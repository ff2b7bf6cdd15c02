//! Asking a person before anything is fixed, and what the answer covers.

use std::collections::BTreeSet;

use domain::approval::Record;
use domain::limits::NAMES_SHOWN_MAX;
use domain::setup::finding::Finding;
use domain::setup::planned::{Planned, questions};

use super::item::{Next, SetupItem, short};
use super::keys;
use crate::asking;
use crate::error::{StepError, bug};
use crate::ports::Store;

/// Characters of a reason: the question travels in the state.
const REASON_CHARACTERS_MAX: usize = 400;

/// Whether every call of the plan was approved.
pub(super) async fn is_approved(
    store: &impl Store,
    item: &SetupItem,
    plan: &[Planned],
) -> Result<bool, StepError> {
    let (question, answer) = (item.question.as_ref(), item.answer.as_ref());
    let allowed = asking::allowed(store, &item.run, question, answer).await?;
    Ok(plan.iter().all(|planned| allowed.contains(&planned.call)))
}

/// Writes down what is asked.
pub(super) async fn ask(
    store: &impl Store,
    item: SetupItem,
    findings: &[Finding],
    plan: &[Planned],
) -> Result<SetupItem, StepError> {
    let name = format!("setup-{:02}", item.pass).parse();
    let name = name.map_err(|error| bug("the question's name", &error))?;
    let covers: BTreeSet<String> = plan.iter().map(|planned| planned.call.clone()).collect();
    let reasons = questions(findings)
        .iter()
        .map(|reason| short(reason, REASON_CHARACTERS_MAX))
        .take(NAMES_SHOWN_MAX)
        .collect();
    let record = Record::new(&item.run.execution, name, reasons, covers);
    let calls = if plan.len() == 1 { "1 call".to_owned() } else { format!("{} calls", plan.len()) };
    let subject = format!("Marketplace Steward asks before setup makes {calls}");
    let question = asking::ask(store, &record, &subject, &keys::plan_text(&item.run, item.pass)).await?;
    Ok(SetupItem { next: Next::Ask, question: Some(question), answer: None, ..item })
}
