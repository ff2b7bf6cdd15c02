//! Finish: frees the lease, unless somebody asked to look again, and ends the run as what it was.
//!
//! It is this Task that fails when accounts failed, uncaught on purpose: so the run is red with their names.

use domain::limits::NAMES_SHOWN_MAX;
use domain::run::Run;
use serde::{Deserialize, Serialize};

use crate::error::{StepError, invalid};
use crate::ports::Lease;
use crate::report;

/// What the run came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The run.
    pub run: Run,
    /// What the report step answered.
    pub report: report::Answer,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// The run is over and was successful.
    End,
    /// Somebody asked to look again while the run was at work.
    LookAgain,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What follows.
    pub next: Next,
}

/// Ends the run.
///
/// # Errors
/// `AccountsFailed` with the names; `Invalid` when the guard stopped the run.
pub async fn run(lease: &impl Lease, request: Request) -> Result<Answer, StepError> {
    let Request { run, report } = request;
    let freed = lease.release(&run.execution).await?;
    if !freed && lease.clear_dirty(&run.execution).await? {
        return Ok(Answer { next: Next::LookAgain });
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
            report.rerun
        )));
    }
    Ok(Answer { next: Next::End })
}
