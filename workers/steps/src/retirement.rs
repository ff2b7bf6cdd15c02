//! Retirement: what the steps do differently in a run that takes everything back (P12). Most they do as in any other run.
//!
//! Nothing is taken back that no person approved: what was, is read from the records of the questions, so it holds for every
//! later pass of the run, and for nothing that came since.

use std::collections::BTreeSet;

use domain::approval::{Decision, Question, QuestionName, Record};
use domain::guard::Verdict;
use domain::limits::PASSES_MAX;
use domain::plan::{Plan, Progress, retirement};
use domain::report::{ActionResult, Class, Report, Row};
use domain::retire::{Aftermath, judge, record, refusal};
use domain::run::Run;

use crate::asking;
use crate::diff::{Answer, Next, PLAN_TEXT, planned};
use crate::error::{StepError, bug, invalid};
use crate::files;
use crate::ports::Store;
use crate::snapshot::{GRANTS, SeenGrants};

/// Diff, of a run that retires.
pub(crate) async fn run(
    store: &impl Store,
    run: &Run,
    pass: u32,
    first_pass: u32,
    progress: &Progress,
) -> Result<Answer, StepError> {
    let hub = run.execution.account().map_err(|error| invalid(error.to_string()))?;
    let SeenGrants { grants, .. } = files::read(store, &run.pass_key(pass, GRANTS)).await?;
    let plan = retirement(&hub, &grants, progress);
    let verdict = match run.request.plan_only {
        true => Verdict::Go,
        false => judge(&plan, &approved(store, run).await?),
    };
    let next = if run.request.plan_only {
        Next::Report
    } else if verdict != Verdict::Go {
        Next::Ask
    } else if plan.counts.actions() > 0 && pass < first_pass + PASSES_MAX {
        Next::Apply
    } else {
        Next::Stop
    };
    let question = match (&verdict, next) {
        (Verdict::Ask(reasons), Next::Ask) => Some(ask(store, run, pass, &plan, reasons.clone()).await?),
        _ => None,
    };
    let nothing_left = plan.counts.actions() + plan.counts.hold == 0;
    let remove_guard_rail = next == Next::Stop && run.request.remove_guard_rail && nothing_left;
    Ok(Answer { question, remove_guard_rail, ..planned(store, run, pass, &plan, verdict, next).await? })
}

/// The grants that a person allowed this run to take back.
async fn approved(store: &impl Store, run: &Run) -> Result<BTreeSet<String>, StepError> {
    let asked = asking::records(store, run.execution.name()).await?;
    let is_approved = |record: &Record| {
        record.answered.as_ref().is_some_and(|answered| answered.decision == Decision::Approve)
    };
    Ok(asked.into_iter().filter(is_approved).flat_map(|record| record.covers).collect())
}

/// Writes down what is asked. A step that is delivered again finds it, and leaves it as it is: the run may wait already.
async fn ask(
    store: &impl Store,
    run: &Run,
    pass: u32,
    plan: &Plan<'_>,
    reasons: Vec<String>,
) -> Result<Question, StepError> {
    let name = question_name(pass)?;
    let asked = files::read_if_there(store, &name.key(run.execution.name())).await?;
    let record = asked.unwrap_or_else(|| record(&run.execution, name, plan, reasons));
    let subject = "Marketplace Steward asks before it takes everything back";
    asking::ask(store, &record, subject, &run.pass_key(pass, PLAN_TEXT)).await
}

/// Each pass asks once at the most.
fn question_name(pass: u32) -> Result<QuestionName, StepError> {
    format!("pass-{pass:02}").parse().map_err(|error| bug("the question's name", &error))
}

/// Puts into the report how a retirement ended, and says what of it is left: each grant of ours with why, and what could not
/// be stopped.
pub(crate) async fn conclude(
    store: &impl Store,
    run: &Run,
    report: &mut Report,
    untouched: bool,
    aftermath: Option<&Aftermath>,
) -> Result<Vec<String>, StepError> {
    if !report.stopped.is_empty() {
        let key = question_name(report.run.passes)?.key(run.execution.name());
        let record: Option<Record> = files::read_if_there(store, &key).await?;
        report.stopped = vec![refusal(record.as_ref(), untouched)];
        return Ok(Vec::new());
    }
    let Some(aftermath) = aftermath else { return Ok(Vec::new()) };
    report.notes.extend(aftermath.notes(run.request.remove_guard_rail));
    let left = report.outcomes.iter().filter(|row| is_left(row)).map(crate::report::told);
    Ok(left.chain(aftermath.problems()).collect())
}

/// Whether a grant of ours is still there. Rows about grants of others are told, and not left.
fn is_left(row: &Row) -> bool {
    row.result != ActionResult::Done && row.class != Some(Class::Foreign)
}
