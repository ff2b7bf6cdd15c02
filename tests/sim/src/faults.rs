//! Faults on purpose: by rate and by aim. Whether the n-th call of an operation fails depends on the seed, the operation
//! and n alone, so the same seed and the same order of calls give the same faults.

use crate::random;

/// What happens to a call on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Answered by the service's throttling error; nothing is applied.
    Throttle,
    /// Answered by the service's server error; nothing is applied.
    ServerError,
    /// Applied, then the connection is closed without an answer.
    LostAnswer,
    /// Applied, then answered by the service's server error.
    LostInServerError,
}

/// One fault aimed at one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AimedFault {
    /// `service.Operation`, for example `license-manager.CreateGrant`.
    pub operation: String,
    /// Which call of this operation since the faults were set, counted from 1.
    pub call: u64,
    /// What happens to it.
    pub fault: Fault,
}

/// Which calls go wrong on purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct Faults {
    /// Seeds the rates.
    pub seed: u64,
    /// The share of calls that are throttled, 0.0 to 1.0.
    pub throttle: f64,
    /// The share of calls that end in a server error.
    pub server_error: f64,
    /// The share of calls that are applied without an answer: half of them close the connection, half answer 500.
    pub lost_answer: f64,
    /// The share of change sets that end `FAILED` with `SERVER_FAULT`.
    pub change_set_server_fault: f64,
    /// Faults aimed at single calls; they win over the rates.
    pub aimed: Vec<AimedFault>,
}

impl Faults {
    /// No faults.
    #[must_use]
    pub fn none() -> Self {
        Self {
            seed: 0,
            throttle: 0.0,
            server_error: 0.0,
            lost_answer: 0.0,
            change_set_server_fault: 0.0,
            aimed: Vec::new(),
        }
    }

    /// The mix of a fault run: a tenth throttled, a twentieth broken, a twentieth lost; a twentieth of the change sets
    /// broken.
    #[must_use]
    pub fn mixed(seed: u64) -> Self {
        Self {
            seed,
            throttle: 0.10,
            server_error: 0.05,
            lost_answer: 0.05,
            change_set_server_fault: 0.05,
            aimed: Vec::new(),
        }
    }

    /// What happens to the n-th call (from 1) of this operation.
    #[must_use]
    pub fn decide(&self, operation: &str, call: u64) -> Option<Fault> {
        let aimed = self.aimed.iter().find(|aimed| aimed.operation == operation && aimed.call == call);
        if let Some(aimed) = aimed {
            return Some(aimed.fault);
        }
        let luck = random::fraction(self.seed, &[operation, &call.to_string()]);
        if luck < self.throttle {
            Some(Fault::Throttle)
        } else if luck < self.throttle + self.server_error {
            Some(Fault::ServerError)
        } else if luck < self.throttle + self.server_error + self.lost_answer / 2.0 {
            Some(Fault::LostAnswer)
        } else if luck < self.throttle + self.server_error + self.lost_answer {
            Some(Fault::LostInServerError)
        } else {
            None
        }
    }
}

/// Which events go wrong on purpose, by share from 0.0 to 1.0 (AWS-FACTS 15.17).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EventFaults {
    /// Delivered twice.
    pub duplicate: f64,
    /// Never delivered.
    pub lost: f64,
    /// Held back until the next event has gone out, or for a minute.
    pub reordered: f64,
}

impl EventFaults {
    /// Far worse than AWS: a fifth each comes twice, too late, or never.
    pub const HARSH: Self = Self { duplicate: 0.2, lost: 0.2, reordered: 0.2 };
}
