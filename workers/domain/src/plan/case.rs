//! One account and one product: what is wanted, and what there is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::area::rank;
use super::prepare::{Receiver, reaches};
use super::product::Product;
use super::sharing::{Covered, Sharing};
use super::view::View;
use super::{Decision, Line, Reason};
use crate::account::TagSource;
use crate::grant::{Grant, GrantStatus, OverrideBehavior};
use crate::identifier::{GrantArn, LicenseArn};
use crate::license::License;
use crate::life_cycle::{Next, Wish, next_step};
use crate::policy::Because;

/// All that the decision about one account and one product looks at.
pub(super) struct Case<'a, 'b> {
    pub(super) view: View<'a, 'b>,
    pub(super) product: &'b Product<'a>,
    pub(super) product_number: usize,
    pub(super) sharing: &'b Sharing<'a>,
    pub(super) receiver: &'b Receiver<'a>,
    pub(super) number: usize,
    /// Grants for areas that stay for now, although the product is not to be shared with these any more.
    pub(super) staying: &'b BTreeSet<&'a GrantArn>,
    pub(super) wish: Option<Wish>,
    pub(super) because: Arc<Because>,
}

/// The account's own grants of the product.
pub(super) struct Direct<'a> {
    /// Live ones of ours on the license that is shared, the furthest on its way first.
    pub(super) current: Vec<&'a Grant>,
    /// Live ones of ours on older licenses.
    pub(super) older: Vec<&'a Grant>,
    /// Live ones of others.
    pub(super) foreign: Vec<&'a Grant>,
    /// One of ours that the account rejected.
    pub(super) rejected: Option<&'a Grant>,
}

impl<'a> Direct<'a> {
    pub(super) fn of(case: &Case<'a, '_>) -> Self {
        let mut direct = Self { current: Vec::new(), older: Vec::new(), foreign: Vec::new(), rejected: None };
        for grant in case.receiver.grants_of(Some(case.product_number)) {
            let is_current = grant.share.license == case.product.current.arn;
            match (grant.status.is_terminal(), case.view.owns(grant)) {
                (true, true) if is_current && grant.status == GrantStatus::Rejected => {
                    direct.rejected = direct.rejected.or(Some(grant));
                }
                (true, _) => {}
                (false, false) => direct.foreign.push(grant),
                (false, true) if is_current => direct.current.push(grant),
                (false, true) => direct.older.push(grant),
            }
        }
        direct.current.sort_by_key(|grant| (rank(&grant.status), &grant.arn));
        direct
    }

    /// All live ones of ours.
    pub(super) fn owned(&self) -> impl Iterator<Item = &'a Grant> {
        self.current.iter().chain(&self.older).copied()
    }
}

impl<'a, 'b> Case<'a, 'b> {
    /// A line about the license that is shared.
    pub(super) fn line(&self) -> Line<'a> {
        blank(self.receiver, &self.product.current.arn, Some(self.product.current), self.wish, self.reason())
    }

    /// A line about a grant, whatever license it is on.
    pub(super) fn line_of(&self, grant: &'a Grant, license: Option<&'a License>) -> Line<'a> {
        let mut line = blank(self.receiver, &grant.share.license, license, self.wish, self.reason());
        line.grant = Some(grant);
        line
    }

    fn reason(&self) -> Reason<'a> {
        Reason::Account(Arc::clone(&self.because))
    }

    /// Whether the account has a license of its own that stays.
    pub(super) fn keeps_its_own(&self) -> bool {
        self.receiver.owns(self.product.sku()) && !self.product.replaces_own()
    }

    /// What the cover says, where there is one.
    pub(super) fn covered(&self) -> Option<&'b Covered<'a>> {
        self.sharing.covered()
    }

    /// A live grant for an area, of ours or of others, that reaches the account, as far as that is known without a cover.
    pub(super) fn area_in_part(&self, ours: bool) -> Option<&'a Grant> {
        let Sharing::InPart(areas) = self.sharing else { return None };
        self.reaching(areas, ours)
    }

    /// A live grant of others for an area that reaches the account.
    pub(super) fn foreign_area(&self) -> Option<&'a Grant> {
        match self.sharing {
            Sharing::InPart(areas) => self.reaching(areas, false),
            Sharing::Covered(covered) => self.reaching(&covered.foreign, false),
            Sharing::Singly | Sharing::Left(_) => None,
        }
    }

    fn reaching(&self, areas: &[&'a Grant], ours: bool) -> Option<&'a Grant> {
        let account = self.receiver.account?;
        areas
            .iter()
            .copied()
            .filter(|grant| self.view.owns(grant) == ours && reaches(grant, account))
            .filter(|grant| !ours || grant.status != GrantStatus::PendingDelete)
            .min_by_key(|grant| (grant.share.license != self.product.current.arn, &grant.arn))
    }

    /// What an activation of the account's own grant does to what is active there: what is ours makes way (AWS's own swap),
    /// the account's own license only where the policy says so, and what others gave never (P1).
    pub(super) fn override_behavior(&self, direct: &Direct<'a>) -> Option<OverrideBehavior> {
        let is_active = |grant: &&Grant| grant.status == GrantStatus::Active;
        let ours = || {
            direct.older.iter().any(is_active)
                || self.covered().is_some_and(|covered| covered.is_active_by_area(self.receiver.id))
        };
        let foreign = !direct.foreign.is_empty()
            || self.foreign_area().is_some()
            || self.product.is_left_over_in(self.receiver);
        let swaps = !foreign && !self.keeps_its_own() && (self.product.replaces_own() || ours());
        swaps.then_some(OverrideBehavior::AllGrantsPermittedByIssuer)
    }

    /// Takes a grant back, as far as it stands.
    pub(super) fn take_back(&self, mut line: Line<'a>, grant: &'a Grant) -> Line<'a> {
        line.grant = Some(grant);
        line.wish = Some(Wish::Revoked);
        line.loses = u32::from(!matches!(line.reason, Reason::Replaced { .. } | Reason::Duplicate { .. }));
        let next = next_step(Wish::Revoked, Some(&grant.status), 0);
        line.decision = next.into();
        if let Next::Hold(hold) = next {
            line.reason = Reason::Held(hold);
        }
        if line.decision.is_action()
            && let Some(what) = self.view.progress.held.get(&grant.share)
        {
            (line.decision, line.reason) = (Decision::Hold, Reason::EarlierInRun(what));
        }
        self.doubt(&mut line);
        line
    }

    /// A write that rests on a tag needs the tag from the account itself: the index may be minutes behind. Waiting for a
    /// workflow is no write, but Apply goes on to one as soon as it has ended.
    pub(super) fn doubt(&self, line: &mut Line<'_>) {
        let rests_on_the_index = self.because.rests_on_a_tag()
            && self.receiver.account.is_some_and(|account| account.tags_from == TagSource::Index);
        if rests_on_the_index && line.decision.is_action() && !line.is_being_deleted_as_wanted() {
            line.decision = Decision::Doubt;
        }
    }
}

/// A line that leaves everything as it is.
pub(super) fn blank<'a>(
    receiver: &Receiver<'a>,
    license: &'a LicenseArn,
    details: Option<&'a License>,
    wish: Option<Wish>,
    reason: Reason<'a>,
) -> Line<'a> {
    Line {
        account: receiver.id,
        account_name: receiver.name,
        license,
        license_details: details,
        grant: None,
        wish,
        decision: Decision::Skip,
        reason,
        recreations: 0,
        area: None,
        loses: 1,
        override_behavior: None,
        successor: None,
    }
}
