//! Settle: takes stock after Apply, so that the next pass does not try again what cannot succeed in this run.
//!
//! It counts from the outcomes of the whole run each time, so a second delivery changes nothing.

use domain::life_cycle::Wish;
use domain::plan::Progress;
use domain::report::{ActionResult, Class, MapRuns};
use domain::run::Run;
use domain::work::{Action, NextTask};
use serde::{Deserialize, Serialize};

use crate::diff::PROGRESS;
use crate::error::StepError;
use crate::files;
use crate::outcomes;
use crate::ports::Store;

/// Seconds before the next look when all is done: listings lag behind writes by seconds to minutes.
const LISTINGS_LAG_SECONDS: u32 = 30;
/// Seconds before the next look when AWS is still at work.
const STILL_AT_WORK_SECONDS: u32 = 300;

/// Where the map runs of a run are kept, for its report.
pub const MAP_RUNS: &str = "map-runs.json";

/// Which pass is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The run.
    pub run: Run,
    /// The pass.
    pub pass: u32,
    /// The pass with which the present round began.
    pub first_pass: u32,
    /// The map run that applied it, where the engine says so.
    #[serde(default)]
    pub map_run: Option<String>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Seconds to wait before the next pass.
    pub wait_seconds: u32,
    /// Actions of this pass that failed.
    pub failed: u32,
    /// Actions of this pass that wait for AWS or for a member account.
    pub waiting: u32,
}

/// Takes stock.
///
/// # Errors
/// When the bucket cannot be read or written.
pub async fn run(store: &impl Store, request: Request) -> Result<Answer, StepError> {
    let Request { run, pass, first_pass, map_run } = request;
    if let Some(map_run) = map_run {
        let mut map_runs: MapRuns =
            files::read_if_there(store, &run.key(MAP_RUNS)).await?.unwrap_or_default();
        map_runs.insert(pass, map_run);
        files::write(store, &run.key(MAP_RUNS), &map_runs).await?;
    }
    let mut progress = Progress::default();
    let mut answer = Answer { wait_seconds: LISTINGS_LAG_SECONDS, failed: 0, waiting: 0 };
    for ended in outcomes::read_all(store, &run).await? {
        for action in &ended.actions {
            if action.revoked || may_have_revoked(action) {
                progress.revocations += action.loses;
            }
            let Some(outcome) = &action.outcome else { continue };
            let foreign = action.grant.clone().filter(|_| outcome.class == Some(Class::Foreign));
            progress.foreign.extend(foreign);
            if ended.pass >= first_pass && outcome.is_final_in_run() {
                progress.held.insert(action.share.clone(), outcome.reason.clone());
            }
            if ended.pass == pass {
                answer.failed += u32::from(outcome.result == ActionResult::Failed);
                answer.waiting += u32::from(outcome.result == ActionResult::Waiting);
                if outcome.result == ActionResult::Waiting && !outcome.is_final_in_run() {
                    answer.wait_seconds = STILL_AT_WORK_SECONDS;
                }
            }
        }
    }
    files::write(store, &run.key(PROGRESS), &progress).await?;
    Ok(answer)
}

/// Whether nobody knows if the grant was taken back: its deletion ended without an answer. The guard counts it (P4).
fn may_have_revoked(action: &Action) -> bool {
    let class = action.outcome.as_ref().and_then(|outcome| outcome.class);
    action.wish == Wish::Revoked
        && action.next == NextTask::Delete
        && matches!(class, Some(Class::Throttled | Class::Bug))
}
