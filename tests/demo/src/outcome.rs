//! The outcome of the demo as data: what `--json` leaves, whose form is a contract.

use std::time::Duration;

use domain::report::{Report, Row, RunHead, Summary};
use serde::Serialize;
use sim::GrantView;

use crate::calls::{self, Counts};

/// What `--json` leaves.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Outcome<'a> {
    /// The run.
    pub(crate) run: RunPart<'a>,
    /// One row for each account and product.
    pub(crate) outcomes: &'a [Row],
    /// The grants of the simulated License Manager when the run had ended, other people's too.
    pub(crate) grants: &'a [GrantView],
    /// Calls of the run per `service.Operation`.
    pub(crate) calls: &'a Counts,
    /// From the event to the end of the run, on the simulated clock.
    pub(crate) virtual_seconds: f64,
    /// The run right after.
    pub(crate) second_run: Option<SecondRun<'a>>,
}

/// The run, as its report has it, and how it ended.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RunPart<'a> {
    #[serde(flatten)]
    head: &'a RunHead,
    status: &'a str,
    summary: Summary,
    notes: &'a [String],
    stopped: &'a [String],
}

/// A run that had nothing left to do.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SecondRun<'a> {
    id: &'a str,
    status: &'a str,
    calls: &'a Counts,
    mutating_calls: u64,
}

/// One run that ended, with all that the demo says about it.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    /// Its report, as the run itself wrote it.
    pub(crate) report: Report,
    /// How the execution ended.
    pub(crate) status: String,
    /// Its calls.
    pub(crate) calls: Counts,
    /// The grants after it.
    pub(crate) grants: Vec<GrantView>,
    /// How long it took on the simulated clock.
    pub(crate) virtual_time: Duration,
}

impl Act {
    /// Whether the run ended as its definition wants.
    pub(crate) fn succeeded(&self) -> bool {
        self.status == "SUCCEEDED"
    }
}

/// The outcome of the story.
pub(crate) fn outcome<'a>(first: &'a Act, second: Option<&'a Act>) -> Outcome<'a> {
    Outcome {
        run: RunPart {
            head: &first.report.run,
            status: &first.status,
            summary: first.report.summary,
            notes: &first.report.notes,
            stopped: &first.report.stopped,
        },
        outcomes: &first.report.outcomes,
        grants: &first.grants,
        calls: &first.calls,
        virtual_seconds: first.virtual_time.as_secs_f64(),
        second_run: second.map(|act| SecondRun {
            id: &act.report.run.id,
            status: &act.status,
            calls: &act.calls,
            mutating_calls: calls::mutating(&act.calls),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_json_has_the_promised_form() {
        let act = sample::act();
        let second =
            Act { calls: [("license-manager.ListReceivedLicenses".to_owned(), 2)].into(), ..sample::act() };
        insta::assert_json_snapshot!(outcome(&act, Some(&second)));
    }
}
