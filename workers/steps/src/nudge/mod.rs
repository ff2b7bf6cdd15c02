//! Nudge: turns a batch of events into one run. Events only say "look again"; truth is always read anew.
//!
//! What an event asks for is the table in [`meaning`]; here a batch of them becomes one request. It depends on the set of
//! events alone, not on their order or on how often each came, and so does the name of the execution: a batch that is
//! delivered twice starts one run.

mod event;
mod meaning;

use std::collections::BTreeSet;

use domain::run::RunRequest;
use domain::scope::Scope;
use domain::token::digest;
use serde::{Deserialize, Serialize};

use self::event::Event;
use self::meaning::{Kind, Meaning, meaning};
use crate::error::{StepError, bug};
use crate::ports::Starter;

/// How the name of a run begins that only takes up what a dead run left behind. One that dies itself is not followed up:
/// the schedule comes anyway, and a run that cannot begin must not start the next one for ever.
const FOLLOW_UP: &str = "follow-up-";

/// A message of a trigger queue.
#[derive(Debug, Clone)]
pub struct Message {
    /// SQS's id of the message.
    pub id: String,
    /// The event, as EventBridge sent it.
    pub body: String,
}

/// What tells events that concern us from those that do not.
#[derive(Debug, Clone)]
pub struct Ours {
    /// The machine whose runs are started, and of whose runs the ends are heard: its own ARN, or that of one of its versions
    /// or aliases.
    pub machine: String,
    /// The key of the tag that the policy goes by.
    pub tag_key: String,
}

/// What became of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The run that was started, unless no event concerns us or it was started before.
    pub started: Option<String>,
    /// Messages that are not events: they go back, and to the dead letters in the end.
    pub refused: Vec<String>,
}

/// Starts a run of our machine for a batch.
///
/// # Errors
/// When the run could not be started: the whole batch is delivered again.
pub async fn run(starter: &impl Starter, ours: &Ours, messages: Vec<Message>) -> Result<Answer, StepError> {
    let mut answer = Answer::default();
    let mut heard = Vec::new();
    for message in messages {
        let event = match Event::read(&message.body) {
            Ok(event) => event,
            Err(error) => {
                tracing::warn!(message = message.id, %error, "no event; look at it in the dead-letter queue");
                answer.refused.push(message.id);
                continue;
            }
        };
        match meaning(&event, ours) {
            Meaning::Ignored(why) => {
                tracing::debug!(event = event.key(), name = event.name(), why, "ignored");
            }
            Meaning::Heard { kind, scope, what } => {
                heard.push(Heard {
                    time: event.time.clone(),
                    key: event.key().to_owned(),
                    kind,
                    scope,
                    what,
                });
            }
        }
    }
    let Some(batch) = Batch::of(heard) else { return Ok(answer) };
    let input = serde_json::to_string(&batch.request).map_err(|error| bug("the run request", &error))?;
    if starter.start(&batch.name, &input).await? {
        answer.started = Some(batch.name);
    }
    Ok(answer)
}

/// An event that asks for a run.
struct Heard {
    time: String,
    key: String,
    kind: Kind,
    /// `None`: only what a dead run left behind.
    scope: Option<Scope>,
    what: String,
}

/// The run that a batch asks for.
struct Batch {
    name: String,
    request: RunRequest,
}

impl Batch {
    /// Merges what was heard; `None` when that is nothing.
    ///
    /// A run for anything else takes up what a dead one left behind as well, so a follow-up needs a run of its own only
    /// when nothing else was heard.
    fn of(mut heard: Vec<Heard>) -> Option<Self> {
        heard.sort_by(|one, other| {
            (&one.time, &one.key, &one.what).cmp(&(&other.time, &other.key, &other.what))
        });
        let newest = heard.last()?.time.clone();
        let keys: BTreeSet<String> = heard.iter().map(|heard| heard.key.clone()).collect();
        if heard.iter().any(|heard| heard.scope.is_some()) {
            heard.retain(|heard| heard.scope.is_some());
        }
        let kind = heard.iter().map(|heard| heard.kind).reduce(Kind::and)?;
        let reason = reason(&heard)?;
        let request = match heard.into_iter().filter_map(|heard| heard.scope).reduce(Scope::and) {
            Some(scope) => scope.request(reason),
            None => RunRequest { follow_up: true, reason, ..RunRequest::default() },
        };
        Some(Self { name: name(kind, &newest, keys), request: RunRequest { leave_held: true, ..request } })
    }
}

/// The oldest event in words, and how many others there are.
fn reason(heard: &[Heard]) -> Option<String> {
    let first = &heard.first()?.what;
    let others = heard.iter().map(|heard| &heard.key).collect::<BTreeSet<_>>().len() - 1;
    Some(match others {
        0 => first.clone(),
        1 => format!("{first}, and 1 more event"),
        many => format!("{first}, and {many} more events"),
    })
}

/// `tag-20261122T010000Z-<12 hex>`: told by its kind and time in the console, unique by its events.
fn name(kind: Kind, newest: &str, keys: BTreeSet<String>) -> String {
    let time: String = newest.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    let digest = digest(&keys.into_iter().collect::<Vec<_>>());
    format!("{}{time}-{}", kind.prefix(), &digest[..12])
}
