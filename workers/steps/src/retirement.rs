//! Retirement: what the steps do differently in a run that takes everything back (P12). Most they do as in any other run.
//!
//! Nothing is taken back that no person approved: what was, is read from the records of the questions, so it holds for every
//! later pass of the run, and for nothing that came since.

use domain::approval::Question;
use domain::guard::Verdict;
use domain::limits::PASSES_MAX;
use domain::plan::{Plan, Progress, retirement};
use domain::report::{ActionResult, Class, Report, Row};
use domain::retire::{Aftermath, judge, record, refusal};
use domain::run::Run;

use crate::asking;
use crate::diff::{Answer, Next, PLAN_TEXT, planned};
use crate::error::{StepError, invalid};
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
        false => judge(&plan, &progress.approved),
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
    Ok(Answer { question, remove_guard_rail, ..planned(store, run, pass, &plan, verdict, None, next).await? })
}

async fn ask(
    store: &impl Store,
    run: &Run,
    pass: u32,
    plan: &Plan<'_>,
    reasons: Vec<String>,
) -> Result<Question, StepError> {
    let record = record(&run.execution, asking::of_pass(pass)?, plan, reasons);
    let subject = "Marketplace Steward asks before it takes everything back";
    asking::ask_once(store, record, subject, &run.pass_key(pass, PLAN_TEXT)).await
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
        let record = asking::asked_in_pass(store, run, report.run.passes).await?;
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
