//! An area that a product is, or was, shared with: its grants, and what they are worth in each account.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::prepare::Receiver;
use super::product::Product;
use super::view::View;
use crate::cover;
use crate::grant::{Grant, GrantStatus, Principal};
use crate::identifier::AccountId;
use crate::life_cycle::{left_off, spread};
use crate::observation::Complete;

/// A grant of ours for an area.
pub(super) struct AreaGrant<'a> {
    pub(super) grant: &'a Grant,
    /// What its status is worth, by its parts.
    pub(super) worth: GrantStatus,
    /// In which accounts it is off, as [`crate::life_cycle::left_off`] names them.
    pub(super) left_off: Option<String>,
    /// Its part in each account, as far as it came there.
    parts: BTreeMap<&'a AccountId, &'a Grant>,
}

/// The organization or an OU.
pub(super) struct Area<'a> {
    pub(super) principal: Arc<Principal>,
    /// Whether the product is to be shared with it.
    pub(super) decision: cover::Decision,
    pub(super) reason: Arc<cover::Reason>,
    /// The accounts that it reaches, by their number.
    pub(super) reached: Vec<usize>,
    /// Its live grants of ours on the license that is shared, the furthest on its way first.
    pub(super) current: Vec<AreaGrant<'a>>,
    /// Those on older licenses.
    pub(super) older: Vec<AreaGrant<'a>>,
}

impl<'a> AreaGrant<'a> {
    fn of(view: View<'a, '_>, grant: &'a Grant) -> Self {
        let listed = view.observation.parts.get(&grant.arn).map(Complete::items).unwrap_or_default();
        let mut parts: BTreeMap<&AccountId, &Grant> = BTreeMap::new();
        for part in listed {
            let Some(account) = part.share.principal.account() else { continue };
            let known = parts.entry(account).or_insert(part);
            if (rank(&part.status), &part.arn) < (rank(&known.status), &known.arn) {
                *known = part;
            }
        }
        Self { grant, worth: spread(&grant.status, listed), left_off: left_off(listed), parts }
    }

    /// Its part in an account.
    pub(super) fn part(&self, account: &AccountId) -> Option<&'a Grant> {
        self.parts.get(account).copied()
    }

    /// Whether the account has the product by it.
    pub(super) fn is_active_in(&self, account: &AccountId) -> bool {
        self.part(account).is_some_and(|part| part.status == GrantStatus::Active)
    }

    /// Whether the account has the product by it, or AWS is at a work that may give it.
    pub(super) fn is_or_may_become_active_in(&self, account: &AccountId) -> bool {
        self.is_active_in(account) || self.grant.status == GrantStatus::PendingWorkflow
    }
}

impl<'a> Area<'a> {
    /// The area of `principal`, with all live grants of ours for it.
    pub(super) fn of(
        view: View<'a, '_>,
        product: &Product<'a>,
        principal: Principal,
        decided: Option<&cover::Line>,
        reached: Vec<usize>,
    ) -> Self {
        let grants =
            product.grants.iter().filter(|grant| grant.share.principal == principal && view.owns_live(grant));
        let (mut current, mut older): (Vec<_>, Vec<_>) = grants
            .map(|grant| AreaGrant::of(view, grant))
            .partition(|it| it.grant.share.license == product.current.arn);
        for grants in [&mut current, &mut older] {
            grants.sort_by_key(|it: &AreaGrant<'_>| (rank(&it.worth), &it.grant.arn));
        }
        let decision = decided.map_or(cover::Decision::TakeBack, |line| line.decision);
        let reason = decided.map_or(cover::Reason::NobodyWanted, |line| line.reason.clone());
        Self { principal: Arc::new(principal), decision, reason: Arc::new(reason), reached, current, older }
    }

    /// Whether the product is to be shared with it.
    pub(super) fn is_kept(&self) -> bool {
        self.decision != cover::Decision::TakeBack
    }

    /// The grant that stays, if it is there already.
    pub(super) fn best(&self) -> Option<&AreaGrant<'a>> {
        self.current.first().filter(|_| self.is_kept())
    }

    /// All its grants.
    pub(super) fn grants(&self) -> impl Iterator<Item = &AreaGrant<'a>> {
        self.current.iter().chain(&self.older)
    }

    /// Whom it reaches.
    pub(super) fn receivers<'b>(
        &'b self,
        all: &'b [Receiver<'a>],
    ) -> impl Iterator<Item = (usize, &'b Receiver<'a>)> {
        self.reached.iter().filter_map(|number| Some((*number, all.get(*number)?)))
    }
}

/// Which of several grants for one share stays: the furthest on its way.
pub(super) fn rank(status: &GrantStatus) -> u8 {
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
