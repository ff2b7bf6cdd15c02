//! The cases as a table, in the form that `BENCHMARKS.md` keeps.

use std::fmt::Write;

use super::{Hours, Measured, Sides};

const HEAD: &str = "\
| case | client | change sets | simulated time | of it the Catalog | ratio | calls |
|---|---|---:|---:|---:|---:|---|
";

/// All cases, each with both clients; then the hour after, with nothing to do.
pub(super) fn of(sides: &[Sides]) -> String {
    let mut text = HEAD.to_owned();
    for one in sides {
        let ratio = format!("{:.1} x", one.serial.work.seconds / one.ours.work.seconds);
        row(&mut text, one.case.title, "serial client", &one.serial.work, "");
        row(&mut text, "", "Marketplace Steward", &one.ours.work, &ratio);
    }
    if let Some(Sides { serial: Hours { nothing: serial, .. }, ours: Hours { nothing: ours, .. }, .. }) =
        sides.last()
    {
        row(&mut text, "the hour after the last one: nothing to do", "serial client", serial, "");
        row(&mut text, "", "Marketplace Steward", ours, "");
    }
    text
}

fn row(text: &mut String, case: &str, client: &str, measured: &Measured, ratio: &str) {
    let Measured { change_sets, seconds, catalog_seconds, .. } = measured;
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "| {case} | {client} | {change_sets} | {} | {} | {ratio} | {} |",
        minutes(*seconds),
        minutes(*catalog_seconds),
        calls(measured)
    );
}

fn minutes(seconds: f64) -> String {
    format!("{}:{:02}", seconds as u64 / 60, seconds as u64 % 60)
}

/// `125 StartChangeSet, 8 DescribeEntity`, the most frequent first.
fn calls(measured: &Measured) -> String {
    let mut counts: Vec<(&str, u64)> = measured
        .calls
        .iter()
        .map(|(name, count)| (name.split_once('.').map_or(name.as_str(), |(_, operation)| operation), *count))
        .collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    let words: Vec<String> = counts.iter().map(|(operation, count)| format!("{count} {operation}")).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_names_calls_by_operation_and_time_in_minutes() {
        let calls =
            [("marketplace-catalog.StartChangeSet", 40), ("marketplace-catalog.DescribeChangeSet", 400)];
        let measured = Measured {
            change_sets: 40,
            seconds: 125.9,
            catalog_seconds: 61.0,
            calls: calls.map(|(name, count)| (name.to_owned(), count)).into(),
        };
        let mut text = String::new();
        row(&mut text, "many", "anyone", &measured, "2.0 x");
        let calls = "400 DescribeChangeSet, 40 StartChangeSet";
        assert_eq!(text, format!("| many | anyone | 40 | 2:05 | 1:01 | 2.0 x | {calls} |\n"));
    }
}
