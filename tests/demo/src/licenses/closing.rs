//! What the demo ends with: the tables, the sentence on the second run, and the files.

use xtask::flags::DemoFlags;

use super::{
    outcome::{Act, Acts, outcome},
    page::page,
    tables::{is_planned, outcomes},
};
use crate::{
    calls,
    failure::Failure,
    live::hours_minutes_seconds,
    output::{leave, print},
    tables::{self, Medium},
};

/// Where the page goes when nothing else was asked for.
const PAGE: &str = "target/demo/report.html";

/// Shows the run: each account and product, then the calls.
pub(crate) fn show_run(act: &Act) {
    let medium = Medium::of_output();
    let mut text = format!("\n{}\n\n{}\n", outcomes(&act.report, medium), run_sentence(act));
    for license in &act.report.not_shared {
        text += &format!("  Not shared: {}: {}.\n", license.product_name, license.reason);
    }
    for line in act.report.stopped.iter().chain(&act.report.notes) {
        text += &format!("  {line}\n");
    }
    text += &format!("\n{}\n\n{}\n", tables::calls(&act.calls, medium), count_sentence(act));
    print(&text);
}

/// Shows that a run right after changed nothing, leaves the files, and says whether all went well.
pub(crate) fn end(flags: &DemoFlags, acts: &Acts) -> Result<bool, Failure> {
    let Acts { event, full, second } = acts;
    if let Some(act) = second {
        print(&format!("\nSecond run {} {}: {}\n", act.report.run.id, act.status, count_sentence(act)));
    }
    leave(flags, &page(full, second.as_ref())?, PAGE, &outcome(acts))?;
    let nothing_left = |act: &Act| act.succeeded() && calls::mutating(&act.calls) == 0;
    Ok(event.as_ref().is_none_or(Act::succeeded)
        && full.succeeded()
        && second.as_ref().is_none_or(nothing_left))
}

/// How the run ended, in one sentence.
fn run_sentence(act: &Act) -> String {
    let summary = act.report.summary;
    let head = format!(
        "Run {} {} after {} on the simulated clock:",
        act.report.run.id,
        act.status,
        hours_minutes_seconds(act.virtual_time)
    );
    if act.report.run.plan_only {
        let planned = act.report.outcomes.iter().filter(|row| is_planned(row)).count();
        return format!(
            "{head} {planned} to change, {} as wanted already. Nothing was written.",
            summary.unchanged
        );
    }
    format!(
        "{head} {} changed, {} as wanted already, {} failed, {} waiting, {} left alone.",
        summary.changed, summary.unchanged, summary.failed, summary.waiting, summary.skipped
    )
}

fn count_sentence(act: &Act) -> String {
    let all: u64 = act.calls.values().sum();
    format!("{} mutating calls, of {all} calls to the simulated services.", calls::mutating(&act.calls))
}
