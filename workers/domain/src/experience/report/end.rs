//! From what a run knows of an experience to what became of it.

use std::collections::BTreeSet;

use super::outcome::{Ended, Outcome};
use crate::approval::{self, Answered, QuestionName};
use crate::experience::change_set::{Hold, Work};
use crate::experience::plan::{Atom, Counts, Decision, Line};
use crate::experience::progress::Progress;
use crate::experience::settings::Assignment;
use crate::experience::skip::Skip;
use crate::guard::Verdict;
use crate::identifier::ExecutionArn;
use crate::report::{Class, console};
use crate::run::PAYLOAD_VERSION;

/// All that is known when nothing more is done to an experience.
#[derive(Debug)]
pub struct End<'a> {
    /// Which one, and which one it follows.
    pub assignment: &'a Assignment,
    /// What was seen, planned and done; `None`: it could not even be read.
    pub progress: Option<&'a Progress>,
    /// The change sets; `None`: none was begun.
    pub work: Option<&'a Work>,
    /// The error that ended it, if one did.
    pub failure: Option<(Class, String)>,
    /// The last question that was asked, by its name in the run.
    pub question: Option<QuestionName>,
    /// How it was answered.
    pub answer: Option<Answered>,
    /// Whether the run was to end after its plan.
    pub plan_only: bool,
    /// The child execution that worked on it.
    pub child: Option<ExecutionArn>,
}

/// Says what became of it.
pub fn conclude(end: End<'_>) -> Outcome {
    let (ended, class, reason) = how(&end);
    let End { assignment, progress, work, question, answer, child, .. } = end;
    let refused = work.map(|work| work.refused.clone()).unwrap_or_default();
    let refused_atoms: BTreeSet<&Atom> = refused.iter().map(|refusal| &refusal.atom).collect();
    let last = progress.map(|progress| &progress.last);
    let held: Vec<Line> = last
        .iter()
        .flat_map(|last| &last.plan.lines)
        .filter(|line| line.decision == Decision::Hold && !refused_atoms.contains(&line.atom))
        .cloned()
        .collect();
    Outcome {
        v: PAYLOAD_VERSION,
        experience: assignment.experience.clone(),
        name: last.map(|last| last.plan.name.clone()).unwrap_or_default(),
        follows: assignment.follows.clone(),
        ended,
        class,
        reason,
        skipped: last.and_then(|last| last.plan.skipped.clone()),
        planned: progress.map(planned).unwrap_or_default(),
        done: progress.map(|progress| Counts::of(&progress.done(work), 0, 0)).unwrap_or_default(),
        left: left(progress, work),
        sets_applied: work.map_or(0, |work| work.sets_applied),
        held,
        guard: last.map(|last| last.verdict.reasons().to_vec()).unwrap_or_default(),
        question,
        answer,
        notes: last.map(|last| last.plan.notes.clone()).unwrap_or_default(),
        logo_applied: progress.and_then(|progress| progress.logo(work)),
        console: child.as_ref().and_then(|child| console::page(child.as_str())),
        child,
        refused,
    }
}

/// Everything that was planned, and how the experience was when the pass began.
fn planned(progress: &Progress) -> Counts {
    let Counts { keep, allowed_here, .. } = progress.first.plan.counts;
    Counts { keep, allowed_here, ..Counts::of(&progress.planned, 0, 0) }
}

fn left(progress: Option<&Progress>, work: Option<&Work>) -> u32 {
    let planned = progress.map_or(0, |progress| progress.last.plan.counts.actions());
    work.map_or(planned, |work| {
        let atoms: usize = work.sets.iter().map(|set| set.atoms.len()).sum();
        u32::try_from(atoms).unwrap_or(u32::MAX).min(planned)
    })
}

/// How it ended, with the class of what went wrong, and why.
fn how(end: &End<'_>) -> (Ended, Option<Class>, String) {
    let failed = |class, reason: String| (Ended::Failed, Some(class), reason);
    if let Some((class, reason)) = &end.failure {
        return failed(*class, reason.clone());
    }
    let Some(progress) = end.progress else {
        return failed(Class::Bug, "it ended without a plan; report this with the run's files".to_owned());
    };
    let last = &progress.last;
    if let Some(skip) = &last.plan.skipped {
        return match class_of_skip(skip) {
            Some(class) => failed(class, skip.to_string()),
            // It was not so when the pass began, and something may be half done.
            None if progress.first.plan.skipped.is_none() => failed(Class::Invalid, skip.to_string()),
            None => (Ended::Skipped, None, skip.to_string()),
        };
    }
    if let Some(why) = unanswered(end.answer.as_ref(), &last.verdict) {
        return (Ended::Stopped, Some(Class::Stopped), why);
    }
    if let Some(hold) = end.work.and_then(|work| work.held.as_ref()) {
        let (ended, class) = class_of_hold(hold);
        return (ended, Some(class), hold.to_string());
    }
    let left = left(end.progress, end.work);
    if left > 0 && end.plan_only {
        return (Ended::Planned, None, String::new());
    }
    if left > 0 {
        let reason = format!(
            "read back after the last change set, {left} things are still not as wanted; \
             somebody else may have changed the experience: the next run looks again"
        );
        return failed(Class::NotReady, reason);
    }
    let ended = if progress.done(end.work).is_empty() { Ended::Unchanged } else { Ended::Changed };
    (ended, None, String::new())
}

/// Why nothing may be done, where the guard asked.
fn unanswered(answer: Option<&Answered>, verdict: &Verdict) -> Option<String> {
    let answer = answer?;
    let against = verdict.reasons().join("; ");
    match answer.decision {
        approval::Decision::Approve => None,
        approval::Decision::Reject => {
            let reason = if answer.reason.is_empty() { "no reason given" } else { &answer.reason };
            Some(format!("rejected ({reason}): {against}"))
        }
        approval::Decision::None => Some(format!("nobody answered in time: {against}")),
    }
}

/// What is wrong when an experience is skipped: nothing, if that is what the Catalog says of it. But settings that name what
/// is not there, and what cannot be read, would stay unnoticed for ever.
fn class_of_skip(skip: &Skip) -> Option<Class> {
    match skip {
        Skip::Archived(_) | Skip::Disabled | Skip::NoPolicy | Skip::NoProductList => None,
        Skip::UnknownStatus(_) | Skip::Unreadable(_) => Some(Class::Bug),
        Skip::NotFound | Skip::NotPublished => Some(Class::Invalid),
        Skip::Source { skip, .. } => class_of_skip(skip),
    }
}

/// A hold that only takes time is no failure: the next run goes on where this one ended.
fn class_of_hold(hold: &Hold) -> (Ended, Class) {
    match hold {
        Hold::TooSlow => (Ended::Waiting, Class::NotReady),
        Hold::InUse(_) | Hold::TooManyOpen | Hold::AudienceInUse => (Ended::Waiting, Class::Busy),
        Hold::ServerFault => (Ended::Failed, Class::Throttled),
        Hold::NotAuthorized(_) => (Ended::Failed, Class::Denied),
        Hold::Cancelled | Hold::ClosedToChanges | Hold::TooManyRefused => (Ended::Failed, Class::Invalid),
        Hold::UnknownStatus(_) | Hold::UnknownFailure(_) => (Ended::Failed, Class::Bug),
    }
}
