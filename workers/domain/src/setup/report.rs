//! What a run of setup came to, for people and programs.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Severity};
use super::text;
use crate::identifier::{AccountId, ExecutionArn};
use crate::report::cell;

/// A fix that failed. It is not tried again in its round of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// The account in which it was to be done.
    pub account: AccountId,
    /// The fix in words.
    pub fix: String,
    /// Its exact call.
    pub call: String,
    /// Why it failed, and what to do.
    pub why: String,
}

/// The report of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The payload version.
    pub v: u32,
    /// The run.
    pub run: ExecutionArn,
    /// When it was started.
    pub started: String,
    /// Why it was started.
    pub reason: String,
    /// Looks at everything.
    pub passes: u32,
    /// What was fixed and seen to be in place, in order.
    pub fixed: Vec<String>,
    /// What failed.
    pub failed: Vec<Failed>,
    /// Why it stopped before its plan was done.
    pub stopped: Vec<String>,
    /// What is not in place, as it was seen last.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Why the run is not a success, one line each.
    pub fn failures(&self) -> Vec<String> {
        let failed = self
            .failed
            .iter()
            .map(|failed| format!("a fix failed in {}: {} {}", failed.account, failed.fix, failed.why));
        let blocking = self.findings.iter().filter(|finding| finding.severity == Severity::Blocking);
        let left = blocking.map(|finding| {
            format!("{} in {}: {}; {}", finding.id, finding.account, finding.what, finding.remedy)
        });
        failed.chain(left).collect()
    }
}

/// The report as Markdown.
pub fn markdown(report: &Report) -> String {
    // Writing to a String cannot fail.
    let mut text = text::markdown(&report.findings);
    let _ = writeln!(text, "\n## Run {}\n", cell(report.run.name()));
    let _ = writeln!(text, "Started {}. Looks at everything: {}.", report.started, report.passes);
    for stopped in &report.stopped {
        let _ = writeln!(text, "\nStopped: {}", cell(stopped));
    }
    if !report.fixed.is_empty() {
        let _ = writeln!(text, "\nFixed and seen to be in place:\n");
    }
    for fixed in &report.fixed {
        let _ = writeln!(text, "- {}", cell(fixed));
    }
    if !report.failed.is_empty() {
        let _ = writeln!(text, "\nFailed:\n");
    }
    for failed in &report.failed {
        let Failed { account, fix, why, .. } = failed;
        let _ = writeln!(text, "- {} (in {account}): {}", cell(fix), cell(why));
    }
    text
}
