//! The report as text.

use minijinja::context;
use minijinja::value::{Serde, Value};

use super::{Outcome, Report};
use crate::experience::plan::Counts;
use crate::report::{RenderError, environment};

const MARKDOWN: &str = include_str!("report.md.jinja");

/// The report as Markdown, for terminals and mails.
///
/// # Errors
/// A defect in the template.
pub fn markdown(report: &Report) -> Result<String, RenderError> {
    let rows: Vec<Value> = report.experiences.iter().map(row).collect();
    let published = report.published.to_string();
    Ok(environment()?.render_str(MARKDOWN, context! { report => Serde(report), published, rows })?)
}

/// An outcome in words.
fn row(outcome: &Outcome) -> Value {
    let held: Vec<String> =
        outcome.held.iter().map(|line| format!("{}: {}", line.atom, line.reason)).collect();
    let refused: Vec<String> = outcome
        .refused
        .iter()
        .map(|refusal| format!("{}: {} (change set {})", refusal.atom, refusal.error, refusal.change_set))
        .collect();
    let asked = outcome.question.as_ref().map(|question| match &outcome.answer {
        Some(answer) => format!("question {question} was {answer}"),
        None => format!("question {question}"),
    });
    context! {
        outcome => Serde(outcome),
        planned => counted(&outcome.planned),
        done => counted(&outcome.done),
        held,
        refused,
        asked,
        has_details => !outcome.held.is_empty()
            || !outcome.refused.is_empty()
            || !outcome.guard.is_empty()
            || !outcome.notes.is_empty()
            || outcome.question.is_some()
            || (outcome.ended.is_failure() && outcome.child.is_some()),
    }
}

/// What was planned or done, in words.
fn counted(counts: &Counts) -> String {
    let Counts { allow, deny, withdrawals, settings, .. } = *counts;
    let mut words = Vec::new();
    if allow > 0 {
        words.push(format!("{allow} allow"));
    }
    if deny > 0 && withdrawals > 0 {
        words.push(format!("{deny} deny ({withdrawals} could be bought)"));
    } else if deny > 0 {
        words.push(format!("{deny} deny"));
    }
    if settings > 0 {
        words.push(format!("{settings} other"));
    }
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}
