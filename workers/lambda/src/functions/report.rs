//! `report`: writes what a run did, account by account and as a whole.

use aws::{Session, Store};
use serde_json::Value;
use steps::error::StepError;
use steps::{conclude_target, report};

use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The function `report`.
#[derive(Debug)]
pub(crate) struct Report {
    store: Store,
}

impl Report {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self { store: Store::new(session, required("STATE_BUCKET")?) })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        answer(payload, async |call| match call.step.as_str() {
            "conclude-target" => json(conclude_target::run(&self.store, call.request()?).await),
            "report" => json(report::run(&self.store, call.request()?).await),
            _ => Err(call.refusal("report", &["conclude-target", "report"])),
        })
        .await
    }
}
