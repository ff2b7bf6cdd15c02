//! `diff`: turns what was read into a plan. It touches the state bucket and nothing else.

use aws::{Session, Store};
use serde_json::Value;
use steps::error::StepError;
use steps::{diff, settle};

use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The function `diff`.
#[derive(Debug)]
pub(crate) struct Diff {
    store: Store,
}

impl Diff {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self { store: Store::new(session, required("STATE_BUCKET")?) })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        answer(payload, async |call| match call.step.as_str() {
            "diff" => json(diff::run(&self.store, call.request()?).await),
            "settle" => json(settle::run(&self.store, call.request()?).await),
            _ => Err(call.refusal("diff", &["diff", "settle"])),
        })
        .await
    }
}
