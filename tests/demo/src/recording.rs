//! What the simulated services saw since a moment: the calls, and how long it took on their clock.

use std::time::Duration;

use sim::{Call, Faults, Sim, VirtualTime};

use crate::calls::Counts;

/// A recording that goes on until it is dropped.
#[derive(Debug)]
pub(crate) struct Recording<'a> {
    sim: &'a Sim,
    began: VirtualTime,
}

impl<'a> Recording<'a> {
    /// Begins to count from zero, with the faults of this seed or with none.
    pub(crate) fn start(sim: &'a Sim, faults_seed: Option<u64>) -> Self {
        sim.set_faults(faults_seed.map_or_else(Faults::none, Faults::mixed));
        sim.reset_calls();
        Self { sim, began: sim.now() }
    }

    /// The time since, on the simulated clock.
    pub(crate) fn elapsed(&self) -> Duration {
        let milliseconds = self.sim.now().epoch_milliseconds() - self.began.epoch_milliseconds();
        Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
    }

    /// When it began.
    pub(crate) fn began(&self) -> VirtualTime {
        self.began
    }

    /// The calls since.
    pub(crate) fn calls(&self) -> Counts {
        self.sim.calls().counts
    }

    /// The calls since, each by itself.
    pub(crate) fn log(&self) -> Vec<Call> {
        self.sim.calls().log
    }
}
