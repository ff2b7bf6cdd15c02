//! The decision for an account that gets a product by a grant of ours for an area.

use std::sync::Arc;

use super::area::{Area, AreaGrant};
use super::case::{Case, Direct};
use super::decide::surplus;
use super::{Decision, Line, Reason};
use crate::grant::{Grant, GrantStatus};
use crate::license::License;
use crate::life_cycle::Hold;

/// Whether a part gives the product to its account, or is about to.
pub(super) fn gives_or_will(part: &Grant) -> bool {
    match part.status {
        GrantStatus::Active => true,
        GrantStatus::PendingWorkflow | GrantStatus::PendingAccept | GrantStatus::Unknown(_) => {
            !part.tells_of_a_conflict()
        }
        GrantStatus::Disabled
        | GrantStatus::WorkflowCompleted
        | GrantStatus::FailedWorkflow
        | GrantStatus::Rejected
        | GrantStatus::Deleted
        | GrantStatus::PendingDelete => false,
    }
}

/// Adds the lines of an account below an area that the product is shared with: its own, and those of the direct grants that
/// the area's takes the place of, unless they are to stay.
pub(super) fn below<'a>(
    case: &Case<'a, '_>,
    area: &Area<'a>,
    direct: &Direct<'a>,
    direct_stays: bool,
    license: impl Fn(&Grant) -> Option<&'a License>,
    lines: &mut Vec<Line<'a>>,
) {
    let mut line = case.line();
    let best = area.best();
    line.grant = best.map(|best| best.grant);
    (line.decision, line.reason) = reading(case, area, best);
    lines.push(line);
    let by = best.filter(|best| best.is_active_in(case.receiver.id)).map(|best| best.grant);
    if let Some(by) = by.filter(|_| !direct_stays) {
        for grant in direct.owned() {
            let mut line = case.line_of(grant, license(grant));
            line.reason = Reason::Replaced { by };
            lines.push(case.take_back(line, grant));
        }
        return;
    }
    surplus(case, direct, lines);
    for grant in direct.current.first().into_iter().chain(&direct.older) {
        let mut line = case.line_of(grant, license(grant));
        (line.decision, line.reason) = (Decision::Keep, Reason::UntilReplaced);
        lines.push(line);
    }
}

/// What the account's part says.
fn reading<'a>(case: &Case<'a, '_>, area: &Area<'a>, best: Option<&AreaGrant<'a>>) -> (Decision, Reason<'a>) {
    let awaits = || (Decision::Skip, Reason::AwaitsArea { area: Arc::clone(&area.principal) });
    let part = best.and_then(|best| Some((best, best.part(case.receiver.id)?)));
    let is_active = part.is_some_and(|(_, part)| part.status == GrantStatus::Active);
    if case.keeps_its_own() && !is_active {
        return (Decision::Skip, Reason::OwnSubscription);
    }
    let Some((best, part)) = part else { return awaits() };
    let by = best.grant;
    match &part.status {
        GrantStatus::Active => (Decision::Keep, Reason::ByArea { by }),
        _ if part.tells_of_a_conflict() => (Decision::Skip, Reason::InUse),
        GrantStatus::Disabled if best.worth == GrantStatus::Active => {
            (Decision::Skip, Reason::SwitchedOff { by })
        }
        GrantStatus::FailedWorkflow => (Decision::Hold, Reason::PartFailed { by }),
        GrantStatus::Rejected => (Decision::Hold, Reason::Held(Hold::Rejected)),
        GrantStatus::Unknown(_) => (Decision::Hold, Reason::Held(Hold::UnknownStatus)),
        GrantStatus::Disabled
        | GrantStatus::PendingWorkflow
        | GrantStatus::PendingAccept
        | GrantStatus::WorkflowCompleted
        | GrantStatus::PendingDelete
        | GrantStatus::Deleted => awaits(),
    }
}
