//! The round of a run, in either state machine about licenses: its variables, and "Finish" with "Look again?" at its end.

use std::collections::BTreeSet;

use steps::error::StepError;
use steps::snapshot::PassRequest;
use steps::{finish, report};

use super::hub::Hub;

/// `run`, `pass` and `first_pass`; the others by their names.
#[derive(Debug)]
pub(super) struct Variables {
    pub(super) at: PassRequest,
    pub(super) seen: BTreeSet<String>,
    pub(super) redrives: u32,
}

impl Variables {
    /// What a person approved begins a round of its own.
    pub(super) fn begin_round(&mut self) {
        let pass = self.at.pass + 1;
        (self.at.first_pass, self.at.pass) = (pass, pass);
    }
}

impl Hub {
    /// Ends the round of a run that was redriven so many times; `true`: another one begins.
    pub(super) async fn end_round(
        &self,
        variables: &mut Variables,
        redrives: u32,
        report: report::Answer,
    ) -> Result<bool, StepError> {
        let redrives = finish::Redrives { now: redrives, answered: variables.redrives };
        let (run, seen) = (variables.at.run.clone(), variables.seen.clone());
        let request = finish::Request { run, report, seen, redrives };
        let finished = self.patient(async || finish::run(&self.deployed, request.clone()).await).await?;
        let finish::Answer::LookAgain { run, seen, .. } = finished else { return Ok(false) };
        let pass = variables.at.pass + 1;
        (variables.at, variables.seen) = (PassRequest { run, pass, first_pass: pass }, seen);
        Ok(true)
    }
}
