//! One change set: who started it, what it changes, and how far it is.

use crate::clock::VirtualTime;

use super::change::Change;

/// `Status` of a change set, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeSetStatus {
    /// It is checked; it can still be cancelled.
    Preparing,
    /// It is carried out.
    Applying,
    /// All of it was done.
    Succeeded,
    /// Nothing of it was done.
    Failed,
    /// It was called off.
    Cancelled,
}

impl ChangeSetStatus {
    /// AWS's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preparing => "PREPARING",
            Self::Applying => "APPLYING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Whether nothing can follow it.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

/// `FailureCode` of a change set, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailureCode {
    /// What was asked for can not be done.
    ClientError,
    /// AWS failed; the same may succeed the next time.
    ServerFault,
}

impl FailureCode {
    /// AWS's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientError => "CLIENT_ERROR",
            Self::ServerFault => "SERVER_FAULT",
        }
    }
}

/// One change set.
#[derive(Debug, Clone)]
pub(crate) struct ChangeSet {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) name: Option<String>,
    /// The account it belongs to, which hears of its end.
    pub(crate) owner: String,
    pub(crate) started: VirtualTime,
    pub(crate) ended: Option<VirtualTime>,
    pub(crate) status: ChangeSetStatus,
    pub(crate) failure: Option<(FailureCode, String)>,
    pub(crate) changes: Vec<Change>,
}

impl ChangeSet {
    /// Whether one of its changes is about this experience.
    pub(crate) fn names(&self, experience: &str) -> bool {
        self.changes.iter().any(|change| change.experience == experience)
    }

    /// The experiences it is about, each once, in the order of the changes.
    pub(crate) fn experiences(&self) -> Vec<&str> {
        let mut seen = Vec::new();
        for change in &self.changes {
            if !seen.contains(&change.experience.as_str()) {
                seen.push(change.experience.as_str());
            }
        }
        seen
    }
}
