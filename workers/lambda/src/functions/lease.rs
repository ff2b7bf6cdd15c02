//! `lease`: lets one run at a time write.

use aws::Session;
use serde_json::Value;
use steps::error::StepError;
use steps::{finish, take_lease};

use super::leasing::Leasing;
use crate::environment::EnvironmentError;
use crate::invocation::{answer, json};

/// The function `lease`.
#[derive(Debug)]
pub(crate) struct Lease {
    leasing: Leasing,
}

impl Lease {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self { leasing: Leasing::new(session)? })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        answer(payload, async |call| match call.step.as_str() {
            "take-lease" => json(take_lease::run(&self.leasing, call.request()?).await),
            "finish" => json(finish::run(&self.leasing, call.request()?).await),
            _ => Err(call.refusal("lease", &["take-lease", "finish"])),
        })
        .await
    }
}
