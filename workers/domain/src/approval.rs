//! Approval: what a run asks a person before it goes over a limit of the guard, and what the answer covers.
//!
//! Expected flow: a step that plans writes a [`Record`] of the question and hands on the [`Question`]; the state machine
//! tells people and waits with a task token, which is kept in the record. A person starts a run with
//! `{"approve": "<run>"}` or `{"reject": "<run>"}`, which passes the answer on. The plan is made anew; it may be applied if
//! everything that is over the limit is in what the question covered.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::identifier::ExecutionArn;

/// A question on its way through the state machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its name in the run: letters, digits, `-`.
    pub name: String,
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
    /// Its name in the run.
    pub name: String,
    /// Why it asks.
    pub reasons: Vec<String>,
    /// Everything that an approval allows, each named.
    pub covers: BTreeSet<String>,
    /// What Step Functions waits with; nobody but the machine's own functions may read it.
    pub token: Option<String>,
    /// What was answered.
    pub answered: Option<Answered>,
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
