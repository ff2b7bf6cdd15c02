//! The guard in a run that shares: what it asks a person, and how the end of such a run is told.

use domain::approval::{Question, Record};
use domain::guard::{Verdict, covers};
use domain::plan::Plan;
use domain::report::{PlanFile, Report};
use domain::run::Run;

use crate::asking;
use crate::diff::PLAN_TEXT;
use crate::error::StepError;
use crate::ports::Store;

/// Writes down what is asked about a plan.
///
/// # Errors
/// When the bucket does not take it.
pub(crate) async fn ask(
    store: &impl Store,
    run: &Run,
    pass: u32,
    plan: &Plan<'_>,
    reasons: Vec<String>,
) -> Result<Question, StepError> {
    let record = Record::new(&run.execution, asking::of_pass(pass)?, reasons, covers(plan, &run.request));
    let subject = "Marketplace Steward asks before it takes back or exchanges grants";
    asking::ask_once(store, record, subject, &run.pass_key(pass, PLAN_TEXT)).await
}

/// A plan that nobody is asked about, since it is not applied, is not stopped by the question; it notes it.
pub(crate) fn unasked(run: &Run, mut plan: PlanFile) -> PlanFile {
    if run.request.plan_only
        && let Verdict::Ask(reasons) = &plan.verdict
    {
        plan.notes.extend(
            reasons.iter().map(|reason| format!("A run that applies this asks a person first: {reason}")),
        );
        plan.verdict = Verdict::Go;
    }
    plan
}

/// Puts into the report how the question of its last pass was answered, where the run ended with one.
///
/// # Errors
/// When the record of the question cannot be read.
pub(crate) async fn conclude(
    store: &impl Store,
    run: &Run,
    plan: &PlanFile,
    report: &mut Report,
    untouched: bool,
) -> Result<(), StepError> {
    let Verdict::Ask(reasons) = &plan.verdict else { return Ok(()) };
    let record = asking::asked_in_pass(store, run, plan.pass).await?;
    let how = match record.and_then(|record| record.answered) {
        Some(answered) => format!("the question was {answered}"),
        None => "nobody answered the question within a day".to_owned(),
    };
    let written = if untouched { "nothing was written" } else { "nothing more was written" };
    report.stopped = vec![format!(
        "{how}, and {written}: {}; to be asked anew, redrive this run or start another one",
        reasons.join("; ")
    )];
    Ok(())
}
