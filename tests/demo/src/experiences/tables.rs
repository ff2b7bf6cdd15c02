//! The tables of the scenario: what became of each experience, and who called what.

use std::collections::BTreeSet;

use comfy_table::{Cell, CellAlignment, Color};

use super::{
    hour::{Hour, OrganizationCalls},
    row::{Kind, Row, rows},
};
use crate::tables::{Medium, empty_table};

/// Organization x experience: what was done, how it ended, and why.
pub(crate) fn outcomes(hour: &Hour, medium: Medium) -> String {
    let titles =
        ["organization", "experience", "result", "allowed", "denied", "quarantined", "change sets", "why"];
    let mut table = empty_table(&titles, medium);
    let mut before = String::new();
    for row in rows(hour) {
        let organization = if before == row.organization { String::new() } else { row.organization.clone() };
        table.add_row([
            Cell::new(organization),
            Cell::new(experience_cell(&row)),
            Cell::new(row.result).fg(color(row.kind)),
            number(row.allowed.into()),
            number(row.denied.into()),
            number(row.quarantined as u64),
            Cell::new(sets_cell(&row)).set_alignment(CellAlignment::Right),
            Cell::new(row.why.join("; ")),
        ]);
        before.clone_from(&row.organization);
    }
    table.trim_fmt()
}

/// Operation x organization: how often it was called.
pub(crate) fn calls(all: &[OrganizationCalls], medium: Medium) -> String {
    let mut titles = vec!["operation", ""];
    titles.extend(all.iter().map(|one| one.organization.as_str()));
    let mut table = empty_table(&titles, medium);
    for operation in operations(all) {
        let mark = if sim::is_mutating(operation) {
            Cell::new("changes something").fg(Color::Yellow)
        } else {
            Cell::new("reads")
        };
        let counts = all.iter().map(|one| number(one.counts.get(operation).copied().unwrap_or(0)));
        table.add_row([Cell::new(operation), mark].into_iter().chain(counts));
    }
    table.trim_fmt()
}

/// Every operation that somebody called: what changes something first.
pub(crate) fn operations(all: &[OrganizationCalls]) -> Vec<&str> {
    let names: BTreeSet<&str> = all.iter().flat_map(|one| one.counts.keys().map(String::as_str)).collect();
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_by_key(|name| !sim::is_mutating(name));
    names
}

/// How many calls change something, of all.
pub(crate) fn count_sentence(hour: &Hour) -> String {
    format!("{} mutating calls, of {} calls to the simulated services.", hour.mutating(), hour.calls_total())
}

fn experience_cell(row: &Row) -> String {
    let name = if row.name.is_empty() { "(not read)" } else { &row.name };
    format!("{name}, {}", row.experience)
}

fn sets_cell(row: &Row) -> String {
    match (row.sets_applied, row.sets_failed) {
        (0, 0) => "-".into(),
        (applied, 0) => applied.to_string(),
        (applied, failed) => format!("{applied}, {failed} failed"),
    }
}

fn number(number: u64) -> Cell {
    let text = if number == 0 { "-".to_owned() } else { number.to_string() };
    Cell::new(text).set_alignment(CellAlignment::Right)
}

fn color(kind: Kind) -> Color {
    match kind {
        Kind::Done => Color::Green,
        Kind::Failed => Color::Red,
        Kind::Waiting => Color::Yellow,
        Kind::Skipped => Color::DarkGrey,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiences::sample;

    #[test]
    fn each_experience_says_what_was_done_and_why() {
        insta::assert_snapshot!(outcomes(&sample::first(), Medium::File));
    }

    #[test]
    fn calls_stand_under_the_organization_that_made_them() {
        insta::assert_snapshot!(calls(&sample::first().calls, Medium::File));
    }
}
