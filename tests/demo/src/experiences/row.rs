//! What there is to say of one experience in one line, for the table and for the page.

use domain::experience::{
    plan::{Atom, Line, Reason},
    report::{Ended, Outcome},
};
use serde::Serialize;

use super::hour::{Hour, MemberRun};

/// An experience of a member organization.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    /// The organization.
    pub(crate) organization: String,
    /// The experience's id.
    pub(crate) experience: String,
    /// Its name; empty if it could not be read.
    pub(crate) name: String,
    /// How it ended, as a person says it.
    pub(crate) result: &'static str,
    /// How that looks on a page.
    pub(crate) kind: Kind,
    /// Products that are allowed now and were not before; planned ones where the run was to end after its plan.
    pub(crate) allowed: u32,
    /// Products that are denied now and were not before.
    pub(crate) denied: u32,
    /// Products that this organization's Catalog refuses.
    pub(crate) quarantined: usize,
    /// Settings that were changed.
    pub(crate) settings: u32,
    /// Change sets that were applied.
    pub(crate) sets_applied: u32,
    /// Change sets that failed on the way, each of them looked into.
    pub(crate) sets_failed: usize,
    /// What else is to be known, in sentences.
    pub(crate) why: Vec<String>,
}

/// How a result looks.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// As wanted.
    Done,
    /// Not as wanted.
    Failed,
    /// Not yet as wanted.
    Waiting,
    /// None of ours.
    Skipped,
}

/// One row for each experience of each member.
pub(crate) fn rows(hour: &Hour) -> Vec<Row> {
    hour.members.iter().flat_map(rows_of).collect()
}

/// One row for each experience of a member.
pub(crate) fn rows_of(member: &MemberRun) -> Vec<Row> {
    member.report.experiences.iter().map(|outcome| row(member, outcome)).collect()
}

fn row(member: &MemberRun, outcome: &Outcome) -> Row {
    let (result, kind) = result(outcome.ended);
    let counts = if outcome.ended == Ended::Planned { outcome.planned } else { outcome.done };
    let id = outcome.experience.to_string();
    let failed = member.change_sets.iter().filter(|set| set.experience == id && !set.applied);
    Row {
        organization: member.organization.clone(),
        name: outcome.name.clone(),
        result,
        kind,
        allowed: counts.allow,
        denied: counts.deny,
        quarantined: outcome.refused.len() + outcome.held.iter().filter(|line| is_quarantined(line)).count(),
        settings: counts.settings,
        sets_applied: outcome.sets_applied,
        sets_failed: failed.count(),
        why: why(outcome),
        experience: id,
    }
}

fn result(ended: Ended) -> (&'static str, Kind) {
    match ended {
        Ended::Changed => ("followed", Kind::Done),
        Ended::Unchanged => ("as wanted", Kind::Done),
        Ended::Planned => ("planned", Kind::Waiting),
        Ended::Waiting => ("waiting", Kind::Waiting),
        Ended::Stopped => ("STOPPED", Kind::Failed),
        Ended::Failed => ("FAILED", Kind::Failed),
        Ended::Skipped => ("left alone", Kind::Skipped),
    }
}

fn is_quarantined(line: &Line) -> bool {
    matches!(line.reason, Reason::Quarantined { .. })
}

fn why(outcome: &Outcome) -> Vec<String> {
    let reason = Some(outcome.reason.clone()).filter(|reason| !reason.is_empty());
    let refused = outcome
        .refused
        .iter()
        .map(|refusal| format!("{} went into quarantine: {}", what(&refusal.atom), refusal.error));
    let held = outcome.held.iter().map(|line| format!("{}: {}", what(&line.atom), line.reason));
    reason
        .into_iter()
        .chain(refused)
        .chain(held)
        .chain(outcome.guard.iter().cloned())
        .chain(outcome.notes.iter().cloned())
        .collect()
}

/// A product by its id, anything else in words.
fn what(atom: &Atom) -> String {
    atom.product().map_or_else(|| atom.to_string(), ToString::to_string)
}
