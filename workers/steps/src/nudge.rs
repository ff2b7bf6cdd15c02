//! Nudge: turns a batch of events into one run. Events only say "look again"; truth is always read anew.
//!
//! The name of the execution comes from the events, so a batch that is delivered twice starts one run.

use std::collections::BTreeSet;

use domain::identifier::AccountId;
use domain::policy::TAG_KEY;
use domain::run::RunRequest;
use domain::token::digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::StepError;
use crate::error::bug;
use crate::ports::Starter;

/// A message of the trigger queue.
#[derive(Debug, Clone)]
pub struct Message {
    /// SQS's id of the message.
    pub id: String,
    /// The event, as EventBridge sent it.
    pub body: String,
}

/// What became of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The run that was started, unless no event concerns us or it was started before.
    pub started: Option<String>,
    /// Messages that are not events: they go back, and to the dead letters in the end.
    pub refused: Vec<String>,
}

/// Starts a run for a batch.
///
/// # Errors
/// When the run could not be started: the whole batch is delivered again.
pub async fn run(starter: &impl Starter, messages: Vec<Message>) -> Result<Answer, StepError> {
    let mut answer = Answer::default();
    let mut events = BTreeSet::new();
    let mut accounts = BTreeSet::new();
    let mut newest = String::new();
    for message in messages {
        match serde_json::from_str::<Value>(&message.body).ok().as_ref().and_then(read) {
            None => answer.refused.push(message.id),
            Some(Event { account: None, .. }) => {}
            Some(Event { id, time, account: Some(account) }) => {
                newest = newest.max(time);
                events.insert(id);
                accounts.insert(account);
            }
        }
    }
    let Some(first) = accounts.first() else { return Ok(answer) };
    let reason = match accounts.len() {
        1 => format!("the tags of account {first} changed"),
        many => format!("the tags of account {first} and {} more changed", many - 1),
    };
    let name = name(&newest, &events);
    let request = RunRequest { look_closer: accounts, reason, ..RunRequest::default() };
    let input = serde_json::to_string(&request).map_err(|error| bug("the run request", &error))?;
    if starter.start(&name, &input).await? {
        answer.started = Some(name);
    }
    Ok(answer)
}

/// An event, as far as it concerns us.
struct Event {
    id: String,
    time: String,
    /// The account whose tag changed; `None` when the event is not about our tag on an account.
    account: Option<AccountId>,
}

/// Reads a TagResource or UntagResource event; `None` when it is no event at all.
///
/// The case of the tag members is not published: both are read (AWS-FACTS 8.2).
fn read(event: &Value) -> Option<Event> {
    let id = event.get("id")?.as_str()?.to_owned();
    let time = event.get("time")?.as_str()?.to_owned();
    let parameters = event.get("detail")?.get("requestParameters")?;
    let strings = |list: &Value| list.as_array().cloned().unwrap_or_default();
    let tags = strings(parameters.get("tags").unwrap_or(&Value::Null));
    let keys = tags.iter().filter_map(|tag| tag.get("key").or_else(|| tag.get("Key")));
    let removed = strings(parameters.get("tagKeys").unwrap_or(&Value::Null));
    let ours = keys.chain(&removed).any(|key| key.as_str() == Some(TAG_KEY));
    let account = parameters.get("resourceId").and_then(Value::as_str).and_then(|id| id.parse().ok());
    Some(Event { id, time, account: account.filter(|_| ours) })
}

/// `tag-20261122T010000Z-<12 hex>`: told by its time in the console, unique by its events.
fn name(newest: &str, events: &BTreeSet<String>) -> String {
    let time: String = newest.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    let digest = digest(&events.iter().cloned().collect::<Vec<_>>());
    format!("tag-{time}-{}", &digest[..12])
}
