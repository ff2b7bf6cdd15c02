//! What became of one experience in one run.

use serde::{Deserialize, Serialize};

use crate::approval::{Answered, QuestionName};
use crate::experience::identity::ExperienceId;
use crate::experience::plan::{Counts, Line};
use crate::experience::quarantine::Refusal;
use crate::experience::skip::Skip;
use crate::identifier::ExecutionArn;
use crate::report::Class;

/// How an experience ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Not as wanted, and not without a person.
    Failed,
    /// The guard let nothing be done, and nobody approved it.
    Stopped,
    /// Not yet as wanted: the next run goes on.
    Waiting,
    /// Planned and not begun: the run was to end after its plan.
    Planned,
    /// As wanted, through this run, but for what is held and told.
    Changed,
    /// As wanted already, but for what is held and told.
    Unchanged,
    /// Left alone on purpose.
    Skipped,
}

impl Ended {
    /// Whether the child execution that worked on it is to be red.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::Stopped)
    }
}

/// `runs/<run>/pass-<nn>/outcomes/<experience>.json`, and a row of the report. What is counted is counted over all passes of
/// the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The payload version.
    pub v: u32,
    /// The experience.
    pub experience: ExperienceId,
    /// Its name; empty if it could not be read.
    pub name: String,
    /// The one that it follows.
    pub follows: ExperienceId,
    /// How it ended.
    pub ended: Ended,
    /// The class of what went wrong, if something did.
    pub class: Option<Class>,
    /// Why; ends with what to do when something is to be done.
    pub reason: String,
    /// Why it was left alone, if it was.
    pub skipped: Option<Skip>,
    /// What was planned.
    pub planned: Counts,
    /// What of it was done.
    pub done: Counts,
    /// What is not as wanted yet, but for what is held and refused.
    pub left: u32,
    /// Change sets that were applied.
    pub sets_applied: u32,
    /// What the Catalog refused.
    pub refused: Vec<Refusal>,
    /// What is wanted and not possible without a person.
    pub held: Vec<Line>,
    /// What the guard says against it.
    pub guard: Vec<String>,
    /// The question that was asked, by its name in the run.
    pub question: Option<QuestionName>,
    /// How it was answered.
    pub answer: Option<Answered>,
    /// What a person should know.
    pub notes: Vec<String>,
    /// The address of the logo that was applied last, by this run or an earlier one.
    pub logo_applied: Option<String>,
    /// The child execution that worked on it.
    pub child: Option<ExecutionArn>,
    /// The child's page in the AWS console.
    pub console: Option<String>,
}
