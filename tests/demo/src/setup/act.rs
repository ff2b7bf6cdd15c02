//! One run of setup, with all that the demo says about it.

use std::time::Duration;

use domain::setup::finding::{Finding, Severity};
use serde::Serialize;

use crate::calls::{self, Counts};
use crate::licenses::Act as Share;

/// A run of setup that ended.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    /// Its name.
    pub(crate) run: String,
    /// How the execution ended.
    pub(crate) status: String,
    /// What was not in place at its first look.
    pub(crate) found: Vec<Finding>,
    /// What was not in place at its last look.
    pub(crate) left: Vec<Finding>,
    /// What it asked.
    pub(crate) asked: Vec<Asked>,
    /// What it changed, in order.
    pub(crate) fixed: Vec<Fixed>,
    /// Its calls.
    pub(crate) calls: Counts,
    /// How long it took on the simulated clock.
    pub(crate) virtual_time: Duration,
}

/// A question, and the answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Asked {
    /// Why it asks.
    pub(crate) reasons: Vec<String>,
    /// Every call that an approval allows.
    pub(crate) covers: Vec<String>,
    /// What was answered, by which run.
    pub(crate) answered: String,
}

/// One call that changed something.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Fixed {
    /// When, in virtual seconds since the run began.
    pub(crate) at_seconds: f64,
    /// What, in words.
    pub(crate) fix: String,
    /// The findings that it answers.
    pub(crate) answers: String,
    /// The account in which it was made.
    pub(crate) account: String,
    /// What came of it.
    pub(crate) result: String,
}

impl Act {
    /// Whether the run ended as its definition wants.
    pub(crate) fn succeeded(&self) -> bool {
        self.status == "SUCCEEDED"
    }

    /// How many calls changed something.
    pub(crate) fn mutating(&self) -> u64 {
        calls::mutating(&self.calls)
    }

    /// How many findings of this severity there were at the first look.
    pub(crate) fn found_of(&self, severity: Severity) -> usize {
        self.found.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Who may buy in AWS Marketplace, as the attached policies have it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Buyer {
    /// Who.
    pub(crate) who: String,
    /// In which account.
    pub(crate) account: String,
    /// Whether no policy denies it.
    pub(crate) may_buy: bool,
}

/// The runs of the story.
#[derive(Clone, Debug)]
pub(crate) struct Acts {
    /// The organization's name.
    pub(crate) organization: String,
    /// The check, before anything was changed.
    pub(crate) check: Act,
    /// What follows from it, unless only a plan was wanted.
    pub(crate) then: Option<Then>,
}

/// What follows from the check.
#[derive(Clone, Debug)]
pub(crate) struct Then {
    /// The run that fixed.
    pub(crate) fix: Act,
    /// Who may buy after it.
    pub(crate) buyers: Vec<Buyer>,
    /// The same run once more.
    pub(crate) again: Act,
    /// The run of the hub that shares.
    pub(crate) share: Share,
}
