//! The HTML page of the scenario, in the look of the report's page: what became of each experience, when which change set was
//! at work, and who called what.

use domain::report::STYLE;
use minijinja::{Environment, context, value::Serde};
use serde::Serialize;

use super::{
    hour::{Hour, OrganizationCalls, Published},
    row::{Row, rows, rows_of},
    tables::operations,
    timeline::SetBar,
};
use crate::{failure::Failure, live::hours_minutes_seconds};

const PAGE: &str = include_str!("page.html.jinja");

/// An hour, as the template wants it.
#[derive(Debug, Serialize)]
struct HourSection {
    published: Published,
    plan_only: bool,
    members: Vec<MemberSection>,
    lanes: Vec<Lane>,
    organizations: Vec<String>,
    operations: Vec<OperationLine>,
    allowed: u32,
    denied: u32,
    quarantined: usize,
    change_sets: usize,
    mutating: u64,
    all: u64,
    time: String,
}

/// A member organization: its run, and one row for each experience.
#[derive(Debug, Serialize)]
struct MemberSection {
    organization: String,
    account: String,
    execution: String,
    status: String,
    rows: Vec<Row>,
}

/// The change sets of one experience, one after the other.
#[derive(Debug, Serialize)]
struct Lane {
    organization: String,
    name: String,
    sets: Vec<Block>,
}

/// A change set on the time line; its place is in hundredths of the hour's width.
#[derive(Debug, Serialize)]
struct Block {
    left: f64,
    width: f64,
    applied: bool,
    told: String,
}

/// An operation, and how often each organization called it.
#[derive(Debug, Serialize)]
struct OperationLine {
    name: String,
    mutating: bool,
    counts: Vec<u64>,
}

/// The whole page, self-contained.
pub(crate) fn page(first: &Hour, second: Option<&Hour>) -> Result<String, Failure> {
    let context = context! {
        style => STYLE,
        first => Serde(section(first)),
        second => Serde(second.map(section)),
    };
    // The name's ending turns escaping on.
    let page = Environment::new().render_named_str("page.html", PAGE, context);
    page.map_err(|error| Failure::Page(error.to_string()))
}

fn section(hour: &Hour) -> HourSection {
    let rows = rows(hour);
    let members = hour.members.iter().map(|member| MemberSection {
        organization: member.organization.clone(),
        account: member.account.clone(),
        execution: member.report.run.execution.to_string(),
        status: member.status.clone(),
        rows: rows_of(member),
    });
    HourSection {
        published: hour.published.clone(),
        plan_only: hour.is_plan_only(),
        lanes: lanes(hour, &rows),
        members: members.collect(),
        organizations: hour.calls.iter().map(|one| one.organization.clone()).collect(),
        operations: operations(&hour.calls).into_iter().map(|name| line(name, &hour.calls)).collect(),
        allowed: rows.iter().map(|row| row.allowed).sum(),
        denied: rows.iter().map(|row| row.denied).sum(),
        quarantined: rows.iter().map(|row| row.quarantined).sum(),
        change_sets: hour.members.iter().map(|member| member.change_sets.len()).sum(),
        mutating: hour.mutating(),
        all: hour.calls_total(),
        time: hours_minutes_seconds(hour.virtual_time),
    }
}

fn line(name: &str, calls: &[OrganizationCalls]) -> OperationLine {
    let counts = calls.iter().map(|one| one.counts.get(name).copied().unwrap_or(0)).collect();
    OperationLine { name: name.to_owned(), mutating: sim::is_mutating(name), counts }
}

/// One lane for each experience that had change sets.
fn lanes(hour: &Hour, rows: &[Row]) -> Vec<Lane> {
    let sets: Vec<&SetBar> = hour.members.iter().flat_map(|member| &member.change_sets).collect();
    let whole = hour.virtual_time.as_secs_f64().max(1.0);
    let lanes = rows.iter().map(|row| Lane {
        organization: row.organization.clone(),
        name: row.name.clone(),
        sets: sets
            .iter()
            .filter(|set| set.experience == row.experience)
            .map(|set| block(set, whole))
            .collect(),
    });
    lanes.filter(|lane| !lane.sets.is_empty()).collect()
}

fn block(set: &SetBar, whole: f64) -> Block {
    let hundredths = |seconds: f64| (seconds / whole * 10_000.0).round() / 100.0;
    let seconds = set.ended_seconds - set.started_seconds;
    let how = if set.applied { "applied" } else { "failed" };
    Block {
        left: hundredths(set.started_seconds),
        width: hundredths(seconds),
        applied: set.applied,
        told: format!("{}: {} products, {how} after {seconds:.0} s", set.change_set, set.products),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiences::sample;

    #[test]
    fn the_page_holds_both_hours_and_needs_nothing_from_elsewhere() {
        let page = page(&sample::first(), Some(&sample::second())).unwrap();
        assert!(page.contains("The hour after") && page.contains("prod-hf00000000042"), "{page}");
        for outside in ["http://", "https://", "<script", "@import", "src="] {
            assert!(!page.contains(outside), "the page has {outside}");
        }
    }

    #[test]
    fn a_plan_is_not_shown_as_done() {
        let mut hour = sample::first();
        for member in &mut hour.members {
            member.report.run.plan_only = true;
        }
        let page = page(&hour, None).unwrap();
        assert!(page.contains("products to allow") && page.contains("nothing was written"), "{page}");
    }

    #[test]
    fn names_cannot_become_markup() {
        let mut hour = sample::first();
        hour.members[0].organization = "<b>bold</b>".into();
        hour.members[0].report.experiences[0].name = "<i>slanted</i>".into();
        hour.calls[0].counts.insert("service.<u>".into(), 1);
        let page = page(&hour, None).unwrap();
        assert!(!page.contains("<b>bold") && !page.contains("<i>slanted") && !page.contains("<u>"), "{page}");
    }

    #[test]
    fn a_change_set_has_its_place_on_the_time_line() {
        let lanes = section(&sample::first()).lanes;
        let lane = &lanes[0];
        assert_eq!((lane.organization.as_str(), lane.sets.len()), ("Finch Retail", 2));
        assert!(lane.sets[0].left + lane.sets[0].width <= lane.sets[1].left, "{lane:?}");
        assert!(lanes.iter().any(|lane| lane.sets.iter().any(|set| !set.applied)), "{lanes:?}");
    }
}
