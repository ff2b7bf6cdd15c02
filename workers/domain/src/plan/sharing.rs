//! With whom each product is shared, before anything is decided for a single account.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ModeChange;
use super::area::Area;
use super::prepare::Receiver;
use super::product::Product;
use super::view::View;
use crate::cover::{self, Cover, Obstacle, Present, Standing, Terms, Tree, Usable, cover};
use crate::grant::{Grant, GrantStatus, Principal};
use crate::identifier::AccountId;
use crate::life_cycle::Wish;
use crate::policy::{Because, Selection, ShareAs};

/// How a product gets to its accounts.
pub(super) enum Sharing<'a> {
    /// Each has a grant of its own, and there is no other.
    Singly,
    /// Not known: the run saw some accounts only, or not whose they are. With the live grants for areas, of ours and of
    /// others.
    InPart(Vec<&'a Grant>),
    /// Left as it is, with the grants of ours for areas: the policy contradicts itself.
    Left(Vec<&'a Grant>),
    /// As the cover of the whole organization says.
    Covered(Box<Covered<'a>>),
}

/// What the cover says of a product.
pub(super) struct Covered<'a> {
    pub(super) cover: Cover,
    /// Its count of grants, as lines carry it.
    pub(super) quota: Arc<cover::Quota>,
    /// Every area that the product is to be shared with, or that has a live grant of ours; the widest first.
    pub(super) areas: Vec<Area<'a>>,
    /// Live grants of others for areas.
    pub(super) foreign: Vec<&'a Grant>,
    /// How each account stands, by its number.
    pub(super) standings: Vec<Standing>,
    /// Whether each account gets, or keeps, a grant of its own.
    singly: Vec<bool>,
    /// The area by which each account gets the product, by both their numbers.
    assigned: Vec<Option<usize>>,
    /// Why it cannot be shared as asked for, and whom that concerns (empty: everybody).
    obstacles: Vec<(Arc<str>, BTreeSet<AccountId>)>,
}

/// What is wanted of a product for an account.
pub(super) fn selection(view: View<'_, '_>, product: &Product<'_>, receiver: &Receiver<'_>) -> Selection {
    receiver.account.map_or(Selection { wish: Some(Wish::Revoked), because: Because::Gone }, |account| {
        view.policy.explain(account, product.current)
    })
}

/// How an account stands to a product.
pub(super) fn standing(product: &Product<'_>, receiver: &Receiver<'_>, wish: Option<Wish>) -> Standing {
    let Some(account) = receiver.account else { return Standing::Indifferent };
    match Standing::of(&account.state, wish) {
        Standing::Selected if receiver.owns(product.sku()) && !product.replaces_own() => Standing::OwnLicense,
        standing => standing,
    }
}

/// The organization with all its accounts; `None` where the run did not see it whole.
pub(super) fn tree(view: View<'_, '_>) -> Option<Tree> {
    let observation = view.observation;
    let organization = observation.organization.as_ref().filter(|_| !view.is_about_accounts())?;
    let accounts = observation.accounts.items().iter().map(|account| (&account.id, account.path.as_str()));
    Tree::new(organization, &observation.hub, accounts).ok()
}

impl<'a> Sharing<'a> {
    /// Looks at one product. Where each account has a grant of its own anyway no cover is made.
    pub(super) fn of(
        view: View<'a, '_>,
        product: &Product<'a>,
        receivers: &[Receiver<'a>],
        tree: Option<&Tree>,
    ) -> Self {
        let is_area =
            |grant: &&&Grant| grant.share.principal.account().is_none() && !grant.status.is_terminal();
        let areas: Vec<&Grant> = product.grants.iter().filter(is_area).copied().collect();
        if product.settings.is_none() {
            return Self::Left(areas.into_iter().filter(|grant| view.owns(grant)).collect());
        }
        match tree {
            _ if product.share_as() == ShareAs::Account && areas.is_empty() => Self::Singly,
            None => Self::InPart(areas),
            Some(tree) => Self::Covered(Box::new(Covered::of(view, product, receivers, tree, areas))),
        }
    }

    /// What the cover says, where there is one.
    pub(super) fn covered(&self) -> Option<&Covered<'a>> {
        match self {
            Self::Covered(covered) => Some(covered),
            Self::Singly | Self::InPart(_) | Self::Left(_) => None,
        }
    }
}

impl<'a> Covered<'a> {
    fn of(
        view: View<'a, '_>,
        product: &Product<'a>,
        receivers: &[Receiver<'a>],
        tree: &Tree,
        area_grants: Vec<&'a Grant>,
    ) -> Self {
        let standings: Vec<_> = receivers
            .iter()
            .map(|receiver| standing(product, receiver, selection(view, product, receiver).wish))
            .collect();
        let numbers: BTreeMap<&AccountId, usize> =
            receivers.iter().enumerate().map(|(number, receiver)| (receiver.id, number)).collect();
        let standing = |id: &AccountId| {
            let number = numbers.get(id).copied();
            number.and_then(|number| standings.get(number)).copied().unwrap_or(Standing::Indifferent)
        };
        let present =
            Present::of(product.grants.iter().copied(), &product.current.arn, |grant| view.owns(grant));
        let terms = Terms {
            tree,
            present: &present,
            share_as: product.share_as(),
            usable: Usable::Areas,
            change_approved: false,
        };
        let mut cover_of = cover(&terms, standing);
        let approved = cover_of.question.as_ref().is_some_and(|change| {
            let change = ModeChange { license: product.current, change: change.clone() };
            view.progress.approved.contains(&change.key())
        });
        if approved {
            cover_of = cover(&Terms { change_approved: true, ..terms }, standing);
        }
        let obstacles = cover_of.obstacles.iter().map(|obstacle| concerns(obstacle, tree)).collect();
        let (owned, foreign): (Vec<_>, Vec<_>) = area_grants.into_iter().partition(|grant| view.owns(grant));
        let of_grants = owned.iter().map(|grant| &grant.share.principal);
        let principals: BTreeSet<&Principal> = cover_of
            .lines
            .keys()
            .chain(of_grants)
            .filter(|principal| principal.account().is_none())
            .collect();
        let areas: Vec<_> = principals
            .into_iter()
            .rev()
            .map(|principal| {
                let reached = tree.reached_by(principal).unwrap_or_default().into_iter();
                let reached = reached.filter_map(|id| numbers.get(id).copied()).collect();
                Area::of(view, product, principal.clone(), cover_of.lines.get(principal), reached)
            })
            .collect();
        let assigned = assigned(&areas, receivers);
        let mut singly = vec![false; receivers.len()];
        for principal in cover_of.shared_with() {
            let number = principal.account().and_then(|account| numbers.get(account).copied());
            if let Some(slot) = number.and_then(|number| singly.get_mut(number)) {
                *slot = true;
            }
        }
        let quota = Arc::new(cover_of.quota);
        Self { cover: cover_of, quota, areas, foreign, standings, singly, assigned, obstacles }
    }

    /// Whether the account gets, or keeps, a grant of its own.
    pub(super) fn is_served_singly(&self, number: usize) -> bool {
        self.singly.get(number).copied().unwrap_or_default()
    }

    /// The area by which an account gets the product.
    pub(super) fn area_of(&self, number: usize) -> Option<&Area<'a>> {
        self.areas.get((*self.assigned.get(number)?)?)
    }

    /// How an account stands.
    pub(super) fn standing_of(&self, number: usize) -> Standing {
        self.standings.get(number).copied().unwrap_or(Standing::Indifferent)
    }

    /// Whether a grant of ours for an area, of whatever license, gives the product to an account now.
    pub(super) fn is_active_by_area(&self, account: &AccountId) -> bool {
        self.areas.iter().flat_map(Area::grants).any(|it| it.is_active_in(account))
    }

    /// The count of a license that can have no more grants.
    pub(super) fn quota_if_full(&self) -> Option<Arc<cover::Quota>> {
        self.quota.is_full().then(|| Arc::clone(&self.quota))
    }

    /// Why the product cannot be shared with an account as asked for.
    pub(super) fn obstacle(&self, account: &AccountId) -> Arc<str> {
        let named = self.obstacles.iter().find(|(_, accounts)| accounts.contains(account));
        let general = || self.obstacles.iter().find(|(_, accounts)| accounts.is_empty());
        let why = named.or_else(general).or(self.obstacles.first());
        why.map_or_else(|| Arc::from("see the notes"), |(why, _)| Arc::clone(why))
    }

    /// The grant of ours that stays and was seen ACTIVE in an account (P2).
    pub(super) fn seen_active(
        &self,
        view: View<'a, '_>,
        product: &Product<'a>,
        product_number: usize,
        receivers: &[Receiver<'a>],
        number: usize,
    ) -> Option<&'a Grant> {
        let receiver = receivers.get(number)?;
        let is_active = |grant: &&Grant| {
            grant.status == GrantStatus::Active
                && grant.share.license == product.current.arn
                && view.owns(grant)
        };
        let direct = receiver.grants_of(Some(product_number)).find(is_active);
        if let Some(direct) = direct.filter(|_| self.is_served_singly(number)) {
            return Some(direct);
        }
        let best = self.area_of(number)?.best()?;
        best.is_active_in(receiver.id).then_some(best.grant)
    }
}

/// For each account the area by which it gets the product: of several that stay the one that was seen ACTIVE there, or the
/// widest.
fn assigned(areas: &[Area<'_>], receivers: &[Receiver<'_>]) -> Vec<Option<usize>> {
    let mut assigned: Vec<Option<usize>> = vec![None; receivers.len()];
    let is_active = |area: usize, receiver: &Receiver<'_>| {
        areas.get(area).and_then(Area::best).is_some_and(|best| best.is_active_in(receiver.id))
    };
    for (area_number, area) in areas.iter().enumerate().filter(|(_, area)| area.is_kept()) {
        for (number, receiver) in area.receivers(receivers) {
            let Some(slot) = assigned.get_mut(number) else { continue };
            match *slot {
                Some(wider) if is_active(wider, receiver) || !is_active(area_number, receiver) => {}
                _ => *slot = Some(area_number),
            }
        }
    }
    assigned
}

/// An obstacle in words, and the accounts that it concerns; none where it concerns all.
fn concerns(obstacle: &Obstacle, tree: &Tree) -> (Arc<str>, BTreeSet<AccountId>) {
    let accounts = match obstacle {
        Obstacle::TooMany { principal, .. } => {
            tree.reached_by(principal).unwrap_or_default().into_iter().cloned().collect()
        }
        Obstacle::NoUnitAbove { accounts } => accounts.clone(),
        Obstacle::OnlyAccountGrants | Obstacle::PlaceUnknown { .. } | Obstacle::ReachUnknown { .. } => {
            BTreeSet::new()
        }
    };
    (obstacle.to_string().into(), accounts)
}
