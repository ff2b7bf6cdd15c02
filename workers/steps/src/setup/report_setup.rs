//! Report: tells what is, what was done, and what is left for whom.
//!
//! Each round of a run writes it anew, with what the rounds before did; delivered twice, a round writes the same again.

use domain::approval::Decision;
use domain::limits::NAMES_SHOWN_MAX;
use domain::report::Summary;
use domain::run::{Only, PAYLOAD_VERSION};
use domain::setup::finding::{Finding, Id, Severity};
use domain::setup::report::{Failed, Report, markdown};
use serde::{Deserialize, Serialize};

use super::item::{SetupItem, short};
use super::keys;
use crate::error::StepError;
use crate::files;
use crate::ports::Store;
use crate::report::{self, Rows};

/// Findings in the output of a run.
const FINDINGS_TOLD_MAX: usize = 15;
/// Characters of a sentence in it.
const SENTENCE_CHARACTERS_MAX: usize = 250;
/// Characters of a command in it; one cut off would do something else.
const COMMAND_CHARACTERS_MAX: usize = 300;
/// Characters of a failure in the error of a run.
const FAILURE_CHARACTERS_MAX: usize = 500;

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// For [`crate::finish`].
    pub report: report::Answer,
    /// The output of the run.
    pub told: Told,
}

/// What whoever started the run is told: small, whatever was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What is not in place, the gravest first.
    pub findings: Vec<ToldFinding>,
    /// Findings that are only in the report.
    pub more: u32,
    /// What was fixed.
    pub fixed: Vec<String>,
    /// What failed, with why.
    pub failed: Vec<String>,
    /// Where the report lies in the state bucket (`.json`; the same name with `.md` beside it).
    pub report: String,
}

/// A finding in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldFinding {
    /// What kind of finding it is.
    pub id: Id,
    /// How much it matters.
    pub severity: Severity,
    /// What was seen.
    pub what: String,
    /// The fix in words.
    pub remedy: String,
    /// The fix as a command; a long one is only in the report.
    pub command: Option<String>,
}

/// Writes the report.
///
/// # Errors
/// When the bucket cannot be read or written.
pub async fn run(store: &impl Store, item: SetupItem) -> Result<Answer, StepError> {
    let findings: Vec<Finding> = files::read(store, &keys::findings(&item.run, item.pass)).await?;
    let key = item.run.key(keys::REPORT);
    let before: Option<Report> = if item.began > 0 { files::read_if_there(store, &key).await? } else { None };
    let report = report(&item, findings, before);
    files::write(store, &key, &report).await?;
    files::write_text(store, &item.run.key(keys::REPORT_TEXT), markdown(&report), files::MARKDOWN).await?;
    Ok(Answer { told: told(&report, &key), report: answer(report, key) })
}

fn report(item: &SetupItem, findings: Vec<Finding>, before: Option<Report>) -> Report {
    let mut fixed = before.map(|report| report.fixed).unwrap_or_default();
    let new: Vec<String> = item.fixed.iter().filter(|words| !fixed.contains(words)).cloned().collect();
    fixed.extend(new);
    let answer = item.answer.as_ref().filter(|answer| answer.decision != Decision::Approve);
    let stopped = answer.map(|answer| format!("the plan of pass {} was {answer}", item.pass));
    Report {
        v: PAYLOAD_VERSION,
        run: item.run.execution.clone(),
        started: item.run.started.clone(),
        reason: item.run.request.reason.clone(),
        passes: item.pass,
        fixed,
        failed: item.failed.clone(),
        stopped: stopped.into_iter().collect(),
        findings,
    }
}

/// What [`crate::finish`] has to know.
fn answer(report: Report, key: String) -> report::Answer {
    let failures = report.failures();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    report::Answer {
        key,
        summary: Summary {
            changed: count(report.fixed.len()),
            failed: count(failures.len()),
            ..Summary::default()
        },
        failed: count(failures.len()),
        failures: failures
            .iter()
            .take(NAMES_SHOWN_MAX)
            .map(|failure| short(failure, FAILURE_CHARACTERS_MAX))
            .collect(),
        stopped: report.stopped,
        retry: Only::default(),
        not_found: Vec::new(),
        needs_everything: false,
        rows: Rows::Findings,
    }
}

fn told(report: &Report, key: &str) -> Told {
    let one = |finding: &Finding| ToldFinding {
        id: finding.id,
        severity: finding.severity,
        what: short(&finding.what, SENTENCE_CHARACTERS_MAX),
        remedy: short(&finding.remedy, SENTENCE_CHARACTERS_MAX),
        command: finding.command.clone().filter(|command| command.chars().count() <= COMMAND_CHARACTERS_MAX),
    };
    let failed = |failed: &Failed| short(&format!("{} {}", failed.fix, failed.why), SENTENCE_CHARACTERS_MAX);
    Told {
        findings: report.findings.iter().take(FINDINGS_TOLD_MAX).map(one).collect(),
        more: u32::try_from(report.findings.len().saturating_sub(FINDINGS_TOLD_MAX)).unwrap_or(u32::MAX),
        fixed: report.fixed.iter().take(NAMES_SHOWN_MAX).cloned().collect(),
        failed: report.failed.iter().take(NAMES_SHOWN_MAX).map(failed).collect(),
        report: key.to_owned(),
    }
}
