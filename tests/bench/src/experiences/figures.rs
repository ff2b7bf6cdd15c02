//! The figures of a case: ours with their goals, those of the serial client beside them.

use super::{Hours, Measured, Sides};
use crate::figure::{Figure, Goal};

/// What is added to the name of a figure of the serial client.
const SERIAL: &str = "_serial";

/// All figures of a case.
pub(super) fn of(sides: &Sides) -> Vec<Figure> {
    let prefix = format!("experiences_{}", sides.case.name);
    let sets_goal = Goal::AtMost((sides.case.sets_least * sides.case.followers as u64) as f64);
    let mut figures = of_client(&prefix, "", &sides.ours, sets_goal, Goal::AtMost(0.0));
    figures.extend(of_client(&prefix, SERIAL, &sides.serial, Goal::None, Goal::None));
    let speedup = sides.serial.work.seconds / sides.ours.work.seconds;
    let goal = sides.case.speedup_least.map_or(Goal::None, Goal::AtLeast);
    figures.push(Figure::new(format!("{prefix}_speedup"), rounded(speedup), "x", goal));
    figures
}

fn of_client(prefix: &str, client: &str, hours: &Hours, sets: Goal, mutating: Goal) -> Vec<Figure> {
    let Hours { work, nothing } = hours;
    let named = |what: &str| format!("{prefix}_{what}{client}");
    let calls = |what: &str, measured: &Measured| {
        let total = measured.calls_total() as f64;
        Figure::new(named(what), total, "calls", Goal::None).of_parts(measured.calls.clone())
    };
    vec![
        Figure::new(named("change_sets"), work.change_sets as f64, "change sets", sets),
        Figure::new(named("seconds"), rounded(work.seconds), "virtual seconds", Goal::None),
        Figure::new(named("catalog_seconds"), rounded(work.catalog_seconds), "virtual seconds", Goal::None),
        calls("calls", work),
        calls("no_change_calls", nothing),
        Figure::new(named("no_change_mutating_calls"), nothing.calls_mutating() as f64, "calls", mutating),
    ]
}

/// Two digits are more than a clock of a busy machine is worth.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiences::case::CASES;

    /// A client that had so many change sets and took so long.
    fn hours(change_sets: u64, seconds: f64) -> Hours {
        let work = Measured { change_sets, seconds, ..Measured::default() };
        Hours { work, nothing: Measured::default() }
    }

    fn line(sides: &Sides, name: &str) -> String {
        let begin = format!("{{\"name\":\"{name}\",");
        let lines = of(sides).into_iter().map(|figure| figure.line());
        lines.filter(|line| line.starts_with(&begin)).collect()
    }

    #[test]
    fn ours_are_held_against_the_least_change_sets_and_the_serial_client() {
        let sides = Sides { case: CASES[2], serial: hours(120, 6_000.0), ours: hours(60, 1_000.0) };
        let sets = line(&sides, "experiences_1000_and_1000_to_three_change_sets");
        assert!(sets.ends_with(r#""value":60.0,"unit":"change sets","goal":60.0,"holds":true}"#), "{sets}");
        let speedup = line(&sides, "experiences_1000_and_1000_to_three_speedup");
        assert!(speedup.ends_with(r#""value":6.0,"unit":"x","goal":4.0,"holds":true}"#), "{speedup}");
        let serial = line(&sides, "experiences_1000_and_1000_to_three_change_sets_serial");
        assert!(serial.ends_with(r#""goal":null,"holds":true}"#), "{serial}");
    }

    #[test]
    fn one_change_set_too_many_does_not_hold() {
        let sides = Sides { case: CASES[0], serial: hours(40, 1_800.0), ours: hours(41, 1_800.0) };
        assert!(of(&sides).iter().any(|figure| !figure.holds()));
    }
}
