//! What people are told: the plan as text, the outcome of every action, the report of a run.

mod assemble;
mod change;
pub mod console;
mod plan_file;
mod plan_row;
mod plan_text;
mod receiver;
mod render;
mod rows;

pub use assemble::{MapRun, MapRuns, Report, RunHead, assemble, rerun_input};
pub use change::ChangeRow;
pub use plan_file::{NotSharedRow, PlanFile, Purpose, plan_file};
pub use plan_row::PlanRow;
pub(crate) use plan_text::cell;
pub use plan_text::plan_markdown;
pub(crate) use render::environment;
pub use render::{RenderError, STYLE, csv, html, markdown};
pub use rows::{Done, Row, Summary};

use serde::{Deserialize, Serialize};

use crate::identifier::GrantArn;
use crate::life_cycle::Hold;

/// What became of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What became of it.
    pub result: ActionResult,
    /// The class of what went wrong, if something did.
    pub class: Option<Class>,
    /// Why, for people; ends with what to do when something is to be done.
    pub reason: String,
    /// The grant, if there is one.
    pub grant: Option<GrantArn>,
}

/// How an action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionResult {
    /// As wanted, as observed.
    Done,
    /// Not as wanted, and not without a person.
    Failed,
    /// Not yet as wanted; AWS or a member account has to do its part.
    Waiting,
    /// Left alone on purpose.
    Skipped,
}

/// Classes of what goes wrong: the closed set that the state machine sees, and what AWS says of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// AWS asked for fewer calls.
    Throttled,
    /// Locked, or another run is at work.
    Busy,
    /// Not ready yet.
    NotReady,
    /// Not there.
    Gone,
    /// A permission is missing.
    Denied,
    /// A configuration is wrong.
    Invalid,
    /// A defect of ours or an answer that cannot be.
    Bug,
    /// AWS could not distribute the grant.
    WorkflowFailed,
    /// The member account has to accept.
    NotAccepted,
    /// The member account rejected it.
    Rejected,
    /// The account holds another license for the product.
    Conflict,
    /// It bears our name but not our tag.
    Foreign,
    /// The guard stopped the run.
    Stopped,
}

impl From<Hold> for Class {
    fn from(hold: Hold) -> Self {
        match hold {
            Hold::Rejected => Self::Rejected,
            Hold::WorkflowFailed => Self::WorkflowFailed,
            Hold::UnknownStatus => Self::Bug,
        }
    }
}

/// The word by which a variant of one of our plain enums goes in JSON; empty for what is no word.
pub(crate) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What a run goes by, in words. `digest` is the SHA-256 of the file, if there is one.
fn policy_told(digest: Option<&str>) -> String {
    digest.map_or_else(
        || "Policy: no policy.toml: the rule of the tag.".to_owned(),
        |digest| format!("Policy: policy.toml with SHA-256 {digest}."),
    )
}

impl Outcome {
    /// Whether the run leaves it alone from here on: trying again in the same run changes nothing.
    pub fn is_final_in_run(&self) -> bool {
        match self.result {
            ActionResult::Done => false,
            ActionResult::Failed | ActionResult::Skipped => true,
            ActionResult::Waiting => self.class == Some(Class::NotAccepted),
        }
    }
}
