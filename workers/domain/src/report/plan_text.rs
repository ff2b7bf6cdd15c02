//! A plan as a text for people, `plan.md`: the same lines as in `plan.json`, in the same order.

use std::fmt::Write;

use super::plan_file::{PlanFile, Purpose};
use super::plan_row::PlanRow;
use super::{policy_told, word};
use crate::guard::Verdict;
use crate::plan::Decision;

/// `plan.md`: what would be done and why, what is left alone and why.
pub fn plan_markdown(file: &PlanFile) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "# Plan of run {}, pass {}\n\n{}\n", file.run, file.pass, counted(file));
    if file.purpose == Purpose::Share {
        let _ = writeln!(text, "{}\n", policy_told(file.policy.as_deref()));
    }
    if file.verdict != Verdict::Go {
        let _ = writeln!(text, "**{}**\n", file.verdict.heading());
        for reason in file.verdict.reasons() {
            let _ = writeln!(text, "- {}", cell(reason));
        }
        text.push('\n');
    }
    noted(file, &mut text);
    changes(file, &mut text);
    if !file.rows.is_empty() {
        text.push_str("| account | product | decision | reason |\n|---|---|---|---|\n");
        for row in &file.rows {
            let (receiver, product, reason) = (row.receiver(), row.product(), &row.reason);
            let (receiver, product, reason) = (cell(&receiver), cell(product), cell(reason));
            let _ = writeln!(text, "| {receiver} | {product} | {} | {reason} |", decided(row));
        }
        text.push('\n');
    }
    for license in &file.not_shared {
        let _ = writeln!(
            text,
            "- Not shared: {} ({}): {}.",
            cell(&license.product_name),
            license.license,
            cell(&license.reason)
        );
    }
    text
}

/// What the plan comes to.
fn counted(file: &PlanFile) -> String {
    let counts = file.counts;
    let rest =
        format!("{} being worked on by AWS, {} left alone, {} held.", counts.wait, counts.skip, counts.hold);
    match file.purpose {
        Purpose::Retire => format!("Everything is taken back: {} to take back, {rest}", counts.revocations),
        Purpose::Adopt => format!("Grants of others: {} to take over, {rest}", counts.adopt),
        Purpose::Share => {
            let replaced = file.rows.iter().filter(|row| row.decision == Decision::Delete && row.loses == 0);
            let replaced = match replaced.count().saturating_sub(counts.made_anew as usize) {
                0 => String::new(),
                count => format!("{count} to end that have a successor, "),
            };
            format!(
                "Accounts selected: {}. Licenses to share: {}. {} to create, {} to accept, {} to activate, {} to make \
                 anew, {replaced}{} to take back, {} being worked on by AWS, {} as wanted, {} left alone, {} held.",
                file.accounts_selected,
                file.licenses_shared,
                counts.create,
                counts.accept,
                counts.activate,
                counts.made_anew,
                counts.revocations,
                counts.wait,
                counts.keep,
                counts.skip,
                counts.hold
            )
        }
    }
}

fn noted(file: &PlanFile, text: &mut String) {
    let before = text.len();
    for note in &file.notes {
        let _ = writeln!(text, "- Note: {}", cell(note));
    }
    for product in &file.not_found {
        let _ = writeln!(text, "- Note: no license of product {} was found yet.", cell(product.as_str()));
    }
    if file.needs_everything {
        text.push_str(
            "- Note: some of it can only be decided by looking at the whole organization; the run goes on with that.\n",
        );
    }
    if text.len() > before {
        text.push('\n');
    }
}

/// Changes of how products are shared, and how a person comes to be asked for them.
fn changes(file: &PlanFile, text: &mut String) {
    if file.changes.is_empty() {
        return;
    }
    text.push_str("Nothing of this is changed before a person approves it:\n\n");
    for change in &file.changes {
        let (name, product) = (cell(&change.product_name), cell(change.product.as_str()));
        for exchange in change.told() {
            let _ = writeln!(text, "- {name} ({product}): {}", cell(exchange));
        }
    }
    if let Some(command) = &file.ask_for_changes {
        let _ = writeln!(
            text,
            "\nTo be asked for it, start a run with `{{\"change_mode\": true}}`, by command:\n\n    {command}"
        );
    }
    text.push('\n');
}

/// What is decided; of what is taken from many, from how many.
fn decided(row: &PlanRow) -> String {
    let decision = word(&row.decision);
    if row.loses > 1 { format!("{decision} ({} accounts lose it)", row.loses) } else { decision }
}

/// A text that cannot break out of a table cell, nor become a tag where Markdown is shown as a page.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace(['\n', '\r'], " ")
}
