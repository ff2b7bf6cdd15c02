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
