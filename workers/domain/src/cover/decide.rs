//! The decision: the ideal against what is there.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Cover, Decision, Line, Obstacle, Reason, Unserved};
use super::change::{Change, Why, swaps};
use super::ideal::{Ask, all_are_placed};
use super::present::{Mode, Present};
use super::quota::{Level, Quota, WayOut};
use super::standing::{Barred, Part, Standing, part};
use super::steady::Sight;
use super::tree::Tree;
use super::usable::Usable;
use crate::grant::Principal;
use crate::identifier::AccountId;
use crate::policy::ShareAs;

/// All that the cover of one license rests on, besides how each account stands to it.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The whole organization.
    pub tree: &'a Tree,
    /// The grants that the product has today.
    pub present: &'a Present,
    /// How it is to be shared.
    pub share_as: ShareAs,
    /// What kinds of grants can be made.
    pub usable: Usable,
    /// Whether a person approved the change that is asked for. Without a question it means nothing.
    pub change_approved: bool,
}

/// With whom one license is to be shared. `standing` says how each account of the tree stands to it.
pub fn cover(terms: &Terms<'_>, standing: impl Fn(&AccountId) -> Standing) -> Cover {
    let (tree, present) = (terms.tree, terms.present);
    let standings: Vec<_> = tree.accounts().iter().map(standing).collect();
    let ours = reached(tree, &present.owned);
    let parts = parts(terms, &standings, &ours);
    let doubts = doubts(terms, &parts);
    let (owned, share_as, usable) = (&present.owned, terms.share_as, terms.usable);
    let ideal = Ask { tree, parts: &parts, owned, ours: &ours, share_as, usable }.ideal();
    let sight = Sight { tree, parts: &parts, owned, ideal: &ideal };
    if !doubts.is_empty() {
        return undecided(&sight, present, &standings, doubts);
    }
    let kept = sight.kept();
    let (steady, target) = (sight.steady(&kept), sight.target(&kept));
    let mut question = change(terms, &sight, &steady, target);
    let approved = question.take_if(|change| terms.change_approved && !change.quota.is_full());
    let mut shared_with = approved.map_or(steady, |change| change.shared_with);
    let mut quota = count(present, &shared_with);
    if let Level::Full(way_out) = &mut quota.level {
        if question.as_ref().is_some_and(|change| !change.quota.is_full()) {
            *way_out = WayOut::Approve;
        }
        shared_with.retain(|principal| present.owned.contains(principal));
    }
    let lacking = if quota.is_full() { Unserved::Quota } else { Unserved::Obstacle };
    Cover {
        lines: lines(&sight, &shared_with),
        unserved: unserved(&sight, &standings, &shared_with, lacking),
        obstacles: ideal.obstacles.clone(),
        question,
        quota,
    }
}

fn parts(terms: &Terms<'_>, standings: &[Standing], ours: &[bool]) -> Vec<Part> {
    let foreign = reached(terms.tree, &terms.present.foreign);
    let reached_by = ours.iter().zip(foreign);
    standings
        .iter()
        .zip(reached_by)
        .enumerate()
        .map(|(account, (standing, (ours, foreign)))| {
            part(*standing, terms.tree.is_hub(account), *ours, foreign)
        })
        .collect()
}

/// For each account whether one of `principals` reaches it.
fn reached(tree: &Tree, principals: &BTreeSet<Principal>) -> Vec<bool> {
    let mut reached = vec![false; tree.len()];
    for account in principals.iter().filter_map(|principal| tree.reach(principal)).flatten() {
        if let Some(slot) = reached.get_mut(account) {
            *slot = true;
        }
    }
    reached
}

/// What keeps a license from being decided at all: nothing is written on a guess (P5).
fn doubts(terms: &Terms<'_>, parts: &[Part]) -> Vec<Obstacle> {
    let (tree, present) = (terms.tree, terms.present);
    let all = || present.owned.union(&present.foreign);
    let mut doubts: Vec<_> = all()
        .filter(|principal| tree.reach(principal).is_none())
        .map(|principal| Obstacle::ReachUnknown { principal: principal.clone() })
        .collect();
    let units_matter = terms.share_as == ShareAs::OrgUnit
        || all().any(|principal| matches!(principal, Principal::OrgUnit(_)));
    if units_matter && !all_are_placed(tree, parts) {
        let unplaced =
            tree.unplaced().iter().filter(|account| parts.get(**account) != Some(&Part::Indifferent));
        let accounts = unplaced.filter_map(|account| tree.accounts().get(*account).cloned()).collect();
        doubts.push(Obstacle::PlaceUnknown { accounts });
    }
    doubts
}

fn undecided(
    sight: &Sight<'_>,
    present: &Present,
    standings: &[Standing],
    obstacles: Vec<Obstacle>,
) -> Cover {
    let left = Line { decision: Decision::Keep, reason: Reason::Undecided };
    Cover {
        lines: present.owned.iter().map(|principal| (principal.clone(), left.clone())).collect(),
        unserved: unserved(sight, standings, &present.owned, Unserved::Obstacle),
        obstacles,
        question: None,
        quota: count(present, &present.owned),
    }
}

/// The question for a person, if there is one.
fn change(
    terms: &Terms<'_>,
    sight: &Sight<'_>,
    steady: &BTreeSet<Principal>,
    target: BTreeSet<Principal>,
) -> Option<Change> {
    if target == *steady {
        return None;
    }
    let accounts: BTreeSet<_> = steady.iter().flat_map(|principal| sight.too_many(principal)).collect();
    let why = match terms.share_as {
        ShareAs::Auto if !accounts.is_empty() => Why::TooWide { accounts },
        ShareAs::Auto if target.len() < steady.len() => Why::Fewer,
        ShareAs::Auto => return None,
        forced => Why::Policy(forced),
    };
    Some(Change {
        why,
        from: Mode::of(steady),
        to: Mode::of(&target),
        grants_without: steady.len(),
        grants_with: target.len(),
        swaps: swaps(sight, &target),
        quota: count(terms.present, &target),
        shared_with: target,
    })
}

fn count(present: &Present, shared_with: &BTreeSet<Principal>) -> Quota {
    let make = shared_with.difference(&present.current).count();
    let take_back = present.current.difference(shared_with).count();
    Quota::new(present.grants_live, present.grants_ended, make, take_back)
}

fn lines(sight: &Sight<'_>, shared_with: &BTreeSet<Principal>) -> BTreeMap<Principal, Line> {
    let assigned = sight.assign(shared_with);
    sight
        .owned
        .union(shared_with)
        .map(|principal| {
            let line = if shared_with.contains(principal) {
                let is_there = sight.owned.contains(principal);
                let decision = if is_there { Decision::Keep } else { Decision::Make };
                Line { decision, reason: sharing(sight, principal) }
            } else {
                Line { decision: Decision::TakeBack, reason: ending(sight, principal, &assigned) }
            };
            (principal.clone(), line)
        })
        .collect()
}

fn sharing(sight: &Sight<'_>, principal: &Principal) -> Reason {
    let too_many = sight.too_many(principal);
    let wanted = || sight.reach(principal).into_iter().filter(|account| sight.is_wanted(*account)).count();
    match principal {
        _ if !too_many.is_empty() => Reason::TooWide { accounts: too_many },
        Principal::Account(_) => Reason::Account,
        Principal::OrgUnit(_) => Reason::WholeUnit { accounts: wanted() },
        Principal::Organization(_) | Principal::Unknown(_) => {
            Reason::WholeOrganization { accounts: wanted() }
        }
    }
}

fn ending(sight: &Sight<'_>, principal: &Principal, assigned: &[Option<&Principal>]) -> Reason {
    let wanted = sight.reach(principal).into_iter().find(|account| sight.is_wanted(*account));
    match wanted.map(|account| assigned.get(account).copied().flatten()) {
        None => Reason::NobodyWanted,
        Some(Some(other)) if sight.tree.rank(other) < sight.tree.rank(principal) => {
            Reason::ReachedBy { principal: other.clone() }
        }
        Some(_) => Reason::SplitUp,
    }
}

/// The selected accounts that `shared_with` does not reach.
fn unserved(
    sight: &Sight<'_>,
    standings: &[Standing],
    shared_with: &BTreeSet<Principal>,
    lacking: Unserved,
) -> BTreeMap<AccountId, Unserved> {
    let reached = reached(sight.tree, shared_with);
    let accounts = sight.tree.accounts().iter().zip(standings).zip(sight.parts.iter().zip(reached));
    accounts
        .filter(|((_, standing), (_, reached))| **standing == Standing::Selected && !reached)
        .filter_map(|((account, _), (part, _))| match part {
            Part::Wanted => Some((account.clone(), lacking)),
            Part::Barred(Barred::Foreign) => Some((account.clone(), Unserved::Foreign)),
            Part::Barred(_) | Part::Indifferent | Part::OwnLicense => None,
        })
        .collect()
}
