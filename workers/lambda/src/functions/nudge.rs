//! `nudge`: starts one run for a batch of events from the queue.

use aws::{Session, Starter};
use serde::Deserialize;
use serde_json::{Value, json};
use steps::error::StepError;
use steps::nudge::{self, Message};

use crate::environment::{EnvironmentError, required};
use crate::invocation::parsed;

/// The function `nudge`.
#[derive(Debug)]
pub(crate) struct Nudge {
    starter: Starter,
    /// Whose runs are started, and of whose runs the ends are heard.
    machine: String,
}

/// A batch as SQS hands it over; of a message only what is needed.
#[derive(Debug, Deserialize)]
struct Batch {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Debug, Deserialize)]
struct Record {
    #[serde(rename = "messageId")]
    id: String,
    body: String,
}

impl Nudge {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        let machine = required("STATE_MACHINE_ARN")?;
        Ok(Self { starter: Starter::new(session, machine.clone()), machine })
    }

    /// Answers with the messages that are to stay in the queue. An error leaves all of them there.
    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        let batch: Batch = parsed("the batch", payload)?;
        let messages = batch.records.into_iter().map(|Record { id, body }| Message { id, body });
        let answer =
            nudge::run(&self.starter, &self.machine, messages.collect()).await.inspect_err(|error| {
                tracing::warn!(class = error.name(), %error, "failed");
            })?;
        tracing::info!(run = answer.started, refused = answer.refused.len(), "done");
        let failures: Vec<Value> = answer.refused.iter().map(|id| json!({ "itemIdentifier": id })).collect();
        Ok(json!({ "batchItemFailures": failures }))
    }
}
