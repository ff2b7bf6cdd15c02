//! The decision for one account and one license.

use std::collections::BTreeMap;

use super::prepare::{Receiver, reaches};
use super::{Decision, Line, Observation, Progress, Reason};
use crate::account::{Account, TagSource};
use crate::grant::{Grant, GrantStatus, Principal, Share};
use crate::identifier::LicenseArn;
use crate::license::License;
use crate::life_cycle::{Hold, Next, Wish, next_step};
use crate::ownership::bears_our_name;
use crate::run::RunRequest;

/// What every decision of a plan looks at.
pub(super) struct Context<'a, 'b> {
    pub(super) observation: &'a Observation,
    pub(super) request: &'b RunRequest,
    pub(super) progress: &'a Progress,
    pub(super) shared: &'b BTreeMap<&'a LicenseArn, &'a License>,
    pub(super) areas: BTreeMap<&'a LicenseArn, Vec<&'a Grant>>,
}

/// Adds the lines of one account.
pub(super) fn receiver<'a>(context: &Context<'a, '_>, receiver: &Receiver<'a>, lines: &mut Vec<Line<'a>>) {
    let first = lines.len();
    for (arn, license) in context.shared {
        if !context.request.only.covers(receiver.id, Some(&license.product)) {
            continue;
        }
        let grants: Vec<_> =
            receiver.grants.iter().copied().filter(|grant| grant.share.license == **arn).collect();
        for_license(context, receiver, license, &grants, lines);
    }
    for grant in receiver.grants.iter().copied() {
        if bears_our_name(grant)
            && !grant.status.is_terminal()
            && !context.shared.contains_key(&grant.share.license)
        {
            let license = find(context, &grant.share.license);
            if !context.request.only.covers(receiver.id, license.map(|license| &license.product)) {
                continue;
            }
            let mut line = blank(receiver, &grant.share.license, license);
            (line.grant, line.decision, line.reason) =
                (Some(grant), Decision::Skip, Reason::LicenseNotShared);
            lines.push(line);
        }
    }
    lines[first..].sort_by(|a, b| {
        (a.license, a.grant.map(|grant| &grant.arn)).cmp(&(b.license, b.grant.map(|grant| &grant.arn)))
    });
}

/// Adds a line for each owned grant whose principal is not an account, unless the run is about accounts.
pub(super) fn beyond_accounts<'a>(context: &Context<'a, '_>, lines: &mut Vec<Line<'a>>) {
    let only = &context.request.only;
    if !only.accounts.is_empty() {
        return;
    }
    for grant in context.areas.values().flatten().filter(|grant| bears_our_name(grant)) {
        let license = find(context, &grant.share.license);
        let hub = &context.observation.hub;
        if !only.covers(hub, license.map(|license| &license.product)) {
            continue;
        }
        lines.push(Line {
            account: hub,
            account_name: "",
            license: &grant.share.license,
            license_details: license,
            grant: Some(grant),
            wish: None,
            decision: Decision::Skip,
            reason: Reason::Undecided,
            recreations: 0,
            area: None,
            loses: 0,
            override_behavior: None,
            successor: None,
        });
    }
}

fn for_license<'a>(
    context: &Context<'a, '_>,
    receiver: &Receiver<'a>,
    license: &'a License,
    grants: &[&'a Grant],
    lines: &mut Vec<Line<'a>>,
) {
    let mut owned: Vec<_> =
        grants.iter().copied().filter(|grant| bears_our_name(grant) && !grant.status.is_terminal()).collect();
    owned.sort_by_key(|grant| (rank(&grant.status), &grant.arn));
    let foreign = grants.iter().copied().find(|grant| !bears_our_name(grant) && !grant.status.is_terminal());
    let rejected =
        grants.iter().copied().find(|grant| bears_our_name(grant) && grant.status == GrantStatus::Rejected);
    let mut line = blank(receiver, &license.arn, Some(license));

    // What others gave an account that left is no matter of ours.
    if let Some(foreign) = foreign.filter(|_| receiver.account.is_some()) {
        let mut seen = line.clone();
        (seen.grant, seen.decision, seen.reason) = (Some(foreign), Decision::Skip, Reason::Foreign);
        lines.push(seen);
    }
    match receiver.selection.wish {
        Some(Wish::Shared) => {
            if let Some(best) = owned.first().copied() {
                for surplus in &owned[1..] {
                    let mut extra = line.clone();
                    extra.reason = Reason::Duplicate { kept: best };
                    lines.push(take_back(context, receiver, extra, surplus));
                }
                line.grant = Some(best);
            }
            if let Some(line) = give(context, receiver, license, line, foreign, rejected) {
                lines.push(line);
            }
        }
        Some(Wish::Revoked) => {
            lines.extend(owned.into_iter().map(|grant| take_back(context, receiver, line.clone(), grant)));
        }
        None => lines.extend(owned.into_iter().map(|grant| {
            let mut left = line.clone();
            (left.grant, left.decision) = (Some(grant), Decision::Skip);
            left
        })),
    }
}

/// The line for an account that is to have the license; `None` when another line already says why it does not.
fn give<'a>(
    context: &Context<'a, '_>,
    receiver: &Receiver<'a>,
    license: &'a License,
    mut line: Line<'a>,
    foreign: Option<&'a Grant>,
    rejected: Option<&'a Grant>,
) -> Option<Line<'a>> {
    let share = Share { license: license.arn.clone(), principal: Principal::Account(receiver.id.clone()) };
    let someone_acts = !context.request.leave_held && context.request.only.accounts.contains(receiver.id);
    line.recreations = if someone_acts {
        0
    } else {
        context.observation.recreations.get(&share).copied().unwrap_or_default()
    };
    let next = next_step(Wish::Shared, line.grant.map(|grant| &grant.status), line.recreations);
    if matches!(next, Next::Done) {
        line.decision = Decision::Keep;
        return Some(line);
    }
    if line.grant.is_none() && foreign.is_some() {
        return None;
    }
    let area = receiver.account.and_then(|account| {
        context.areas.get(&license.arn)?.iter().copied().find(|grant| reaches(grant, account))
    });
    if let Some(by) = area {
        (line.decision, line.reason) = (Decision::Skip, Reason::Covered { by });
    } else if receiver.own.contains(&license.product) {
        (line.decision, line.reason) = (Decision::Skip, Reason::OwnSubscription);
    } else if !someone_acts
        && (line.grant.is_some_and(Grant::tells_of_a_conflict)
            || context.observation.conflicts.contains(&share))
    {
        (line.decision, line.reason) = (Decision::Skip, Reason::InUse);
    } else if let Some(what) = context.progress.held.get(&share) {
        (line.decision, line.reason) = (Decision::Hold, Reason::EarlierInRun(what));
    } else if let (None, Some(rejected), false) = (line.grant, rejected, someone_acts) {
        (line.grant, line.decision, line.reason) =
            (Some(rejected), Decision::Hold, Reason::Held(Hold::Rejected));
    } else {
        line.decision = next.into();
        if let Next::Hold(hold) = next {
            line.reason = Reason::Held(hold);
        }
        doubt(receiver.account, &mut line);
        if line.decision == Decision::Delete {
            line.reason = Reason::MadeAnew;
        }
    }
    Some(line)
}

fn take_back<'a>(
    context: &Context<'a, '_>,
    receiver: &Receiver<'a>,
    mut line: Line<'a>,
    grant: &'a Grant,
) -> Line<'a> {
    line.grant = Some(grant);
    line.wish = Some(Wish::Revoked);
    let next = next_step(Wish::Revoked, Some(&grant.status), 0);
    line.decision = next.into();
    if let Next::Hold(hold) = next {
        line.reason = Reason::Held(hold);
    }
    if let Some(what) = context.progress.held.get(&grant.share).filter(|_| line.decision.is_action()) {
        (line.decision, line.reason) = (Decision::Hold, Reason::EarlierInRun(what));
    }
    doubt(receiver.account, &mut line);
    line
}

/// A write that rests on a tag needs the tag from the account itself: the index may be minutes behind. Waiting for a
/// workflow is no write, but Apply goes on to one as soon as it has ended.
fn doubt(account: Option<&Account>, line: &mut Line<'_>) {
    let only_the_index_says_so = account.is_some_and(|account| account.tags_from == TagSource::Index);
    let rests_on_a_tag = matches!(&line.reason, Reason::Account(because) if because.rests_on_a_tag());
    if rests_on_a_tag
        && only_the_index_says_so
        && line.decision.is_action()
        && !line.is_being_deleted_as_wanted()
    {
        line.decision = Decision::Doubt;
    }
}

fn blank<'a>(receiver: &Receiver<'a>, license: &'a LicenseArn, details: Option<&'a License>) -> Line<'a> {
    Line {
        account: receiver.id,
        account_name: receiver.name,
        license,
        license_details: details,
        grant: None,
        wish: receiver.selection.wish,
        decision: Decision::Skip,
        reason: Reason::Account(std::sync::Arc::new(receiver.selection.because.clone())),
        recreations: 0,
        area: None,
        loses: 1,
        override_behavior: None,
        successor: None,
    }
}

fn find<'a>(context: &Context<'a, '_>, license: &LicenseArn) -> Option<&'a License> {
    context.observation.licenses.items().iter().find(|candidate| candidate.arn == *license)
}

/// Which of several owned grants for one share stays: the furthest on its way.
fn rank(status: &GrantStatus) -> u8 {
    match status {
        GrantStatus::Active => 0,
        GrantStatus::Disabled => 1,
        GrantStatus::WorkflowCompleted => 2,
        GrantStatus::PendingWorkflow => 3,
        GrantStatus::PendingAccept => 4,
        GrantStatus::FailedWorkflow => 5,
        GrantStatus::PendingDelete => 6,
        GrantStatus::Unknown(_) | GrantStatus::Rejected | GrantStatus::Deleted => 7,
    }
}
