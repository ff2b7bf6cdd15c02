//! A run that ended, as a story looks at it.

use domain::experience;
use domain::report::Report;
use local::{Child, Ended, Status};
use serde::de::DeserializeOwned;
use sim::{Call, Calls, is_mutating};

use crate::StoryError;

/// A run that ended.
#[derive(Debug)]
pub struct Run {
    /// How it ended.
    pub ended: Ended,
    /// All its children.
    pub children: Vec<Child>,
    /// The calls to the simulated services since the run was started by hand, or since the story began.
    pub calls: Calls,
    /// The report's bytes, or why there are none.
    pub(crate) report: Result<Vec<u8>, String>,
}

impl Run {
    /// The report that it left.
    ///
    /// # Errors
    /// When there is none, with the error that the run ended with.
    pub fn report(&self) -> Result<Report, StoryError> {
        self.read_report()
    }

    /// The report that it left, if it was about experiences.
    ///
    /// # Errors
    /// When there is none, with the error that the run ended with.
    pub fn report_of_experiences(&self) -> Result<experience::report::Report, StoryError> {
        self.read_report()
    }

    fn read_report<T: DeserializeOwned>(&self) -> Result<T, StoryError> {
        let bytes = self.report.as_ref().map_err(|why| self.without_report(why))?;
        serde_json::from_slice(bytes).map_err(|error| self.without_report(&error.to_string()))
    }

    /// Whether it ended well.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.ended.status == Status::Succeeded
    }

    /// How it was answered at its start, where it ended there: `coalesced`, `paused`, `nothing_left`.
    #[must_use]
    pub fn decision(&self) -> Option<&str> {
        decision(&self.ended)
    }

    /// The accounts whose child is red, in order.
    #[must_use]
    pub fn red_accounts(&self) -> Vec<&str> {
        let red = self.children.iter().filter(|child| child.status == Status::Failed);
        let mut accounts: Vec<&str> = red.filter_map(Child::account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    }

    /// What it says of its own failure; empty when it succeeded.
    #[must_use]
    pub fn failure(&self) -> String {
        [&self.ended.error, &self.ended.cause].into_iter().flatten().cloned().collect::<Vec<_>>().join(": ")
    }

    /// The calls that change something, as they were made, each with its moment.
    pub fn changes(&self) -> impl Iterator<Item = &Call> {
        self.calls.log.iter().filter(|call| is_mutating(&call.operation))
    }

    fn without_report(&self, why: &str) -> StoryError {
        let run = self.ended.name().to_owned();
        StoryError::Report { run, why: why.to_owned(), cause: self.failure() }
    }
}

/// How a run was answered at its start, where it ended there.
#[must_use]
pub fn decision(ended: &Ended) -> Option<&str> {
    ended.output.as_ref()?["decision"].as_str()
}
