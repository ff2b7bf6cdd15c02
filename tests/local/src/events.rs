//! Events on their way to the bus: those of the simulated services, samples, and schedules whose time has come.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sim::Sim;
use tokio::task::JoinHandle;

use crate::{LocalError, http};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../events");

/// How many events go to MiniStack at once; a thousand of them should not take longer here than on AWS.
const EVENTS_AT_ONCE_MAX: usize = 100;

/// Hands events to MiniStack, by the way that its own services use.
pub(crate) async fn put(ministack: &str, events: &[Value]) -> Result<(), LocalError> {
    let answer = http::post(&format!("{ministack}/_steward/events"), &json!(events)).await;
    answer.map(|_| ()).map_err(|message| LocalError::Call { operation: "events PutEvents", message })
}

/// Lets a schedule fire, by the way that the scheduler itself goes when the time has come.
pub(crate) async fn fire_schedule(ministack: &str, account: &str, name: &str) -> Result<(), LocalError> {
    let answer = http::post(&format!("{ministack}/_steward/schedules/{account}/{name}"), &Value::Null).await;
    answer.map(|_| ()).map_err(|message| LocalError::Schedule { name: name.to_owned(), message })
}

/// The messages in a queue, after this one was put into it, if there is one.
pub(crate) async fn messages(
    ministack: &str,
    account: &str,
    queue: &str,
    put: Option<&str>,
) -> Result<Vec<String>, LocalError> {
    let wrong = |message: String| LocalError::Call { operation: "sqs messages", message };
    let path = format!("{ministack}/_steward/queues/{account}/{queue}");
    let answer = http::post(&path, &json!({"put": put})).await;
    serde_json::from_slice(&answer.map_err(wrong)?).map_err(|error| wrong(error.to_string()))
}

/// A sample of `tests/events`, as if it happened at this moment, with each word of the pairs exchanged for its other.
///
/// It keeps its ids, so that putting the same twice is a duplicate as AWS delivers it.
pub(crate) fn sample(name: &str, moment: &str, words: &[(&str, &str)]) -> Result<Value, LocalError> {
    let path = Path::new(SAMPLES).join(name).with_extension("json");
    let wrong = |problem: String| LocalError::Sample { path: path.clone(), problem };
    let text = fs::read_to_string(&path).map_err(|error| wrong(error.to_string()))?;
    let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| wrong(error.to_string()));
    let happened = read(&text)?["time"].as_str().unwrap_or_default().to_owned();
    let exchange = |text: String, (word, other): &(&str, &str)| text.replace(word, other);
    read(&[(happened.as_str(), moment)].iter().chain(words).fold(text, exchange))
}

/// Hands every event of the simulated services on, in their order, until the task is aborted.
pub(crate) fn forward(sim: &Sim, ministack: String) -> JoinHandle<()> {
    let mut events = sim.events();
    tokio::spawn(async move {
        let mut together = Vec::with_capacity(EVENTS_AT_ONCE_MAX);
        while events.recv_many(&mut together, EVENTS_AT_ONCE_MAX).await > 0 {
            // As on AWS, delivery is best effort: whoever waits for a run in vain finds the reason in the log.
            if let Err(error) = put(&ministack, &together).await {
                tracing::warn!(%error, "events did not reach the bus");
            }
            together.clear();
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_happens_now_and_to_the_account_of_the_story() {
        let moment = "2030-01-01T00:00:00Z";
        let event = sample("tag-resource", moment, &[("222222222222", "202000000002")]).unwrap();
        assert_eq!((&event["time"], &event["detail"]["eventTime"]), (&moment.into(), &moment.into()));
        assert_eq!(event["detail"]["requestParameters"]["resourceId"], "202000000002");
        assert_eq!(event["account"], crate::HUB_ACCOUNT);
    }

    #[test]
    fn a_sample_that_is_not_there_is_named() {
        let error = sample("no-such-event", "2030-01-01T00:00:00Z", &[]).unwrap_err().to_string();
        assert!(error.contains("no-such-event.json") && error.contains("tests/events"), "{error}");
    }
}
