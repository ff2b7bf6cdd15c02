//! What is next for an experience whose change sets are under way: for both steps that work on them, from the work alone, so
//! that a step that is delivered twice answers the same.

use domain::experience::change_set::Work;
use domain::experience::identity::ChangeSetId;
use domain::experience::limits::{send_again_seconds, wait_seconds};

use super::item::{ExperienceItem, Next};

/// A change set is at work: it is looked at soon.
pub(super) fn follow(item: ExperienceItem, work: &Work, id: ChangeSetId) -> ExperienceItem {
    let counted = counted(item, work);
    ExperienceItem {
        next: Next::Check,
        wait_seconds: wait_seconds(0),
        change_set: Some(id),
        polls: 0,
        ..counted
    }
}

/// None is at work: the next one is sent; or, when none is left, the experience is read back, even if nothing was applied,
/// since only what is read tells how it is. What is held is not read back: it is left for the rest of the run.
pub(super) fn go_on(item: ExperienceItem, work: &Work) -> ExperienceItem {
    let (next, wait_seconds) = match (&work.held, work.present()) {
        (Some(_), _) => (Next::Conclude, 0),
        (None, None) => (Next::Compare, 0),
        (None, Some(set)) => (Next::Start, set.sends.checked_sub(1).map_or(0, send_again_seconds)),
    };
    ExperienceItem { next, wait_seconds, change_set: None, ..counted(item, work) }
}

fn counted(item: ExperienceItem, work: &Work) -> ExperienceItem {
    let sets_left = if work.held.is_some() { 0 } else { u32::try_from(work.sets.len()).unwrap_or(u32::MAX) };
    ExperienceItem { sets_applied: work.sets_applied, sets_left, ..item }
}
