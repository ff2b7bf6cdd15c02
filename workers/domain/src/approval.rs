//! Approval: what a run asks a person before it goes over a limit of the guard, and what the answer covers.
//!
//! Expected flow: a step that plans writes a [`Record`] of the question and hands on the [`Question`]; the state machine
//! tells people and waits with a task token, which is kept in the record. A person starts a run with
//! `{"approve": "<run>"}` or `{"reject": "<run>"}`, which passes the answer on. The plan is made anew; it may be applied if
//! everything that is over the limit is in what the question covered.
//!
//! Guarantees: the first answer that Step Functions takes counts; the same answer again changes nothing, another one is
//! refused with the name of who answered. Nobody but the machine's own functions sees a token.

mod decide;
mod reference;
mod text;

pub use decide::{Meeting, Unknown, reached};
pub use reference::{QuestionName, Reference, RunName, records_of};

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identifier::ExecutionArn;
use crate::run::PAYLOAD_VERSION;

/// A question on its way through the state machine; [`Record::question`] makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its name in the run.
    pub name: QuestionName,
    /// The subject of the message, at most 100 visible ASCII characters.
    pub subject: String,
    /// The message: what, why, where to look, how to answer.
    pub message: String,
}

/// What is kept of a question: `runs/<run>/questions/<name>.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The payload version.
    pub v: u32,
    /// The run that asks.
    pub run: ExecutionArn,
    /// Its name in the run. A later question of the same run has another one.
    pub name: QuestionName,
    /// Why it asks.
    pub reasons: Vec<String>,
    /// Everything that an approval allows, each named.
    pub covers: BTreeSet<String>,
    /// What Step Functions waits with, as soon as it does.
    pub token: Option<TaskToken>,
    /// What was answered, or is just being.
    pub answered: Option<Answered>,
}

impl Record {
    /// A question that nobody was told of yet.
    pub fn new(
        run: &ExecutionArn,
        name: QuestionName,
        reasons: Vec<String>,
        covers: BTreeSet<String>,
    ) -> Self {
        Self { v: PAYLOAD_VERSION, run: run.clone(), name, reasons, covers, token: None, answered: None }
    }

    /// Where it lies in the state bucket.
    pub fn key(&self) -> String {
        self.name.key(self.run.name())
    }
}

/// What Step Functions waits with: whoever has it can answer, so it is never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskToken(String);

impl TaskToken {
    /// The token, for Step Functions alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for TaskToken {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl fmt::Debug for TaskToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TaskToken(hidden)")
    }
}

/// An answer to a question, as Step Functions hands it to the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What was decided.
    pub decision: Decision,
    /// The run that passed the answer on; Step Functions and CloudTrail know who started it.
    #[serde(default)]
    pub by: Option<ExecutionArn>,
    /// The reason that was given.
    #[serde(default)]
    pub reason: String,
    /// When, in ISO 8601 UTC; empty if nobody answered.
    #[serde(default)]
    pub at: String,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Go on.
    Approve,
    /// Write nothing.
    Reject,
    /// Nobody answered in time: write nothing.
    None,
}

impl fmt::Display for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Approve => "approved",
            Self::Reject => "rejected",
            Self::None => "not answered",
        })
    }
}

impl fmt::Display for Answered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.decision.fmt(formatter)?;
        if let Some(by) = &self.by {
            write!(formatter, " by {} at {}", by.name(), self.at)?;
        }
        if self.reason.is_empty() { Ok(()) } else { write!(formatter, " ({})", self.reason) }
    }
}
