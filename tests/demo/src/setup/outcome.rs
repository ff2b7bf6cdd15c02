//! The outcome of the scenario as data: what `--json` leaves, whose form is a contract.

use domain::{report::Row, setup::finding::Finding};
use serde::Serialize;

use super::act::{Act, Acts, Asked, Buyer, Fixed};
use crate::calls::Counts;

/// What `--json` leaves.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome<'a> {
    /// Which scenario it is the outcome of.
    scenario: &'static str,
    /// The check, before anything was changed.
    check: Part<'a>,
    /// The run that fixed.
    fix: Option<Part<'a>>,
    /// The same run once more.
    again: Option<Part<'a>>,
    /// Who may buy after it.
    buyers: &'a [Buyer],
    /// What the hub shared then.
    shared: &'a [Row],
}

/// One run.
#[derive(Debug, Serialize)]
struct Part<'a> {
    run: &'a str,
    status: &'a str,
    found: &'a [Finding],
    left: &'a [Finding],
    asked: &'a [Asked],
    fixed: &'a [Fixed],
    calls: &'a Counts,
    mutating_calls: u64,
    virtual_seconds: f64,
}

/// The outcome of the story.
pub(crate) fn outcome(acts: &Acts) -> Outcome<'_> {
    let then = acts.then.as_ref();
    Outcome {
        scenario: "setup",
        check: part(&acts.check),
        fix: then.map(|then| part(&then.fix)),
        again: then.map(|then| part(&then.again)),
        buyers: then.map_or(&[], |then| &then.buyers),
        shared: then.map_or(&[], |then| &then.share.report.outcomes),
    }
}

fn part(act: &Act) -> Part<'_> {
    Part {
        run: &act.run,
        status: &act.status,
        found: &act.found,
        left: &act.left,
        asked: &act.asked,
        fixed: &act.fixed,
        calls: &act.calls,
        mutating_calls: act.mutating(),
        virtual_seconds: act.virtual_time.as_secs_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::sample;

    #[test]
    fn the_json_has_the_promised_form() {
        insta::assert_json_snapshot!(outcome(&sample::acts()));
    }
}
