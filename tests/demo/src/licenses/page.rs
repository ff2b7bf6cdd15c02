//! The HTML report: the page that the run itself makes, and below it the calls that only the demo can count.

use minijinja::{Environment, context, value::Serde};
use serde::Serialize;

use super::outcome::Act;
use crate::{
    calls::{self, CallRow},
    failure::Failure,
    live::hours_minutes_seconds,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licenses::sample;

    #[test]
    fn the_page_holds_the_calls_and_needs_nothing_from_elsewhere() {
        let page = page(&sample::act(), Some(&sample::act())).unwrap();
        assert!(page.contains("A second run right after"), "{page}");
        assert!(page.contains("<td>CreateGrant</td><td class=\"number\">2</td>"), "{page}");
        for outside in ["http://", "https://", "<script", "@import", "src="] {
            assert!(!page.contains(outside), "the page has {outside}");
        }
    }

    #[test]
    fn names_of_accounts_cannot_become_markup() {
        let mut act = sample::act();
        act.report.outcomes[0].account_name = "<b>bold</b>".into();
        act.calls.insert("service.<i>".into(), 1);
        let page = page(&act, None).unwrap();
        assert!(!page.contains("<b>bold") && !page.contains("<i>"), "{page}");
    }
}
