//! `license`: makes one change to one grant, or looks at it.

use aws::{GrantWrites, Grants, Lease, Ledger, MemberRole, Session, SystemClock};
use serde_json::Value;
use steps::error::StepError;
use steps::{accept_grant, activate_grant, check_grant, create_grant, delete_grant};

use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The steps of this function.
const STEPS: [&str; 5] = ["create-grant", "accept-grant", "activate-grant", "check-grant", "delete-grant"];

/// The function `license`.
#[derive(Debug)]
pub(crate) struct License {
    lease: Lease,
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
            ledger: Ledger::new(session, required("LEDGER_TABLE")?),
            grants: Grants::new(session),
            writes: GrantWrites::new(session, role),
        })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        let Self { lease, ledger, grants, writes } = self;
        let clock = &SystemClock;
        answer(payload, async |call| match call.step.as_str() {
            "create-grant" => {
                json(create_grant::run(lease, ledger, grants, writes, clock, call.request()?).await)
            }
            "accept-grant" => {
                json(accept_grant::run(lease, ledger, grants, writes, clock, call.request()?).await)
            }
            "activate-grant" => {
                json(activate_grant::run(lease, ledger, grants, writes, clock, call.request()?).await)
            }
            "delete-grant" => {
                json(delete_grant::run(lease, ledger, grants, writes, clock, call.request()?).await)
            }
            "check-grant" => json(check_grant::run(grants, ledger, call.request()?).await),
            _ => Err(call.refusal("license", &STEPS)),
        })
        .await
    }
}
