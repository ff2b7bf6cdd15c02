//! One experience on its way through the state machine: every step gets it whole and gives it back whole.

use domain::approval::{Answered, Question};
use domain::experience::identity::{ChangeSetId, ExperienceId};
use domain::experience::settings::Assignment;
use domain::identifier::ExecutionArn;
use domain::run::{PAYLOAD_VERSION, Run};
use domain::work::Caught;
use serde::{Deserialize, Serialize};

/// The item of one child execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperienceItem {
    /// The payload version.
    pub v: u32,
    /// The experience, for whoever looks at the child in the console.
    pub experience: ExperienceId,
    /// Which one it follows.
    pub follows: ExperienceId,
    /// Whether it was found in the organization.
    pub found: bool,
    /// The run that the item belongs to, and that must hold the lease.
    pub run: Run,
    /// The pass, from 1: a run that looks again begins the next one.
    pub pass: u32,
    /// The revision of the snapshot.
    pub revision: u64,
    /// What to do next: the state machine chooses by it.
    pub next: Next,
    /// How long to wait before that.
    #[serde(default)]
    pub wait_seconds: u32,
    /// The change set that is at work.
    #[serde(default)]
    pub change_set: Option<ChangeSetId>,
    /// Looks at it so far.
    #[serde(default)]
    pub polls: u32,
    /// Waits for change sets of others so far.
    #[serde(default)]
    pub waits: u32,
    /// Change sets applied so far.
    #[serde(default)]
    pub sets_applied: u32,
    /// Change sets that are left, the present one included.
    #[serde(default)]
    pub sets_left: u32,
    /// What a person has to answer first, or answered.
    #[serde(default)]
    pub question: Option<Question>,
    /// The answer.
    #[serde(default)]
    pub answer: Option<Answered>,
    /// The error that the state machine caught.
    #[serde(default)]
    pub failure: Option<Caught>,
    /// The child execution that worked on it, as soon as that concludes it.
    #[serde(default)]
    pub child: Option<ExecutionArn>,
}

/// What comes next for an experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Read it and plan, or plan anew.
    Compare,
    /// Ask a person.
    Ask,
    /// Start the present change set.
    Start,
    /// Look at the change set that is at work.
    Check,
    /// Take down what became of it.
    Conclude,
}

impl ExperienceItem {
    /// One that nothing was done about yet, in a pass that works from the snapshot of this revision.
    pub fn new(assignment: Assignment, run: Run, pass: u32, revision: u64) -> Self {
        Self {
            v: PAYLOAD_VERSION,
            experience: assignment.experience,
            follows: assignment.follows,
            found: assignment.found,
            run,
            pass,
            revision,
            next: Next::Compare,
            wait_seconds: 0,
            change_set: None,
            polls: 0,
            waits: 0,
            sets_applied: 0,
            sets_left: 0,
            question: None,
            answer: None,
            failure: None,
            child: None,
        }
    }

    /// The experience and the one that it follows.
    pub fn assignment(&self) -> Assignment {
        Assignment { experience: self.experience.clone(), follows: self.follows.clone(), found: self.found }
    }
}
