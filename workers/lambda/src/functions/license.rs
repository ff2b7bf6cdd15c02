//! `license`: makes one change to one grant, or looks at it.

use aws::{GrantWrites, Grants, Ledger, MemberRole, Session};
use serde_json::Value;
use steps::error::StepError;
use steps::ports::GrantPorts;
use steps::{accept_grant, activate_grant, adopt_grant, check_grant, create_grant, delete_grant};

use super::leasing::Leasing;
use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The steps of this function.
const STEPS: [&str; 6] =
    ["create-grant", "accept-grant", "activate-grant", "check-grant", "delete-grant", "adopt-grant"];

/// The function `license`.
#[derive(Debug)]
pub(crate) struct License {
    leasing: Leasing,
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
            leasing: Leasing::new(session)?,
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
            "adopt-grant" => json(adopt_grant::run(self, call.request()?).await),
            "delete-grant" => json(delete_grant::run(self, call.request()?).await),
            "check-grant" => json(check_grant::run(&self.grants, &self.ledger, call.request()?).await),
            _ => Err(call.refusal("license", &STEPS)),
        })
        .await
    }
}

impl GrantPorts for License {
    type Leasing = Leasing;
    type Ledger = Ledger;
    type Grants = Grants;
    type Writes = GrantWrites;

    fn leasing(&self) -> &Leasing {
        &self.leasing
    }

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
