//! A Task of a state machine, with its Retry. A wait advances the clock of the simulation.

use sim::Clock;
use steps::error::StepError;

/// Of "Retry" in the state machines.
const RETRIES_MAX: u32 = 8;
/// Of the "Retry" on `Busy`, with the seconds between them.
const BUSY_RETRIES_MAX: u32 = 10;
const BUSY_SECONDS: u64 = 15;

/// With its Retry on `Throttled`; each delivery takes a second.
pub(crate) async fn task<T>(
    clock: &Clock,
    step: impl AsyncFn() -> Result<T, StepError>,
) -> Result<T, StepError> {
    let mut retries = 0;
    loop {
        clock.advance_seconds(1);
        match step().await {
            Err(error) if error.name() == "Throttled" && retries < RETRIES_MAX => {
                clock.advance_seconds((5 << retries).min(300));
                retries += 1;
            }
            answer => return answer,
        }
    }
}

/// A [`task`] whose Retry also knows `Busy`: the lease of a run that died is not free at once.
pub(crate) async fn patient<T>(
    clock: &Clock,
    step: impl AsyncFn() -> Result<T, StepError>,
) -> Result<T, StepError> {
    for _ in 0..BUSY_RETRIES_MAX {
        match task(clock, &step).await {
            Err(error) if error.name() == "Busy" => clock.advance_seconds(BUSY_SECONDS),
            answer => return answer,
        }
    }
    task(clock, &step).await
}
