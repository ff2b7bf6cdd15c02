//! `approval`: keeps what runs ask people, and gives them the answers.

use aws::{Session, Store, Tasks};
use serde_json::Value;
use steps::error::StepError;
use steps::{answer, ask};

use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer as answered, json};

/// The function `approval`.
#[derive(Debug)]
pub(crate) struct Approval {
    store: Store,
    tasks: Tasks,
}

impl Approval {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self { store: Store::new(session, required("STATE_BUCKET")?), tasks: Tasks::new(session) })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        let Self { store, tasks } = self;
        answered(payload, async |call| match call.step.as_str() {
            "ask" => json(ask::run(store, tasks, call.request()?).await),
            "answer" => json(answer::run(store, tasks, call.request()?).await),
            _ => Err(call.refusal("approval", &["ask", "answer"])),
        })
        .await
    }
}
