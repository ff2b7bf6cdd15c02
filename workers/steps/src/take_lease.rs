//! Take the lease: one run at a time (P9), and the request checked at the door.
//!
//! The holder is an execution, and it holds the lease for as long as it is RUNNING: one that died frees it by that alone.
//! A run that finds the lease held leaves its marks, so that the holder looks again before it ends, and is over. A run that
//! is to end after its plan writes nothing and needs no lease.

use std::collections::BTreeSet;

use domain::identifier::ExecutionArn;
use domain::run::{REQUEST_ENTRIES_MAX, Run, RunRequest};
use serde::{Deserialize, Serialize};

use crate::error::{ErrorClass, StepError, invalid};
use crate::ports::{Executions, Lease};

/// How often the lease may change hands while we look at it.
const TRIES: u32 = 5;

/// Who asks, and the input of the execution as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The execution.
    pub execution: ExecutionArn,
    /// When it was started.
    pub started: String,
    /// Its input; anything at all until it is checked here.
    pub input: serde_json::Value,
}

/// Whether the run goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "decision")]
pub enum Answer {
    /// The lease is ours.
    Go {
        /// The run, for all further steps.
        run: Run,
    },
    /// Another run holds it and will look again before it ends.
    Coalesced {
        /// That run.
        holder: ExecutionArn,
    },
    /// An operator paused all runs.
    Paused,
}

/// Takes the lease, or says who has it.
///
/// # Errors
/// `Invalid` for an input that is not a [`RunRequest`]; `Throttled` when the lease keeps changing hands.
pub async fn run(
    lease: &impl Lease,
    executions: &impl Executions,
    request: Request,
) -> Result<Answer, StepError> {
    let Request { execution, started, input } = request;
    let what: RunRequest = serde_json::from_value(input).map_err(|error| {
        invalid(format!("the execution's input is not a run request: {error}; correct it and start again, {{}} is a full run"))
    })?;
    what.check().map_err(|error| invalid(format!("the execution's input: {error}")))?;
    if what.plan_only {
        return Ok(Answer::Go { run: Run { execution, started, request: what } });
    }
    for _ in 0..TRIES {
        let state = lease.read().await?;
        if state.paused {
            return Ok(Answer::Paused);
        }
        let free = match &state.holder {
            Some(holder) if *holder != execution => !executions.is_running(holder).await?,
            _ => true,
        };
        if free {
            if lease.take(state.holder.as_ref(), &execution).await? {
                return Ok(Answer::Go { run: Run { execution, started, request: what } });
            }
        } else if let Some(holder) = state.holder
            && lease.mark_dirty(&holder, &marks(&execution, &what)).await?
        {
            return Ok(Answer::Coalesced { holder });
        }
    }
    Err(StepError::new(
        ErrorClass::Throttled,
        "the lease changed hands at every look; it is tried again by itself",
    ))
}

/// What a run leaves that found the lease held: its name, and with it each account that an event named. The name makes the
/// marks new, so that the holder can tell them from those it has seen.
fn marks(execution: &ExecutionArn, request: &RunRequest) -> BTreeSet<String> {
    let name = execution.name();
    let accounts = request.look_closer.iter().map(|account| format!("{name} {account}"));
    accounts.chain([name.to_owned()]).collect()
}

/// What a run looks at that was asked to look again: everything, and closer at the accounts in the marks.
pub fn request_of(marks: &BTreeSet<String>) -> RunRequest {
    let accounts = marks.iter().filter_map(|mark| mark.split_once(' ')?.1.parse().ok());
    RunRequest {
        look_closer: accounts.take(REQUEST_ENTRIES_MAX).collect(),
        reason: "somebody asked to look again while the run was at work".to_owned(),
        ..RunRequest::default()
    }
}

/// Checks that a run still holds the lease, before it writes (fencing).
///
/// # Errors
/// `Busy` with the name of who holds it.
pub async fn fence(lease: &impl Lease, run: &ExecutionArn) -> Result<(), StepError> {
    match lease.read().await?.holder {
        Some(holder) if holder == *run => Ok(()),
        Some(holder) => Err(StepError::new(
            ErrorClass::Busy,
            format!(
                "run {run} does not hold the lease, {holder} does; wait for that run to end, then start a new one"
            ),
        )),
        None => Err(StepError::new(
            ErrorClass::Busy,
            format!("run {run} does not hold the lease any more, nobody does; start a new run"),
        )),
    }
}
