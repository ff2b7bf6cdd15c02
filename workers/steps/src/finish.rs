//! Finish: frees the lease, unless somebody asked to look again, and ends the run as what it was.
//!
//! It is this Task that fails when accounts failed, uncaught on purpose: so the run is red with their names.

use std::collections::BTreeSet;

use domain::limits::NAMES_SHOWN_MAX;
use domain::run::{Only, Run};
use serde::{Deserialize, Serialize};

use crate::error::{StepError, invalid};
use crate::ports::Lease;
use crate::report;
use crate::take_lease::request_of;

/// What the run came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The run.
    pub run: Run,
    /// What the report step answered.
    pub report: report::Answer,
    /// The marks on the lease that this round answered for.
    pub seen: BTreeSet<String>,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "next")]
pub enum Answer {
    /// The run is over and was successful.
    End,
    /// Somebody asked to look again while the run was at work.
    LookAgain {
        /// The run, with what the next round looks at.
        run: Run,
        /// The marks that the next round answers for.
        seen: BTreeSet<String>,
    },
}

/// Ends the run.
///
/// # Errors
/// `AccountsFailed` with the names; `Invalid` when the guard stopped the run.
pub async fn run(lease: &impl Lease, request: Request) -> Result<Answer, StepError> {
    let Request { run, report, seen } = request;
    if !run.request.plan_only && !lease.release(&run.execution, &seen).await? {
        let state = lease.read().await?;
        if state.holder.as_ref() == Some(&run.execution) {
            let run = Run { request: request_of(&state.dirty), ..run };
            return Ok(Answer::LookAgain { run, seen: state.dirty });
        }
    }
    if !report.stopped.is_empty() {
        return Err(invalid(format!(
            "the guard stopped the run before the first write: {}",
            report.stopped.join("; ")
        )));
    }
    if report.failed > 0 {
        let more = report.failed.saturating_sub(u32::try_from(NAMES_SHOWN_MAX).unwrap_or(u32::MAX));
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        return Err(StepError::accounts_failed(format!(
            "{} failed: {}{more}. The report is {}. When the cause is gone, start a run with {}",
            report.failed,
            report.failures.join("; "),
            report.key,
            rerun(&report.retry)
        )));
    }
    Ok(Answer::End)
}

/// The input that runs the failed accounts again.
fn rerun(retry: &Only) -> String {
    if retry.accounts.is_empty() {
        return "{}".to_owned();
    }
    serde_json::json!({ "only": { "accounts": retry.accounts } }).to_string()
}
