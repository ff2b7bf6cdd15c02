//! Report: puts the run into words, keeps what the Catalog refused, and tells the management side.
//!
//! Each round of a run writes it anew; delivered twice, a round writes the same again. A run that is to end after its plan
//! leaves a report and nothing else.

use domain::experience::progress::Progress;
use domain::experience::report::{End, Ended, Outcome, Report, conclude, markdown};
use domain::experience::text::plans_markdown;
use domain::limits::NAMES_SHOWN_MAX;
use domain::report::{Class, MapRuns, RunHead};
use domain::run::{Only, Run};
use serde::{Deserialize, Serialize};

use super::item::ExperienceItem;
use super::past::Past;
use super::{fetched, keys, quarantine};
use crate::error::{ErrorClass, StepError, bug};
use crate::files;
use crate::ports::experiences::Telling;
use crate::ports::{Clock, Store};
use crate::report::{Answer, Rows};
use crate::settle::MAP_RUNS;

/// Characters of a reason that go into the state.
const REASON_CHARACTERS_MAX: usize = 300;

/// Which round is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The run.
    pub run: Run,
    /// The pass.
    pub pass: u32,
    /// The map run of its experiences, where the engine says so.
    #[serde(default)]
    pub map_run: Option<String>,
}

/// What became of the experiences of a pass, and what is known of each.
type Seen = (Vec<Outcome>, Vec<Option<Progress>>);

/// Writes the report.
///
/// # Errors
/// When the bucket cannot be read or written, or the management side did not answer.
pub async fn run(
    store: &impl Store,
    telling: &impl Telling,
    clock: &impl Clock,
    member: &str,
    request: Request,
) -> Result<Answer, StepError> {
    let Request { run, pass, map_run } = request;
    let fetched = fetched::read(store, &run, pass).await?;
    let (outcomes, progress) = seen(store, &run, pass).await?;
    let map_runs = remember(store, &run, pass, map_run).await?;
    let head = RunHead::of(&run, pass, &map_runs);
    let mut report = Report::of(head, member, &fetched.head, outcomes);
    if !run.request.plan_only {
        quarantine::keep(store, &report, &progress).await?;
        report.notes.extend(tell(telling, &report, clock.now().to_string()).await?);
    }

    let key = run.key(keys::REPORT);
    files::write(store, &key, &report).await?;
    let text = markdown(&report).map_err(|error| bug("the report", &error))?;
    files::write_text(store, &run.key(keys::REPORT_TEXT), text, files::MARKDOWN).await?;
    let plans: Vec<_> = progress
        .into_iter()
        .flatten()
        .map(|progress| (progress.first.plan, progress.first.verdict))
        .collect();
    let text = plans_markdown(run.execution.name(), &fetched.head, &plans);
    files::write_text(store, &run.key(keys::PLANS_TEXT), text, files::MARKDOWN).await?;
    Ok(answer(key, &report))
}

/// Reads what became of every experience of the pass.
async fn seen(store: &impl Store, run: &Run, pass: u32) -> Result<Seen, StepError> {
    let items: Vec<ExperienceItem> = files::read(store, &keys::items(run, pass)).await?;
    let (mut outcomes, mut all) = (Vec::new(), Vec::new());
    for item in items {
        let outcome = files::read_if_there(store, &keys::outcome(run, pass, &item.experience)).await?;
        outcomes.push(match outcome {
            Some(outcome) => outcome,
            None => without_outcome(store, &item).await?,
        });
        all.push(files::read_if_there(store, &keys::progress(run, pass, &item.experience)).await?);
    }
    Ok((outcomes, all))
}

/// A child that ended before it could say how.
async fn without_outcome(store: &impl Store, item: &ExperienceItem) -> Result<Outcome, StepError> {
    let reason = "its child execution ended without an outcome; look at it on the page of the map run, and report this";
    let Past { progress, work, .. } = Past::read(store, item).await?;
    Ok(conclude(End {
        assignment: &item.assignment(),
        progress: progress.as_ref(),
        work: work.as_ref(),
        failure: Some((Class::Bug, reason.to_owned())),
        question: None,
        answer: None,
        plan_only: item.run.request.plan_only,
        child: None,
    }))
}

/// The map runs of all passes.
async fn remember(
    store: &impl Store,
    run: &Run,
    pass: u32,
    map_run: Option<String>,
) -> Result<MapRuns, StepError> {
    let mut map_runs: MapRuns = files::read_if_there(store, &run.key(MAP_RUNS)).await?.unwrap_or_default();
    if let Some(map_run) = map_run {
        map_runs.insert(pass, map_run);
        files::write(store, &run.key(MAP_RUNS), &map_runs).await?;
    }
    Ok(map_runs)
}

/// Tells the management side; or says why that was not possible. What did not arrive is sent again by the state machine.
async fn tell(telling: &impl Telling, report: &Report, at: String) -> Result<Option<String>, StepError> {
    let Err(error) = telling.tell(&report.record(at)).await else { return Ok(None) };
    let error = StepError::from(error);
    if error.name() == ErrorClass::Throttled.name() {
        return Err(error);
    }
    Ok(Some(format!("the management side was not told of this run: {error}")))
}

fn answer(key: String, report: &Report) -> Answer {
    let failed = report.experiences.iter().filter(|outcome| outcome.ended.is_failure());
    let in_words = failed.map(|outcome| {
        let class = match (outcome.class, outcome.ended) {
            (Some(class), Ended::Failed) => format!(" {class:?}"),
            _ => String::new(),
        };
        format!("experience {} ({}):{class} {}", outcome.experience, outcome.name, outcome.reason)
    });
    let short = |text: String| text.chars().take(REASON_CHARACTERS_MAX).collect();
    let failures = report.notes.iter().cloned().chain(in_words).take(NAMES_SHOWN_MAX).map(short).collect();
    let notes = u32::try_from(report.notes.len()).unwrap_or(u32::MAX);
    Answer {
        key,
        summary: report.summary,
        stopped: Vec::new(),
        failed: report.summary.failed.saturating_add(notes),
        failures,
        retry: Only::default(),
        not_found: Vec::new(),
        needs_everything: false,
        rows: Rows::Experiences,
    }
}
