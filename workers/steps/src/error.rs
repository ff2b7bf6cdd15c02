//! What can go wrong, as the state machines see it: a closed set of seven names.

use std::fmt;

/// The seven classes. Their names are the `ErrorEquals` of `statemachines/*.asl.json`, and nothing else is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorClass {
    /// AWS asked for fewer calls, or did not answer: retry with full jitter.
    Throttled,
    /// Locked, in workflow, or another run holds the lease: wait a pass.
    Busy,
    /// Not ready yet: poll.
    NotReady,
    /// Already as wanted.
    Gone,
    /// A permission is missing: tell a person which.
    Denied,
    /// A configuration or input is wrong: stop before any write.
    Invalid,
    /// A defect of ours or an answer that cannot be: stop loudly.
    Bug,
}

impl ErrorClass {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Throttled, Self::Busy, Self::NotReady, Self::Gone, Self::Denied, Self::Invalid, Self::Bug];

    /// The name in `ErrorEquals`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Throttled => "Throttled",
            Self::Busy => "Busy",
            Self::NotReady => "NotReady",
            Self::Gone => "Gone",
            Self::Denied => "Denied",
            Self::Invalid => "Invalid",
            Self::Bug => "Bug",
        }
    }

    /// The code under which RUNBOOK.md explains it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Throttled => "MPA-001",
            Self::Busy => "MPA-002",
            Self::NotReady => "MPA-003",
            Self::Gone => "MPA-004",
            Self::Denied => "MPA-005",
            Self::Invalid => "MPA-006",
            Self::Bug => "MPA-007",
        }
    }
}

/// The errors with which a finished piece of work tells that it failed; all uncaught on purpose.
pub const ACCOUNT_FAILED: &str = "AccountFailed";
/// See [`ACCOUNT_FAILED`]; this one ends the run.
pub const ACCOUNTS_FAILED: &str = "AccountsFailed";
/// See [`ACCOUNT_FAILED`]; of an experience.
pub const EXPERIENCE_FAILED: &str = "ExperienceFailed";
/// See [`ACCOUNTS_FAILED`]; this one ends a run of `sync-experiences`.
pub const EXPERIENCES_FAILED: &str = "ExperiencesFailed";
/// See [`ACCOUNTS_FAILED`]; this one ends a run of `setup`.
pub const SETUP_INCOMPLETE: &str = "SetupIncomplete";

/// An error of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepError {
    name: &'static str,
    code: &'static str,
    message: String,
}

impl StepError {
    /// An error of a class. `message` says where, what, and what to do next.
    pub fn new(class: ErrorClass, message: impl Into<String>) -> Self {
        Self { name: class.name(), code: class.code(), message: message.into() }
    }

    /// One account's actions failed: the child execution turns red with its name.
    pub fn account_failed(message: impl Into<String>) -> Self {
        Self { name: ACCOUNT_FAILED, code: "MPA-008", message: message.into() }
    }

    /// Accounts failed: the run ends FAILED with their names.
    pub fn accounts_failed(message: impl Into<String>) -> Self {
        Self { name: ACCOUNTS_FAILED, code: "MPA-009", message: message.into() }
    }

    /// One experience is not as it should be: the child execution turns red with its name.
    pub fn experience_failed(message: impl Into<String>) -> Self {
        Self { name: EXPERIENCE_FAILED, code: "MPA-010", message: message.into() }
    }

    /// Experiences failed: the run ends FAILED with their names.
    pub fn experiences_failed(message: impl Into<String>) -> Self {
        Self { name: EXPERIENCES_FAILED, code: "MPA-011", message: message.into() }
    }

    /// Something that blocks is not in place, or a fix failed: the run ends FAILED with the findings.
    pub fn setup_incomplete(message: impl Into<String>) -> Self {
        Self { name: SETUP_INCOMPLETE, code: "MPA-012", message: message.into() }
    }

    /// The name that Step Functions sees.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for StepError {}

/// A defect: something that this program wrote itself cannot be read back.
pub fn bug(what: &str, error: &dyn fmt::Display) -> StepError {
    StepError::new(ErrorClass::Bug, format!("{what}: {error}; report this with the run's files"))
}

/// A configuration or input that has to be put right by a person.
pub fn invalid(message: impl Into<String>) -> StepError {
    StepError::new(ErrorClass::Invalid, message)
}

impl From<domain::observation::Incomplete> for StepError {
    fn from(error: domain::observation::Incomplete) -> Self {
        Self::new(ErrorClass::Bug, error.to_string())
    }
}
