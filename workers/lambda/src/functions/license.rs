//! `license`: makes one change to one grant, or looks at it.

use aws::{Executions, GrantWrites, Grants, Lease, Ledger, MemberRole, Session, SystemClock};
use serde_json::Value;
use steps::error::StepError;
use steps::ports::{GrantPorts, LeasePorts};
use steps::{accept_grant, activate_grant, check_grant, create_grant, delete_grant};

use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The steps of this function.
const STEPS: [&str; 5] = ["create-grant", "accept-grant", "activate-grant", "check-grant", "delete-grant"];

/// The function `license`.
#[derive(Debug)]
pub(crate) struct License {
    lease: Lease,
    executions: Executions,
    ledger: Ledger,
    grants: Grants,
    writes: GrantWrites,
}

impl License {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        let role = MemberRole {
            name: required("MEMBER_ROLE_NAME")?,
            external_id: required("MEMBER_ROLE_EXTERNAL_ID")?,
        };
        Ok(Self {
            lease: Lease::new(session, required("LEASE_TABLE")?),
            executions: Executions::new(session),
            ledger: Ledger::new(session, required("LEDGER_TABLE")?),
            grants: Grants::new(session),
            writes: GrantWrites::new(session, role),
        })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        answer(payload, async |call| match call.step.as_str() {
            "create-grant" => json(create_grant::run(self, call.request()?).await),
            "accept-grant" => json(accept_grant::run(self, call.request()?).await),
            "activate-grant" => json(activate_grant::run(self, call.request()?).await),
            "delete-grant" => json(delete_grant::run(self, call.request()?).await),
            "check-grant" => json(check_grant::run(&self.grants, &self.ledger, call.request()?).await),
            _ => Err(call.refusal("license", &STEPS)),
        })
        .await
    }
}

impl LeasePorts for License {
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

impl GrantPorts for License {
    type Ledger = Ledger;
    type Grants = Grants;
    type Writes = GrantWrites;

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn grants(&self) -> &Grants {
        &self.grants
    }

    fn writes(&self) -> &GrantWrites {
        &self.writes
    }
}
