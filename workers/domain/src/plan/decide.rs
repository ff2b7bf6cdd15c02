//! The decision for one account and one product.

use std::sync::Arc;

use super::area::Area;
use super::below::below;
use super::case::{Case, Direct};
use super::product::Products;
use super::sharing::Covered;
use super::{Decision, Line, Reason};
use crate::cover::{Standing, Unserved};
use crate::grant::{Grant, GrantStatus, Principal};
use crate::license::License;
use crate::life_cycle::{Hold, Next, Wish, next_step};
use crate::policy::{Because, ShareAs};

/// Adds the lines of one account and one product. Says whether only a run about the whole organization can decide.
pub(super) fn account<'a>(case: &Case<'a, '_>, products: &Products<'a>, lines: &mut Vec<Line<'a>>) -> bool {
    let direct = Direct::of(case);
    let license = |grant: &Grant| products.license(&grant.share.license);
    // What others gave an account that left is no matter of ours.
    for foreign in direct.foreign.iter().filter(|_| case.receiver.account.is_some()) {
        let mut line = case.line_of(foreign, license(foreign));
        line.reason = Reason::Foreign;
        lines.push(line);
    }
    if case.covered().is_some_and(|covered| covered.cover.is_undecided()) {
        undecided(case, &direct, license, lines);
        return false;
    }
    match case.wish {
        Some(Wish::Shared) if !case.product.is_known => return unknown(case, &direct, license, lines),
        Some(Wish::Shared) => return wanted(case, &direct, license, lines),
        Some(Wish::Revoked) => {
            lines.extend(
                direct.owned().map(|grant| case.take_back(case.line_of(grant, license(grant)), grant)),
            );
            not_wanted(case, &direct, lines);
        }
        None => as_it_is(case, &direct, license, lines),
    }
    false
}

/// The lines of an account that is left as it is: it gains nothing. What it has by a grant that is exchanged it keeps by the
/// one that takes its place.
fn as_it_is<'a>(
    case: &Case<'a, '_>,
    direct: &Direct<'a>,
    license: impl Fn(&Grant) -> Option<&'a License>,
    lines: &mut Vec<Line<'a>>,
) {
    let id = case.receiver.id;
    let covered = case.covered().filter(|covered| covered.standing_of(case.number) == Standing::AsItIs);
    let singly = covered.is_some_and(|covered| covered.is_served_singly(case.number));
    if singly && covered.is_some_and(|covered| covered.is_active_by_area(id)) {
        let keeps = Case { wish: Some(Wish::Shared), because: Arc::clone(&case.because), ..*case };
        return singly_served(&keeps, direct, license, lines);
    }
    let area = covered.filter(|_| !singly).and_then(|covered| covered.area_of(case.number));
    let by = area.and_then(|area| area.best()).filter(|best| best.is_active_in(id)).map(|best| best.grant);
    for grant in direct.owned() {
        let mut line = case.line_of(grant, license(grant));
        if let Some(by) = by {
            line.reason = Reason::Replaced { by };
            line = case.take_back(line, grant);
        }
        lines.push(line);
    }
}

/// Nothing is written for a product of which nobody knows who has it (P5).
fn undecided<'a>(
    case: &Case<'a, '_>,
    direct: &Direct<'a>,
    license: impl Fn(&Grant) -> Option<&'a License>,
    lines: &mut Vec<Line<'a>>,
) {
    for grant in direct.owned() {
        let mut line = case.line_of(grant, license(grant));
        line.reason = Reason::Undecided;
        lines.push(line);
    }
    let served = direct.owned().any(|grant| grant.status == GrantStatus::Active);
    let Some(covered) = case.covered() else { return };
    let by_area = covered.is_active_by_area(case.receiver.id);
    let mut line = case.line();
    match covered.standing_of(case.number) {
        Standing::Selected if !served && !by_area => {
            (line.decision, line.reason) =
                (Decision::Hold, Reason::Obstacle(covered.obstacle(case.receiver.id)));
        }
        Standing::Excluded if by_area => line.reason = Reason::Undecided,
        Standing::OwnLicense if !served => line.reason = Reason::OwnSubscription,
        _ => return,
    }
    lines.push(line);
}

/// The lines of an account that is to have the product, where it is not known which of its licenses is shared: what it has
/// stays. Says whether it lacks something.
fn unknown<'a>(
    case: &Case<'a, '_>,
    direct: &Direct<'a>,
    license: impl Fn(&Grant) -> Option<&'a License>,
    lines: &mut Vec<Line<'a>>,
) -> bool {
    for grant in direct.owned() {
        let mut line = case.line_of(grant, license(grant));
        line.decision = Decision::Keep;
        lines.push(line);
    }
    let is_served = direct.owned().any(|grant| grant.status == GrantStatus::Active);
    if !is_served {
        let mut line = case.line();
        line.reason = Reason::WholeNeeded;
        lines.push(line);
    }
    !is_served
}

/// What is told of an account that is not to have the product, beside its grants.
fn not_wanted<'a>(case: &Case<'a, '_>, direct: &Direct<'a>, lines: &mut Vec<Line<'a>>) {
    let too_wide = match case.covered() {
        Some(covered) if covered.standing_of(case.number) == Standing::Excluded => covered
            .area_of(case.number)
            .and_then(|area| area.best().or(area.older.first()))
            .filter(|by| by.part(case.receiver.id).is_none_or(super::below::gives_or_will))
            .or_else(|| {
                let mut grants = covered.areas.iter().flat_map(Area::grants);
                grants.find(|it| case.staying.contains(&it.grant.arn) && it.is_active_in(case.receiver.id))
            })
            .map(|by| by.grant),
        Some(_) => None,
        None if super::sharing::standing(case.product, case.receiver, case.wish) == Standing::Excluded => {
            case.area_in_part(true)
        }
        None => None,
    };
    let mut line = case.line();
    if let Some(by) = too_wide {
        (line.grant, line.decision, line.reason) = (Some(by), Decision::Hold, Reason::TooWide { by });
        lines.push(line);
    } else if *case.because == Because::Excepted && direct.owned().next().is_none() {
        lines.push(line);
    }
}

/// The lines of an account that is to have the product.
fn wanted<'a>(
    case: &Case<'a, '_>,
    direct: &Direct<'a>,
    license: impl Fn(&Grant) -> Option<&'a License>,
    lines: &mut Vec<Line<'a>>,
) -> bool {
    if let Some(covered) = case.covered() {
        let singly = covered.is_served_singly(case.number);
        // Where both stay a change was begun, and not approved again: what is active stays so.
        let is_active = direct.current.first().is_some_and(|best| best.status == GrantStatus::Active);
        if let Some(area) = covered.area_of(case.number).filter(|_| !(singly && is_active)) {
            below(case, area, direct, singly, license, lines);
            return false;
        }
        if let Some(why) = covered.cover.unserved.get(case.receiver.id) {
            lines.extend(unserved(case, direct, *why));
            return false;
        }
    }
    if let Some(by) = case.area_in_part(true) {
        in_part(case, by, direct, license, lines);
        return false;
    }
    let has_one = direct.owned().any(|grant| grant.status != GrantStatus::PendingDelete);
    let singly = case.covered().is_some() || case.product.share_as() == ShareAs::Account || has_one;
    if singly {
        singly_served(case, direct, license, lines);
        return false;
    }
    let mut line = case.line();
    if !direct.foreign.is_empty() {
        return false;
    }
    let mut needed = false;
    if let Some(by) = case.foreign_area() {
        line.reason = Reason::Covered { by };
    } else if case.keeps_its_own() {
        line.reason = Reason::OwnSubscription;
    } else if case.view.is_about_accounts() {
        line.reason = Reason::WholeNeeded;
        needed = true;
    } else {
        let why = "AWS did not tell which organization the accounts are in; start the run again";
        (line.decision, line.reason) = (Decision::Hold, Reason::Obstacle(Arc::from(why)));
    }
    lines.push(line);
    needed
}

/// The line of an account that no grant reaches when all is done; `None` when another line already says why.
fn unserved<'a>(case: &Case<'a, '_>, direct: &Direct<'a>, why: Unserved) -> Option<Line<'a>> {
    let covered = case.covered()?;
    let mut line = case.line();
    match why {
        Unserved::Foreign => {
            line.reason = Reason::Covered { by: case.foreign_area().filter(|_| direct.foreign.is_empty())? };
        }
        Unserved::Quota => {
            (line.decision, line.reason) = (Decision::Hold, Reason::Quota(Arc::clone(&covered.quota)));
        }
        Unserved::Obstacle => {
            (line.decision, line.reason) =
                (Decision::Hold, Reason::Obstacle(covered.obstacle(case.receiver.id)));
        }
    }
    Some(line)
}

/// The lines of an account that an area grant of ours reaches, where only some accounts were seen: it has the product, and
/// what else it has is for a run about everything to decide.
fn in_part<'a>(
    case: &Case<'a, '_>,
    by: &'a Grant,
    direct: &Direct<'a>,
    license: impl Fn(&Grant) -> Option<&'a License>,
    lines: &mut Vec<Line<'a>>,
) {
    let is_active = direct.owned().any(|grant| grant.status == GrantStatus::Active);
    let mut line = case.line();
    line.grant = Some(by);
    if case.keeps_its_own() && !is_active {
        (line.grant, line.reason) = (None, Reason::OwnSubscription);
    } else {
        (line.decision, line.reason) = (Decision::Keep, Reason::ByArea { by });
    }
    lines.push(line);
    for grant in direct.owned() {
        let mut line = case.line_of(grant, license(grant));
        (line.decision, line.reason) = (Decision::Keep, Reason::UntilReplaced);
        lines.push(line);
    }
}

/// The lines of an account that gets, or has, a grant of its own.
fn singly_served<'a>(
    case: &Case<'a, '_>,
    direct: &Direct<'a>,
    license: impl Fn(&Grant) -> Option<&'a License>,
    lines: &mut Vec<Line<'a>>,
) {
    let best = direct.current.first().copied();
    surplus(case, direct, lines);
    let line = give(case, direct, best);
    let conflict =
        line.as_ref().and_then(|line| (line.reason == Reason::OwnSubscription).then(|| line.reason.clone()));
    let successor = line.as_ref().filter(|line| line.decision == Decision::Keep).and(best);
    for older in &direct.older {
        let mut old = case.line_of(older, license(older));
        lines.push(match (successor, &conflict) {
            // P2: it was seen ACTIVE.
            (Some(by), _) => {
                old.reason = Reason::Replaced { by };
                old.successor = Some(by);
                case.take_back(old, older)
            }
            (None, Some(conflict)) => {
                old.reason = conflict.clone();
                old
            }
            (None, None) => {
                (old.decision, old.reason) = (Decision::Keep, Reason::UntilReplaced);
                old
            }
        });
    }
    lines.extend(line);
}

/// The lines of direct grants beside a better one on the same license.
pub(super) fn surplus<'a>(case: &Case<'a, '_>, direct: &Direct<'a>, lines: &mut Vec<Line<'a>>) {
    let Some((kept, surplus)) = direct.current.split_first() else { return };
    for grant in surplus {
        let mut line = case.line_of(grant, Some(case.product.current));
        if kept.status == GrantStatus::Active || grant.status != GrantStatus::PendingWorkflow {
            line.reason = Reason::Duplicate { kept };
            line.successor = Some(*kept).filter(|kept| kept.status == GrantStatus::Active);
            line = case.take_back(line, grant);
        } else {
            // It may become ACTIVE before the better one does.
            (line.decision, line.reason) = (Decision::Keep, Reason::UntilReplaced);
        }
        lines.push(line);
    }
}

/// The line for an account that is to have a grant of its own; `None` when another line already says why it has none.
fn give<'a>(case: &Case<'a, '_>, direct: &Direct<'a>, best: Option<&'a Grant>) -> Option<Line<'a>> {
    let mut line = case.line();
    line.grant = best;
    let principal = Principal::Account(case.receiver.id.clone());
    let remembered = case.view.remembered(line.license, &principal);
    let someone_acts = case.view.someone_acts_on(case.receiver.id);
    line.recreations = if someone_acts { 0 } else { remembered.recreations };
    let next = next_step(Wish::Shared, best.map(|grant| &grant.status), line.recreations);
    if matches!(next, Next::Done) {
        line.decision = Decision::Keep;
        return Some(line);
    }
    let is_going = best.is_none_or(|grant| grant.status == GrantStatus::PendingDelete);
    if is_going && !direct.foreign.is_empty() {
        return None;
    }
    line.override_behavior = case.override_behavior(direct);
    let conflict = remembered.conflict || best.is_some_and(Grant::tells_of_a_conflict);
    if let Some(by) = case.foreign_area() {
        line.reason = Reason::Covered { by };
    } else if case.keeps_its_own() {
        line.reason = Reason::OwnSubscription;
    } else if conflict && !someone_acts && line.override_behavior.is_none() {
        line.reason = Reason::InUse;
    } else if let Some(what) = remembered.held {
        (line.decision, line.reason) = (Decision::Hold, Reason::EarlierInRun(what));
    } else if let (None, Some(rejected), false) = (best, direct.rejected, someone_acts) {
        (line.grant, line.decision, line.reason) =
            (Some(rejected), Decision::Hold, Reason::Held(Hold::Rejected));
    } else if let (Next::Create, Some(quota)) = (next, case.covered().and_then(Covered::quota_if_full)) {
        (line.decision, line.reason) = (Decision::Hold, Reason::Quota(quota));
    } else {
        let why = taking_the_place(case, direct).unwrap_or_else(|| line.reason.clone());
        line.go_on(next, direct.current.len() > 1, why);
        case.doubt(&mut line);
    }
    if !line.decision.is_action() && line.decision != Decision::Doubt {
        line.override_behavior = None;
    }
    Some(line)
}

/// Whose place a new grant takes, if anybody's.
fn taking_the_place<'a>(case: &Case<'a, '_>, direct: &Direct<'a>) -> Option<Reason<'a>> {
    let covered = case.covered();
    if case.receiver.owns(case.product.sku()) {
        Some(Reason::OwnMakesWay)
    } else if let Some(older) = direct.older.first() {
        Some(Reason::Renewed { older: &older.share.license })
    } else if covered.is_some_and(|covered| covered.is_active_by_area(case.receiver.id)) {
        Some(Reason::Exchanged)
    } else {
        None
    }
}
