//! The cases as two tables, in the form that `BENCHMARKS.md` keeps: what each client needed, and what it called.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Hours, Measured, Sides};

/// The client beside us.
const SERIAL: &str = "serial client";
/// Us.
const OURS: &str = "Marketplace Steward";
/// The row of the hours after.
const NOTHING: &str = "the hour after that: nothing to do";

/// A client's part of a case.
struct Row<'a> {
    case: &'a str,
    client: &'a str,
    measured: &'a Measured,
    /// How much sooner we were done.
    ratio: Option<f64>,
}

/// All cases, each with both clients; then the hour after the last one.
pub(super) fn of(sides: &[Sides]) -> String {
    let rows = rows(sides);
    // Writing to a String cannot fail.
    let mut text = String::new();
    let _ = writeln!(text, "| case | client | change sets | simulated time | of it the Catalog | ratio |");
    let _ = writeln!(text, "|---|---|---:|---:|---:|---:|");
    for Row { case, client, measured, ratio } in &rows {
        let Measured { change_sets, seconds, catalog_seconds, .. } = measured;
        let (time, catalog) = (minutes(*seconds), minutes(*catalog_seconds));
        let ratio = ratio.map(|ratio| format!("{ratio:.1} x")).unwrap_or_default();
        let _ = writeln!(text, "| {case} | {client} | {change_sets} | {time} | {catalog} | {ratio} |");
    }
    let operations: BTreeSet<&String> = rows.iter().flat_map(|row| row.measured.calls.keys()).collect();
    let titles: Vec<&str> = operations.iter().map(|name| operation(name)).collect();
    let _ = writeln!(text, "\n| case | client | {} |", titles.join(" | "));
    let _ = writeln!(text, "|---|---|{}", "---:|".repeat(titles.len()));
    for Row { case, client, measured, .. } in &rows {
        let count = |name: &&String| measured.calls.get(*name).copied().unwrap_or(0).to_string();
        let counts: Vec<String> = operations.iter().map(count).collect();
        let _ = writeln!(text, "| {case} | {client} | {} |", counts.join(" | "));
    }
    text
}

fn rows(sides: &[Sides]) -> Vec<Row<'_>> {
    let pair = |case, serial, ours, ratio| {
        [
            Row { case, client: SERIAL, measured: serial, ratio: None },
            Row { case: "", client: OURS, measured: ours, ratio },
        ]
    };
    let mut rows: Vec<Row<'_>> = Vec::new();
    for Sides { case, serial, ours } in sides {
        let ratio = serial.work.seconds / ours.work.seconds;
        rows.extend(pair(case.title, &serial.work, &ours.work, Some(ratio)));
    }
    if let Some(Sides { serial: Hours { nothing: serial, .. }, ours: Hours { nothing: ours, .. }, .. }) =
        sides.last()
    {
        rows.extend(pair(NOTHING, serial, ours, None));
    }
    rows
}

/// The operation without its service.
fn operation(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, operation)| operation)
}

fn minutes(seconds: f64) -> String {
    format!("{}:{:02}", seconds as u64 / 60, seconds as u64 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiences::case::CASES;

    fn measured(change_sets: u64, seconds: f64) -> Measured {
        let calls = [("marketplace-catalog.StartChangeSet".to_owned(), change_sets)].into();
        Measured { change_sets, seconds, catalog_seconds: 61.0, calls }
    }

    #[test]
    fn the_tables_show_both_clients_and_the_hour_after() {
        let hours = |seconds| Hours { work: measured(40, seconds), nothing: Measured::default() };
        let sides = [Sides { case: CASES[0], serial: hours(125.9), ours: hours(62.9) }];
        let text = of(&sides);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[2], format!("| {} | serial client | 40 | 2:05 | 1:01 |  |", CASES[0].title));
        assert_eq!(lines[3], "|  | Marketplace Steward | 40 | 1:02 | 1:01 | 2.0 x |");
        assert_eq!(lines[4], format!("| {NOTHING} | serial client | 0 | 0:00 | 0:00 |  |"));
        assert_eq!(lines[7], "| case | client | StartChangeSet |");
        assert_eq!(lines[10], "|  | Marketplace Steward | 40 |");
    }
}
