//! Take the lease: one run at a time (P9), and the request checked at the door.
//!
//! The holder is an execution, and it holds the lease for as long as it is RUNNING: one that died frees it by that alone.
//! A run that finds the lease held leaves a mark, so that the holder looks again before it ends, and is over.

use domain::identifier::ExecutionArn;
use domain::run::{Run, RunRequest};
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
            && lease.mark_dirty(&holder).await?
        {
            return Ok(Answer::Coalesced { holder });
        }
    }
    Err(StepError::new(
        ErrorClass::Throttled,
        "the lease changed hands at every look; it is tried again by itself",
    ))
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
