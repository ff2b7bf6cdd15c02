//! `lease`: lets one run at a time write.

use aws::{Executions, Lease as LeaseTable, Session, SystemClock};
use serde_json::Value;
use steps::error::StepError;
use steps::ports::LeasePorts;
use steps::{finish, take_lease};

use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The function `lease`.
#[derive(Debug)]
pub(crate) struct Lease {
    lease: LeaseTable,
    executions: Executions,
}

impl Lease {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self {
            lease: LeaseTable::new(session, required("LEASE_TABLE")?),
            executions: Executions::new(session),
        })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        answer(payload, async |call| match call.step.as_str() {
            "take-lease" => json(take_lease::run(self, call.request()?).await),
            "finish" => json(finish::run(self, call.request()?).await),
            _ => Err(call.refusal("lease", &["take-lease", "finish"])),
        })
        .await
    }
}

impl LeasePorts for Lease {
    type Lease = LeaseTable;
    type Executions = Executions;
    type Clock = SystemClock;

    fn lease(&self) -> &LeaseTable {
        &self.lease
    }

    fn executions(&self) -> &Executions {
        &self.executions
    }

    fn clock(&self) -> &SystemClock {
        &SystemClock
    }
}
