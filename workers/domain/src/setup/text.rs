//! The findings as a text for people: what is not in place and why it matters, and exactly what to do about it.

use std::fmt::Write;

use super::finding::{Finding, Severity};
use super::planned::Planned;
use crate::report::{cell, word};

/// The findings as Markdown: a table, then each with its reason and its fix.
pub fn markdown(findings: &[Finding]) -> String {
    // Writing to a String cannot fail.
    let mut text = String::new();
    let _ = writeln!(text, "# Setup\n\n{}", summary(findings));
    if !findings.is_empty() {
        let _ = writeln!(text, "\n| id | severity | what | account | with `fix` |\n|---|---|---|---|---|");
    }
    for finding in findings {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            finding.id,
            word(&finding.severity),
            cell(&finding.what),
            finding.account,
            who(finding)
        );
    }
    for finding in findings {
        let _ = writeln!(text, "\n## {} {}\n\n{}", finding.id, cell(&finding.what), cell(&finding.why));
        let _ = writeln!(text, "\nTo do in {}: {}", finding.account, cell(&finding.remedy));
        if let Some(command) = &finding.command {
            // Indented and not fenced: no character of a command can end it.
            let _ = writeln!(text, "\n    {}", command.replace(['\n', '\r'], " "));
        }
    }
    text
}

/// The findings as plain text, for mails and terminals.
pub fn plain(findings: &[Finding]) -> String {
    let mut text = format!("{}\n", summary(findings));
    for finding in findings {
        let _ = writeln!(text, "\n{} ({}): {}", finding.id, word(&finding.severity), line(&finding.what));
        let _ = writeln!(text, "  Why: {}", line(&finding.why));
        let _ =
            writeln!(text, "  To do in {} ({}): {}", finding.account, who(finding), line(&finding.remedy));
        if let Some(command) = &finding.command {
            let _ = writeln!(text, "  $ {}", line(command));
        }
    }
    text
}

/// The fixes in order, each with its exact call, for whoever is asked to approve them.
pub fn plan_markdown(plan: &[Planned]) -> String {
    let mut text = String::from("# Setup plan\n\n");
    if plan.is_empty() {
        text.push_str("Nothing is to be fixed.\n");
    }
    for (number, planned) in plan.iter().enumerate() {
        let Planned { fix, account, .. } = planned;
        let _ = writeln!(text, "## {}. {} ({})", number + 1, cell(&fix.words()), planned.reason());
        let _ = writeln!(text, "\nIn {account}:\n\n    {}\n", line(&fix.command()));
    }
    text
}

/// One sentence for everything.
fn summary(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "Everything is in place.".to_owned();
    }
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    format!(
        "{} blocking, {} warnings, {} for information. A run with `fix` puts {} of them right.",
        of(Severity::Blocking),
        of(Severity::Warning),
        of(Severity::Information),
        findings.iter().filter(|finding| finding.fix.is_some()).count()
    )
}

/// Who puts it right.
fn who(finding: &Finding) -> String {
    match (&finding.fix, finding.waits_for) {
        (Some(_), _) => "done by setup".to_owned(),
        (None, Some(id)) => format!("done by setup after {id}"),
        (None, None) if finding.severity == Severity::Information => "not needed".to_owned(),
        (None, None) => "by hand".to_owned(),
    }
}

/// AWS's words on one line.
fn line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
