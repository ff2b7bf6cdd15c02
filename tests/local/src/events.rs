//! The events of the simulated services, on their way to the bus.

use serde_json::Value;
use sim::Sim;
use tokio::task::JoinHandle;

use crate::{LocalError, http};

/// Hands one event to MiniStack, by the way that its own services use.
pub(crate) async fn put(ministack: &str, event: &Value) -> Result<(), LocalError> {
    let answer = http::post(&format!("{ministack}/_steward/events"), event).await;
    let accepted = answer.as_ref().is_ok_and(|answer| {
        serde_json::from_slice::<Value>(answer).is_ok_and(|answer| answer["FailedEntryCount"] == 0)
    });
    if accepted {
        return Ok(());
    }
    let message = answer.map_or_else(|error| error, |body| String::from_utf8_lossy(&body).into_owned());
    Err(LocalError::Call { operation: "events PutEvents", message })
}

/// Hands every event of the simulated services on, one after the other, until the task is aborted.
pub(crate) fn forward(sim: &Sim, ministack: String) -> JoinHandle<()> {
    let mut events = sim.events();
    tokio::spawn(async move {
        while let Some(event) = events.recv().await {
            // As on AWS, delivery is best effort: whoever waits for a run in vain finds the reason in the log.
            if let Err(error) = put(&ministack, &event).await {
                tracing::warn!(%error, "an event did not reach the bus");
            }
        }
    })
}
