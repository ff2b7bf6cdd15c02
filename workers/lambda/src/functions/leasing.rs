//! What every function needs that takes, checks or frees the lease.

use aws::{Executions, Lease, Session, SystemClock};
use steps::ports::LeasePorts;

use crate::environment::{EnvironmentError, required};

/// The lease table, Step Functions and the clock.
#[derive(Debug)]
pub(crate) struct Leasing {
    lease: Lease,
    executions: Executions,
}

impl Leasing {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self {
            lease: Lease::new(session, required("LEASE_TABLE")?),
            executions: Executions::new(session),
        })
    }
}

impl LeasePorts for Leasing {
    type Lease = Lease;
    type Executions = Executions;
    type Clock = SystemClock;

    fn lease(&self) -> &Lease {
        &self.lease
    }

    fn executions(&self) -> &Executions {
        &self.executions
    }

    fn clock(&self) -> &SystemClock {
        &SystemClock
    }
}
