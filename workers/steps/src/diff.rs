//! Diff: compares what should be with what this pass observed, and says what follows.
//!
//! The work is [`domain::plan::plan`]'s and [`domain::guard::judge`]'s; this step reads their input and writes their
//! output. Only counts and keys go into the state. A run that retires has a plan of its own ([`crate::retirement`]), and so
//! has one that adopts, over which nobody is asked: it was a person who started it.

use domain::approval::Question;
use domain::guard::{Verdict, judge};
use domain::limits::PASSES_MAX;
use domain::plan::{Counts, Plan, Progress, adoption, plan};
use domain::report::{plan_file, plan_markdown};
use domain::run::Run;
use domain::work::items;
use serde::{Deserialize, Serialize};

use crate::error::StepError;
use crate::files;
use crate::guarded;
use crate::policy_file::{PolicyFile, of_round};
use crate::ports::Store;
use crate::snapshot::{self, PLAN, PassRequest};
use crate::{asking, retirement};

/// The plan of a pass for people.
pub(crate) const PLAN_TEXT: &str = "plan.md";
/// Where a run keeps what it did so far.
pub const PROGRESS: &str = "progress.json";

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Read the tags of doubtful accounts at their source, then diff again.
    LookCloser,
    /// Apply the work list.
    Apply,
    /// Tell that what was observed is not what is wanted: something is to change, and the run is to plan only.
    Drift,
    /// There is nothing (more) to do, or nothing may be done.
    Report,
    /// Ask a person before anything is written.
    Ask,
    /// Retiring: nothing is left that this run could take back; stop what starts runs, then report.
    Stop,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What follows.
    pub next: Next,
    /// How many lines of which kind.
    pub counts: Counts,
    /// Items of the work list.
    pub items: usize,
    /// Where the work list lies.
    pub work_key: String,
    /// Where the plan lies.
    pub plan_key: String,
    /// What a person is asked, when that is what follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// Retiring: whether setup is to remove the guard rail now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub remove_guard_rail: bool,
}

/// Makes the plan.
///
/// # Errors
/// `Invalid` for a policy file with a mistake; `Bug` when an observation cannot be read back.
pub async fn run(store: &impl Store, request: PassRequest) -> Result<Answer, StepError> {
    let PassRequest { run, pass, first_pass } = request;
    let mut progress: Progress = files::read_if_there(store, &run.key(PROGRESS)).await?.unwrap_or_default();
    if pass == first_pass {
        // A new round: somebody asked for it, or acted and redrove the run.
        progress.held.clear();
    }
    progress.approved = asking::approved(store, &run).await?;
    if run.request.retire {
        return retirement::run(store, &run, pass, first_pass, &progress).await;
    }
    let observation = snapshot::read(store, &run, pass).await?;
    let round = Round { store, run: &run, pass, first_pass };
    if let Some(adopt) = &run.request.adopt {
        let plan = adoption(&observation.hub, adopt, &observation.licenses, &observation.grants, &progress);
        return round.planned(&plan, Verdict::Go, None).await;
    }
    let PolicyFile { policy, digest } = of_round(store, &run, pass, first_pass).await?;
    let plan = plan(&policy, &observation, &run.request, &progress);
    let verdict = judge(&plan, &progress, policy.guard, &run.request);
    round.planned(&plan, verdict, digest.as_deref()).await
}

/// Where a run that shares or adopts stands.
struct Round<'a, S> {
    store: &'a S,
    run: &'a Run,
    pass: u32,
    first_pass: u32,
}

impl<S: Store> Round<'_, S> {
    /// Writes the plan, and says what follows from it.
    async fn planned(
        &self,
        plan: &Plan<'_>,
        verdict: Verdict,
        policy_digest: Option<&str>,
    ) -> Result<Answer, StepError> {
        let Self { store, run, pass, .. } = *self;
        let next = self.next(plan, &verdict);
        let question = match (&verdict, next) {
            (Verdict::Ask(reasons), Next::Ask) => {
                Some(guarded::ask(store, run, pass, plan, reasons.clone()).await?)
            }
            _ => None,
        };
        Ok(Answer { question, ..planned(store, run, pass, plan, verdict, policy_digest, next).await? })
    }

    fn next(&self, plan: &Plan<'_>, verdict: &Verdict) -> Next {
        let plan_only = self.run.request.plan_only;
        if !plan.doubtful.is_empty() {
            Next::LookCloser
        } else if plan_only && plan.counts.changes() > 0 {
            Next::Drift
        } else if plan_only {
            Next::Report
        } else {
            match verdict {
                Verdict::Ask(_) => Next::Ask,
                Verdict::Go if plan.counts.actions() > 0 && self.pass < self.first_pass + PASSES_MAX => {
                    Next::Apply
                }
                Verdict::Go | Verdict::Stop(_) => Next::Report,
            }
        }
    }
}

/// Writes the plan, and its work list if it is to be applied.
pub(crate) async fn planned(
    store: &impl Store,
    run: &Run,
    pass: u32,
    plan: &Plan<'_>,
    verdict: Verdict,
    policy_digest: Option<&str>,
    next: Next,
) -> Result<Answer, StepError> {
    let items = if next == Next::Apply { items(plan, run, pass) } else { Vec::new() };
    let (work_key, plan_key) = (run.pass_key(pass, "work.json"), run.pass_key(pass, PLAN));
    let file = plan_file(plan, verdict, policy_digest, run, pass);
    files::write(store, &plan_key, &file).await?;
    files::write_text(store, &run.pass_key(pass, PLAN_TEXT), plan_markdown(&file), files::MARKDOWN).await?;
    if next == Next::Apply {
        files::write(store, &work_key, &items).await?;
    }
    let (counts, items) = (plan.counts, items.len());
    Ok(Answer { next, counts, items, work_key, plan_key, question: None, remove_guard_rail: false })
}
