//! The fence: a step that is to write makes sure first that its run holds the lease (P9).
//!
//! The decisions are [`domain::lease`]'s; this reads, asks and writes for them. Usually that is one read.

use domain::identifier::ExecutionArn;
use domain::lease::{self, Fence, Lease as State, Standing};
use domain::run::Run;

use crate::error::{ErrorClass, StepError};
use crate::ports::{Clock, Executions, Lease, LeasePorts};

/// Looks at the lease in one step: taking over from a dead run needs three, each loss against another step one more.
pub(crate) const LOOKS_MAX: u32 = 10;

/// Passes if the run holds the lease, or could take it: a redriven run may begin right here.
///
/// # Errors
/// `Busy` with the name of who holds it; `Throttled` when it keeps changing hands.
pub async fn fence(ports: &impl LeasePorts, run: &ExecutionArn) -> Result<(), StepError> {
    hold(ports, run, |state, mine, theirs| lease::fence(state, run, mine, theirs)).await
}

/// Passes as [`fence`] does, and shuts out a `Finish` of the same run from before its redrive number `redrives`.
///
/// # Errors
/// As [`fence`].
pub(crate) async fn resume(ports: &impl LeasePorts, run: &Run, redrives: u32) -> Result<(), StepError> {
    let Run { execution, request, .. } = run;
    let decide =
        |state: &State, mine, theirs| lease::resume(state, execution, redrives, request, mine, theirs);
    hold(ports, execution, decide).await
}

async fn hold(
    ports: &impl LeasePorts,
    run: &ExecutionArn,
    decide: impl Fn(&State, Standing, Standing) -> Fence,
) -> Result<(), StepError> {
    for _ in 0..LOOKS_MAX {
        let state = ports.lease().read().await?;
        let (mine, theirs) = if state.is_undisputed(run) {
            (Standing::Alive { redrives: 0 }, Standing::Over)
        } else {
            (standing(ports, Some(run)).await?, standing(ports, state.in_the_way_of(run)).await?)
        };
        match decide(&state, mine, theirs) {
            Fence::Go => return Ok(()),
            Fence::Change(change) => {
                ports.lease().replace(&state, &change).await?;
            }
            Fence::Busy(why) => {
                let message = format!("run {run} does not hold the lease: {why}");
                return Err(StepError::new(ErrorClass::Busy, message));
            }
        }
    }
    Err(changes_hands())
}

/// What is to be expected of a run; of nobody, nothing.
pub(crate) async fn standing(
    ports: &impl LeasePorts,
    run: Option<&ExecutionArn>,
) -> Result<Standing, StepError> {
    let Some(run) = run else { return Ok(Standing::Over) };
    let life = ports.executions().life(run).await?;
    Ok(life.standing(ports.clock().now()))
}

/// The lease was never as it had been read.
pub(crate) fn changes_hands() -> StepError {
    StepError::new(ErrorClass::Throttled, "the lease changed at every look; it is tried again by itself")
}
