//! What the demo ends with: the tables, the sentence on the second run, and the files.

use std::{
    fs,
    io::{Write, stdout},
    path::{Path, PathBuf},
};

use local::Status;
use xtask::flags::DemoFlags;

use crate::{
    calls,
    failure::Failure,
    live::hours_minutes_seconds,
    outcome::{Act, Acts, outcome},
    page::page,
    stage::below_root,
    tables::{self, Medium},
};

/// Shows the run: each account and product, then the calls.
pub(crate) fn show_run(act: &Act) {
    let medium = Medium::of_output();
    let mut text = format!("\n{}\n\n{}\n", tables::outcomes(&act.report, medium), run_sentence(act));
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
    let html = flags.html.clone().unwrap_or_else(|| below_root("target/demo/report.html"));
    write(&html, &page(full, second.as_ref())?)?;
    let mut files = format!("\nReport  {}\n", shown(&html).display());
    if let Some(json) = &flags.json {
        let text =
            serde_json::to_string_pretty(&outcome(acts)).map_err(|error| Failure::Page(error.to_string()))?;
        write(json, &text)?;
        files += &format!("JSON    {}\n", shown(json).display());
    }
    print(&files);
    let nothing_left = |act: &Act| act.succeeded() && calls::mutating(&act.calls) == 0;
    Ok(event.as_ref().is_none_or(Act::succeeded)
        && full.succeeded()
        && second.as_ref().is_none_or(nothing_left))
}

/// AWS's own word for a status.
pub(crate) fn status_word(status: &Status) -> &str {
    match status {
        Status::Running => "RUNNING",
        Status::Succeeded => "SUCCEEDED",
        Status::Failed => "FAILED",
        Status::TimedOut => "TIMED_OUT",
        Status::Aborted => "ABORTED",
        Status::Unknown(word) => word,
    }
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
        let planned = act.report.outcomes.iter().filter(|row| tables::is_planned(row)).count();
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

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    }
    fs::write(path, text).map_err(Failure::file("write", path))
}

/// The path as a person would open it.
fn shown(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// Prints to standard output; a reader that went away (`| head`) is no failure.
fn print(text: &str) {
    let _ = stdout().write_all(text.as_bytes());
}
