//! Finish: frees the lease, unless somebody asked to look again, and ends the run as what it was.
//!
//! It is this Task that fails when accounts or experiences failed, uncaught on purpose: so the run is red with their
//! names, and a redrive from the console begins here. A redriven `Finish` takes the lease again and sends the run back to
//! what failed.

use std::collections::BTreeSet;

use domain::door::Machine;
use domain::lease::{self, Round, RoundEnd};
use domain::limits::NAMES_SHOWN_MAX;
use domain::report::rerun_input;
use domain::run::{Only, Run, RunRequest};
use serde::{Deserialize, Serialize};

use crate::error::{StepError, invalid};
use crate::fence::{LOOKS_MAX, changes_hands, resume};
use crate::ports::{Lease, LeasePorts};
use crate::report::{self, Rows};

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
    /// Whether somebody redrove the run.
    #[serde(default)]
    pub redrives: Redrives,
}

/// How often a run was redriven.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redrives {
    /// Until now, as Step Functions counts.
    pub now: u32,
    /// When the present round began.
    pub answered: u32,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "next")]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made at the end of a round, and goes straight into JSON"
)]
pub enum Answer {
    /// The run is over and was successful.
    End,
    /// Another round: somebody asked for it while the run was at work, or redrove the run, or the product that an event
    /// named is not there yet, or a part of the organization was not enough to decide by.
    LookAgain {
        /// The run, with what the next round looks at.
        run: Run,
        /// The marks that the next round answers for.
        seen: BTreeSet<String>,
        /// How often the run was redriven until now.
        redrives: u32,
    },
}

/// Ends the run.
///
/// # Errors
/// `AccountsFailed`, `ExperiencesFailed` or `SetupIncomplete` with the names; `Invalid` when the guard stopped the run; `Busy` when the run was redriven and another
/// one holds the lease; `Throttled` when the lease keeps changing hands.
pub async fn run(ports: &impl LeasePorts, request: Request) -> Result<Answer, StepError> {
    let Request { run, report, seen, redrives } = request;
    let again = |round: Round| {
        let Round { request, seen } = round;
        Ok(Answer::LookAgain { run: Run { request, ..run.clone() }, seen, redrives: redrives.now })
    };
    let is_harmless = match report.rows {
        Rows::Findings => Machine::Setup.writes_nothing(&run.request),
        Rows::Accounts | Rows::Adoption | Rows::Experiences | Rows::Retirement | Rows::NotRetired => {
            run.request.plan_only
        }
    };
    let unfinished = report.failed > 0 || !report.stopped.is_empty();
    if unfinished && redrives.now > redrives.answered {
        if !is_harmless {
            resume(ports, &run, redrives.now).await?;
        }
        return again(Round { request: what_failed(&run.request, report), seen });
    }
    let round = Round { request: run.request.clone(), seen };
    if !is_harmless
        && let Some(round) = give_back(ports, &run, redrives.now, &round, round_end(&report)).await?
    {
        return again(round);
    }
    end(&report)
}

/// What of the round matters to the lease.
fn round_end(report: &report::Answer) -> RoundEnd {
    if report.rows == Rows::NotRetired {
        RoundEnd::Refused
    } else if report.needs_everything && report.stopped.is_empty() {
        RoundEnd::NeedsEverything
    } else if report.not_found.is_empty() {
        RoundEnd::Done
    } else {
        RoundEnd::ProductNotFound
    }
}

/// Gives the lease back; or says what the run has to look at first.
async fn give_back(
    ports: &impl LeasePorts,
    run: &Run,
    redrives: u32,
    round: &Round,
    end: RoundEnd,
) -> Result<Option<Round>, StepError> {
    for _ in 0..LOOKS_MAX {
        let state = ports.lease().read().await?;
        match lease::finish(&state, &run.execution, redrives, round, end) {
            lease::Finish::LookAgain(round) => return Ok(Some(round)),
            lease::Finish::NotOurs => return Ok(None),
            lease::Finish::Change(change) => {
                ports.lease().replace(&state, &change).await?;
            }
            lease::Finish::Free(free) if ports.lease().replace(&state, &free).await? => return Ok(None),
            lease::Finish::Free(_) => {}
        }
    }
    Err(changes_hands())
}

/// What a redriven run looks at: the accounts that failed, and what is held there is tried again; or all that it looked at,
/// when it retires or adopts, when the guard stopped it, or more failed than a request may name. Where a grant for an OU or
/// the organization failed, it looks at all accounts and the products that failed. What a person wants to be asked is asked
/// again. Of experiences always all of them: that costs a few
/// reads, and whoever redrives a run that failed has put something right, so what is in quarantine is tried again.
fn what_failed(request: &RunRequest, report: report::Answer) -> RunRequest {
    let report::Answer { rows, retry, failed, stopped, .. } = report;
    let is_whole = request.plan_only || !stopped.is_empty();
    match rows {
        Rows::Experiences => RunRequest { try_again: request.try_again || failed > 0, ..request.clone() },
        Rows::Findings | Rows::Adoption | Rows::Retirement | Rows::NotRetired => request.clone(),
        Rows::Accounts if is_whole || retry == Only::default() => request.clone(),
        Rows::Accounts => {
            let reason = "the run was redriven: it looks again at what failed".to_owned();
            let RunRequest { allow_empty, change_mode, .. } = *request;
            RunRequest { only: retry, allow_empty, change_mode, reason, ..RunRequest::default() }
        }
    }
}

/// The run is over, as what it was.
fn end(report: &report::Answer) -> Result<Answer, StepError> {
    if !report.stopped.is_empty() {
        let stopped = report.stopped.join("; ");
        return Err(invalid(match report.rows {
            Rows::Findings => {
                format!(
                    "nothing was fixed that nobody approved: {stopped}; redrive this run to be asked again"
                )
            }
            Rows::Retirement | Rows::NotRetired => format!("not retired: {stopped}"),
            Rows::Accounts | Rows::Adoption | Rows::Experiences => {
                format!("the guard stopped the run: {stopped}")
            }
        }));
    }
    if report.failed == 0 {
        return Ok(Answer::End);
    }
    let more = report.failed.saturating_sub(u32::try_from(NAMES_SHOWN_MAX).unwrap_or(u32::MAX));
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let again = match report.rows {
        Rows::Accounts => rerun_input(&report.retry),
        Rows::Experiences => r#"{"try_again":true}"#.to_owned(),
        Rows::Findings => r#"{"fix":true}"#.to_owned(),
        Rows::Adoption => "the same input".to_owned(),
        Rows::Retirement | Rows::NotRetired => "{}".to_owned(),
    };
    let what = if report.rows == Rows::Retirement { "left, while all runs stay paused" } else { "failed" };
    let message = format!(
        "{} {what}: {}{more}. The report is {}. When the cause is gone, redrive this run, or start a run with {again}",
        report.failed,
        report.failures.join("; "),
        report.key,
    );
    Err(match report.rows {
        Rows::Accounts | Rows::Adoption | Rows::Retirement | Rows::NotRetired => {
            StepError::accounts_failed(message)
        }
        Rows::Experiences => StepError::experiences_failed(message),
        Rows::Findings => StepError::setup_incomplete(message),
    })
}
