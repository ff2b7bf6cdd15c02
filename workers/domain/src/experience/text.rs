//! The plans of one run as a text for people: what would be done and why, what is left alone and why.

use std::fmt::Write;

use super::plan::{Decision, ExperiencePlan};
use super::snapshot::Head;
use crate::guard::Verdict;
use crate::report::cell;

/// The plans of a member organization, in the order of their experiences.
pub fn plans_markdown(run: &str, head: &Head, plans: &[(ExperiencePlan, Verdict)]) -> String {
    let mut text = String::new();
    let mut ordered: Vec<&(ExperiencePlan, Verdict)> = plans.iter().collect();
    ordered.sort_by(|(one, _), (other, _)| one.experience.cmp(&other.experience));
    // Writing to a String cannot fail.
    let _ = writeln!(text, "# Plan of run {run}\n\nSnapshot {}: {}.", head.revision, head.counts);
    for (plan, verdict) in ordered {
        one(&mut text, plan, verdict);
    }
    text
}

fn one(text: &mut String, plan: &ExperiencePlan, verdict: &Verdict) {
    let _ = writeln!(text, "\n## {} {}\n", plan.experience, cell(&plan.name));
    if let Some(skip) = &plan.skipped {
        let _ = writeln!(text, "Left alone: {}.", cell(&skip.to_string()));
        return;
    }
    let counts = plan.counts;
    let _ = writeln!(
        text,
        "Follows {}. {} products to allow, {} to deny ({} of them allowed now), {} settings to change, {} held, \
         {} products as wanted.",
        plan.follows,
        counts.allow,
        counts.deny,
        counts.withdrawals,
        counts.settings,
        counts.hold,
        counts.keep
    );
    for note in &plan.notes {
        let _ = writeln!(text, "Note: {}", cell(note));
    }
    if *verdict != Verdict::Go {
        let _ = writeln!(text, "\n**{}**\n", verdict.heading());
        for reason in verdict.reasons() {
            let _ = writeln!(text, "- {}", cell(reason));
        }
    }
    if !plan.lines.is_empty() {
        let _ = writeln!(text, "\nPlanned:\n");
    }
    for line in &plan.lines {
        let held = if line.decision == Decision::Hold { "held: " } else { "" };
        let _ =
            writeln!(text, "- {held}{}: {}.", cell(&line.atom.to_string()), cell(&line.reason.to_string()));
    }
}
