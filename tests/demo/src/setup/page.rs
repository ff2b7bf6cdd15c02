//! The HTML page of the scenario, in the look of the report's page: what was missing, what was asked, what was done and how
//! long each took to show, who may buy now, and what was shared.

use domain::report::{Row, STYLE};
use domain::setup::finding::Finding;
use minijinja::{Environment, context, value::Serde};
use serde::Serialize;

use super::{
    act::{Act, Acts, Asked, Buyer, Then},
    tables::is_done,
};
use crate::{failure::Failure, live::hours_minutes_seconds};

const PAGE: &str = include_str!("page.html.jinja");

/// A run, as the template wants it.
#[derive(Debug, Serialize)]
struct Section {
    run: String,
    status: String,
    found: Vec<Finding>,
    left: Vec<Finding>,
    asked: Vec<Asked>,
    bars: Vec<Bar>,
    mutating: u64,
    all: u64,
    time: String,
}

/// A call on the time line; its place is in hundredths of the run's width. It lasts until the next one begins: until it shows.
#[derive(Debug, Serialize)]
struct Bar {
    fix: String,
    answers: String,
    account: String,
    result: String,
    done: bool,
    left: f64,
    width: f64,
    seconds: u64,
}

/// What follows from the check.
#[derive(Debug, Serialize)]
struct After {
    fix: Section,
    again: Section,
    buyers: Vec<Buyer>,
    shared: Vec<Row>,
    share_run: String,
    share_status: String,
    share_time: String,
}

/// The whole page, self-contained.
pub(crate) fn page(acts: &Acts) -> Result<String, Failure> {
    let context = context! {
        style => STYLE,
        organization => &acts.organization,
        check => Serde(section(&acts.check)),
        after => Serde(acts.then.as_ref().map(after)),
    };
    // The name's ending turns escaping on.
    let page = Environment::new().render_named_str("page.html", PAGE, context);
    page.map_err(|error| Failure::Page(error.to_string()))
}

fn after(then: &Then) -> After {
    After {
        fix: section(&then.fix),
        again: section(&then.again),
        buyers: then.buyers.clone(),
        shared: then.share.report.outcomes.clone(),
        share_run: then.share.report.run.id.clone(),
        share_status: then.share.status.clone(),
        share_time: hours_minutes_seconds(then.share.virtual_time),
    }
}

fn section(act: &Act) -> Section {
    Section {
        run: act.run.clone(),
        status: act.status.clone(),
        found: act.found.clone(),
        left: act.left.clone(),
        asked: act.asked.clone(),
        bars: bars(act),
        mutating: act.mutating(),
        all: act.calls.values().sum(),
        time: hours_minutes_seconds(act.virtual_time),
    }
}

fn bars(act: &Act) -> Vec<Bar> {
    let whole = act.virtual_time.as_secs_f64().max(1.0);
    let hundredths = |seconds: f64| (seconds / whole * 10_000.0).round() / 100.0;
    let ends = act.fixed.iter().skip(1).map(|fixed| fixed.at_seconds).chain([whole]);
    let bars = act.fixed.iter().zip(ends).map(|(fixed, end)| Bar {
        fix: fixed.fix.clone(),
        answers: fixed.answers.clone(),
        account: fixed.account.clone(),
        result: fixed.result.clone(),
        done: is_done(&fixed.result),
        left: hundredths(fixed.at_seconds),
        width: hundredths((end - fixed.at_seconds).max(0.0)),
        seconds: (end - fixed.at_seconds).max(0.0) as u64,
    });
    bars.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::sample;

    #[test]
    fn the_page_holds_all_runs_and_needs_nothing_from_elsewhere() {
        let page = page(&sample::acts()).unwrap();
        for told in ["SETUP-010", "Link License Manager", "denied by the guard rail", "Once more"] {
            assert!(page.contains(told), "the page lacks {told}: {page}");
        }
        for outside in ["http://", "https://", "<script", "@import", "src="] {
            assert!(!page.contains(outside), "the page has {outside}");
        }
    }

    #[test]
    fn a_plan_is_not_shown_as_done() {
        let acts = Acts { then: None, ..sample::acts() };
        let page = page(&acts).unwrap();
        assert!(page.contains("nothing was changed") && !page.contains("Once more"), "{page}");
    }

    #[test]
    fn names_cannot_become_markup() {
        let mut acts = sample::acts();
        acts.organization = "<b>bold</b>".into();
        acts.check.found[0].what = "<i>slanted</i>".into();
        let page = page(&acts).unwrap();
        assert!(!page.contains("<b>bold") && !page.contains("<i>slanted"), "{page}");
    }

    #[test]
    fn a_call_lasts_until_the_next_one_begins() {
        let bars = bars(&sample::fix());
        assert!(bars[0].left + bars[0].width <= bars[1].left + 0.01, "{bars:?}");
    }
}
