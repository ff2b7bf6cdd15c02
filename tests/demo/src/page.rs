//! The HTML report: the page that the run itself makes, and below it the calls that only the demo can count.

use minijinja::{Environment, context, value::Serde};
use serde::Serialize;

use crate::{
    calls::{self, CallRow},
    failure::Failure,
    live::hours_minutes_seconds,
    outcome::Act,
};

const CALLS: &str = include_str!("calls.html.jinja");

/// The calls of one run, as the template wants them.
#[derive(Debug, Serialize)]
struct Section {
    id: String,
    rows: Vec<CallRow>,
    all: u64,
    mutating: u64,
    time: String,
}

/// The whole page, self-contained.
pub(crate) fn page(first: &Act, second: Option<&Act>) -> Result<String, Failure> {
    let environment = Environment::new();
    let sections = context! { first => Serde(section(first)), second => Serde(second.map(section)) };
    // The name's ending turns escaping on.
    let calls = environment
        .render_named_str("calls.html", CALLS, sections)
        .map_err(|error| Failure::Page(error.to_string()))?;
    domain::report::html(&first.report, &calls).map_err(|error| Failure::Page(error.to_string()))
}

fn section(act: &Act) -> Section {
    Section {
        id: act.report.run.id.clone(),
        rows: calls::rows(&act.calls),
        all: act.calls.values().sum(),
        mutating: calls::mutating(&act.calls),
        time: hours_minutes_seconds(act.virtual_time),
    }
}
