//! Asking a person: writes down what is asked, and finds what was asked and what an answer allows.

use std::collections::BTreeSet;

use domain::approval::{Answered, Decision, Question, QuestionName, Record, records_of};
use domain::report::console;
use domain::run::Run;

use crate::error::{StepError, bug};
use crate::files;
use crate::listing::whole;
use crate::ports::Store;

/// Writes down what is asked, and puts it as people are told it. `plan` is where the plan lies in the state bucket.
///
/// # Errors
/// When the bucket does not take it.
pub(crate) async fn ask(
    store: &impl Store,
    record: &Record,
    subject: &str,
    plan: &str,
) -> Result<Question, StepError> {
    files::write(store, &record.key(), record).await?;
    let page = console::page(record.run.as_str()).unwrap_or_else(|| record.run.to_string());
    Ok(record.question(subject, &format!("{plan} in the state bucket; the run: {page}")))
}

/// Asks what a plan asks, unless it was asked before: a step that is delivered again finds the record and leaves it as it is,
/// for the run may wait already.
///
/// # Errors
/// When the bucket cannot be read, or does not take it.
pub(crate) async fn ask_once(
    store: &impl Store,
    record: Record,
    subject: &str,
    plan: &str,
) -> Result<Question, StepError> {
    let asked = files::read_if_there(store, &record.key()).await?.unwrap_or(record);
    ask(store, &asked, subject, plan).await
}

/// The name of the question of a pass: each asks once at the most.
///
/// # Errors
/// `Bug` if there is no such name.
pub(crate) fn of_pass(pass: u32) -> Result<QuestionName, StepError> {
    format!("pass-{pass:02}").parse().map_err(|error| bug("the question's name", &error))
}

/// What a pass asked, and how that was answered; `None` if it asked nothing.
///
/// # Errors
/// When the record of the question cannot be read.
pub(crate) async fn asked_in_pass(
    store: &impl Store,
    run: &Run,
    pass: u32,
) -> Result<Option<Record>, StepError> {
    files::read_if_there(store, &of_pass(pass)?.key(run.execution.name())).await
}

/// All that people approved in a run so far.
///
/// # Errors
/// When the records cannot be read.
pub(crate) async fn approved(store: &impl Store, run: &Run) -> Result<BTreeSet<String>, StepError> {
    let asked = records(store, run.execution.name()).await?;
    let is_approved = |record: &Record| {
        record.answered.as_ref().is_some_and(|answered| answered.decision == Decision::Approve)
    };
    Ok(asked.into_iter().filter(is_approved).flat_map(|record| record.covers).collect())
}

/// What an answer allows: nothing unless somebody approved.
///
/// # Errors
/// When the record of the question cannot be read.
pub(crate) async fn allowed(
    store: &impl Store,
    run: &Run,
    question: Option<&Question>,
    answer: Option<&Answered>,
) -> Result<BTreeSet<String>, StepError> {
    let approval = answer.filter(|answer| answer.decision == Decision::Approve);
    let (Some(_), Some(question)) = (approval, question) else { return Ok(BTreeSet::new()) };
    let record: Record = files::read(store, &question.name.key(run.execution.name())).await?;
    Ok(record.covers)
}

/// All that a run asked so far.
///
/// # Errors
/// When the bucket cannot be listed, or a record not read.
pub(crate) async fn records(store: &impl Store, run: &str) -> Result<Vec<Record>, StepError> {
    let prefix = records_of(run);
    let keys = whole(async |token| store.keys(&prefix, token).await).await?;
    let mut records = Vec::new();
    for key in keys.items() {
        records.push(files::read(store, key).await?);
    }
    Ok(records)
}
