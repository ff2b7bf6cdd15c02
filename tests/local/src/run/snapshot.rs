//! What a run looks like at one moment, in plain types.

use std::time::SystemTime;

use aws_sdk_sfn::primitives::DateTime;
use aws_sdk_sfn::types::ExecutionStatus;
use serde_json::Value;

/// The status of an execution.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Status {
    /// It goes on.
    Running,
    /// It ended as its definition wants.
    Succeeded,
    /// It ended with an error.
    Failed,
    /// It ran longer than it may.
    TimedOut,
    /// Someone stopped it.
    Aborted,
    /// A status that this version does not know, by AWS's name.
    Unknown(String),
}

/// A run at one moment.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The run's status.
    pub status: Status,
    /// The state that the run is in, or was in last.
    pub state: Option<String>,
    /// The children of all its Distributed Maps, in the order in which they started.
    pub children: Vec<Child>,
}

/// A child of a Distributed Map.
#[derive(Debug, Clone)]
pub struct Child {
    /// Its execution ARN.
    pub execution: String,
    /// The pass it belongs to, counted from 1: the how-manieth Map Run of the run.
    pub pass: usize,
    /// The item that it works on.
    pub input: Value,
    /// Its status.
    pub status: Status,
    /// When it started.
    pub started: SystemTime,
    /// When it ended.
    pub stopped: Option<SystemTime>,
    /// The error that it failed with.
    pub error: Option<String>,
    /// More about the error.
    pub cause: Option<String>,
}

/// A run that ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Its execution ARN.
    pub execution: String,
    /// Its last status.
    pub status: Status,
    /// What it was started with.
    pub input: Value,
    /// How often it was redriven.
    pub redrives: i32,
    /// What it gave, if it succeeded.
    pub output: Option<Value>,
    /// The error that it failed with.
    pub error: Option<String>,
    /// More about the error.
    pub cause: Option<String>,
}

impl From<&ExecutionStatus> for Status {
    fn from(status: &ExecutionStatus) -> Self {
        match status {
            ExecutionStatus::Running => Self::Running,
            ExecutionStatus::Succeeded => Self::Succeeded,
            ExecutionStatus::Failed => Self::Failed,
            ExecutionStatus::TimedOut => Self::TimedOut,
            ExecutionStatus::Aborted => Self::Aborted,
            other => Self::Unknown(other.as_str().to_owned()),
        }
    }
}

impl Child {
    /// The account that the item is about, as `share-licenses` gives it to a child.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.input["account"].as_str()
    }

    /// The account's name.
    #[must_use]
    pub fn account_name(&self) -> Option<&str> {
        self.input["account_name"].as_str()
    }
}

impl Ended {
    /// The execution's name: what its objects in the state bucket are kept under.
    #[must_use]
    pub fn name(&self) -> &str {
        self.execution.rsplit(':').next().unwrap_or(&self.execution)
    }
}

/// A moment as the standard library has it.
pub(super) fn moment(moment: Option<&DateTime>) -> Option<SystemTime> {
    moment.and_then(|moment| SystemTime::try_from(*moment).ok())
}

/// JSON text as JSON; text that is none, as a string.
pub(super) fn json(text: Option<&str>) -> Value {
    let text = text.unwrap_or("null");
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}
