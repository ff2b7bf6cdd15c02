//! What each run ends with, and the files that the scenario leaves.

use domain::setup::finding::Severity;
use xtask::flags::DemoFlags;

use super::{
    act::{Act, Acts, Buyer},
    outcome::outcome,
    page::page,
    tables::{buyers, findings, is_done},
};
use crate::{
    calls,
    failure::Failure,
    licenses::{Act as Share, tables::outcomes},
    live::hours_minutes_seconds,
    output::{leave, print},
    tables::Medium,
};

/// Where the page goes when nothing else was asked for.
const PAGE: &str = "target/demo/setup.html";

/// Shows what is missing.
pub(crate) fn show_check(act: &Act) {
    let table = findings(&act.found, Medium::of_output());
    let (blocking, warnings) = (act.found_of(Severity::Blocking), act.found_of(Severity::Warning));
    print(&format!(
        "\n{table}\n\nRun {} {}: {blocking} blocking, {warnings} warnings. {}\n",
        act.run,
        act.status,
        count_sentence(act)
    ));
}

/// Shows what failed, what is left, and who may buy now; what was done was shown while it was done.
pub(crate) fn show_fix(act: &Act, who: &[Buyer]) {
    let failed = act.fixed.iter().filter(|fixed| !is_done(&fixed.result));
    let failed = failed.map(|fixed| format!("  Failed: {} {}\n", fixed.fix, fixed.result));
    let left = act.left.iter().map(|finding| format!("  Left: {}: {}.\n", finding.id, finding.what));
    print(&format!(
        "\nRun {} {} after {} on the simulated clock. {}\n{}\n{}\n",
        act.run,
        act.status,
        hours_minutes_seconds(act.virtual_time),
        count_sentence(act),
        failed.chain(left).collect::<String>(),
        buyers(who, Medium::of_output())
    ));
}

/// Shows that nothing was left to do.
pub(crate) fn show_again(act: &Act) {
    let asked = if act.asked.is_empty() { "Nobody was asked." } else { "Somebody was asked." };
    print(&format!("\nRun {} {}: {asked} {}\n", act.run, act.status, count_sentence(act)));
}

/// Shows what was shared.
pub(crate) fn show_share(act: &Share) {
    let summary = act.report.summary;
    print(&format!(
        "\n{}\n\nRun {} {} after {} on the simulated clock: {} shared, {} failed.\n",
        outcomes(&act.report, Medium::of_output()),
        act.report.run.id,
        act.status,
        hours_minutes_seconds(act.virtual_time),
        summary.changed,
        summary.failed
    ));
}

/// Leaves the files, and says whether all went well.
pub(crate) fn end(flags: &DemoFlags, acts: &Acts) -> Result<bool, Failure> {
    leave(flags, &page(acts)?, PAGE, &outcome(acts))?;
    let unchanged = acts.check.mutating() == 0;
    Ok(acts.then.as_ref().map_or(unchanged, |then| {
        let nothing_left = then.again.succeeded() && then.again.mutating() == 0;
        unchanged && then.fix.succeeded() && nothing_left && then.share.succeeded()
    }))
}

fn count_sentence(act: &Act) -> String {
    let all: u64 = act.calls.values().sum();
    format!("{} mutating calls, of {all} calls to the simulated services.", calls::mutating(&act.calls))
}
