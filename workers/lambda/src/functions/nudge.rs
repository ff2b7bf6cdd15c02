//! `nudge`: starts one run for a batch of events from the queue.

use aws::{Session, Starter};
use domain::policy::TAG_KEY;
use serde::Deserialize;
use serde_json::{Value, json};
use steps::error::StepError;
use steps::nudge::{self, Message, Ours};

use crate::environment::{EnvironmentError, optional, required};
use crate::invocation::parsed;

/// The function `nudge`.
#[derive(Debug)]
pub(crate) struct Nudge {
    starter: Starter,
    ours: Ours,
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
        let starter = Starter::new(session, machine.clone());
        let tag_key = optional("TAG_KEY").unwrap_or_else(|| TAG_KEY.to_owned());
        Ok(Self { starter, ours: Ours { machine, tag_key } })
    }

    /// Answers with the messages that are to stay in the queue. An error leaves all of them there.
    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        let batch: Batch = parsed("the batch", payload)?;
        let messages = batch.records.into_iter().map(|Record { id, body }| Message { id, body });
        let answer =
            nudge::run(&self.starter, &self.ours, messages.collect()).await.inspect_err(|error| {
                tracing::warn!(class = error.name(), %error, "failed");
            })?;
        tracing::info!(run = answer.started, refused = answer.refused.len(), "done");
        let failures: Vec<Value> = answer.refused.iter().map(|id| json!({ "itemIdentifier": id })).collect();
        Ok(json!({ "batchItemFailures": failures }))
    }
}
