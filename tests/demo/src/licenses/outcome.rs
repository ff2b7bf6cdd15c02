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
    /// From the start to the end of the run, on the simulated clock.
    pub(crate) virtual_seconds: f64,
    /// The run before it, that an event started.
    pub(crate) event_run: Option<OtherRun<'a>>,
    /// The run right after.
    pub(crate) second_run: Option<OtherRun<'a>>,
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

/// A run beside the one that all is told of.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OtherRun<'a> {
    id: &'a str,
    status: &'a str,
    summary: Summary,
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

/// The runs of the story.
#[derive(Clone, Debug)]
pub(crate) struct Acts {
    /// The one that the event started, for one account.
    pub(crate) event: Option<Act>,
    /// The full pass.
    pub(crate) full: Act,
    /// The one right after, with nothing left to do.
    pub(crate) second: Option<Act>,
}

/// The outcome of the story.
pub(crate) fn outcome(acts: &Acts) -> Outcome<'_> {
    let full = &acts.full;
    Outcome {
        run: RunPart {
            head: &full.report.run,
            status: &full.status,
            summary: full.report.summary,
            notes: &full.report.notes,
            stopped: &full.report.stopped,
        },
        outcomes: &full.report.outcomes,
        grants: &full.grants,
        calls: &full.calls,
        virtual_seconds: full.virtual_time.as_secs_f64(),
        event_run: acts.event.as_ref().map(other_run),
        second_run: acts.second.as_ref().map(other_run),
    }
}

fn other_run(act: &Act) -> OtherRun<'_> {
    OtherRun {
        id: &act.report.run.id,
        status: &act.status,
        summary: act.report.summary,
        calls: &act.calls,
        mutating_calls: calls::mutating(&act.calls),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licenses::sample;

    #[test]
    fn the_json_has_the_promised_form() {
        let second =
            Act { calls: [("license-manager.ListReceivedLicenses".to_owned(), 2)].into(), ..sample::act() };
        let acts = Acts { event: Some(sample::act()), full: sample::act(), second: Some(second) };
        insta::assert_json_snapshot!(outcome(&acts));
    }
}
