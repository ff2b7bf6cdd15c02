//! The lines of areas: the organization and OUs that a product is, or was, shared with.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::area::{Area, AreaGrant};
use super::below::gives_or_will;
use super::prepare::Receiver;
use super::product::{Product, Products};
use super::sharing::{Covered, Sharing, selection};
use super::swap::{Swap, has_others};
use super::view::View;
use super::{Decision, Line, Reason};
use crate::account::TagSource;
use crate::cover::{self, Standing};
use crate::grant::{Grant, GrantStatus, OverrideBehavior, Principal};
use crate::identifier::AccountId;
use crate::life_cycle::{Hold, Next, Wish, next_step};

/// What the lines of the areas of one product look at.
pub(super) struct Scene<'a, 'b> {
    pub(super) view: View<'a, 'b>,
    pub(super) product: &'b Product<'a>,
    pub(super) product_number: usize,
    pub(super) products: &'b Products<'a>,
    pub(super) covered: &'b Covered<'a>,
    pub(super) receivers: &'b [Receiver<'a>],
}

/// Adds the lines of all areas, and the accounts that have to be looked at more closely first. A run about some accounts
/// decides nothing about areas.
pub(super) fn areas<'a>(
    view: View<'a, '_>,
    products: &Products<'a>,
    sharing: &[Sharing<'a>],
    receivers: &[Receiver<'a>],
    lines: &mut Vec<Line<'a>>,
    doubtful: &mut BTreeSet<&'a AccountId>,
) {
    if view.is_about_accounts() {
        return;
    }
    for (product_number, (product, sharing)) in products.shared.iter().zip(sharing).enumerate() {
        if !view.request.only.covers(&view.observation.hub, Some(product.sku())) {
            continue;
        }
        match sharing {
            Sharing::Singly => {}
            Sharing::InPart(grants) | Sharing::Left(grants) => {
                lines.extend(grants.iter().map(|grant| left(view, products, grant)));
            }
            Sharing::Covered(covered) => {
                lines.extend(covered.foreign.iter().map(|grant| left(view, products, grant)));
                let scene = Scene { view, product, product_number, products, covered, receivers };
                for area in &covered.areas {
                    scene.area(area, lines, doubtful);
                }
            }
        }
    }
    let not_shared = |grant: &&Grant| {
        grant.share.principal.account().is_none() && products.number(&grant.share.license).is_none()
    };
    for grant in view.observation.grants.items().iter().filter(not_shared) {
        let license = products.license(&grant.share.license);
        let is_asked = view.request.only.covers(&view.observation.hub, license.map(|it| &it.product));
        if view.owns_live(grant) && is_asked {
            let mut line = left(view, products, grant);
            line.reason = Reason::LicenseNotShared;
            lines.push(line);
        }
    }
    lines.sort_by(|a, b| key(a).cmp(&key(b)));
}

fn key<'l>(line: &'l Line<'_>) -> impl Ord + use<'l> {
    (line.license.as_str(), line.area.as_ref(), line.grant.map(|grant| grant.arn.as_str()))
}

/// The line of a grant that is left as it is.
fn left<'a>(view: View<'a, '_>, products: &Products<'a>, grant: &'a Grant) -> Line<'a> {
    Line {
        account: &view.observation.hub,
        account_name: "",
        area: Some(grant.share.principal.clone()),
        license: &grant.share.license,
        license_details: products.license(&grant.share.license),
        grant: Some(grant),
        wish: None,
        decision: Decision::Skip,
        reason: if view.owns(grant) { Reason::Undecided } else { Reason::Foreign },
        recreations: 0,
        loses: 0,
        override_behavior: None,
        successor: None,
    }
}

impl<'a> Scene<'a, '_> {
    fn area(&self, area: &Area<'a>, lines: &mut Vec<Line<'a>>, doubtful: &mut BTreeSet<&'a AccountId>) {
        let first = lines.len();
        if self.covered.cover.is_undecided() {
            lines.extend(area.grants().map(|it| left(self.view, self.products, it.grant)));
            return;
        }
        if area.is_kept() {
            lines.push(self.share(area));
        }
        let kept = area.best().map(|best| best.grant);
        for it in area.grants().filter(|it| Some(&it.grant.arn) != kept.map(|kept| &kept.arn)) {
            let duplicate = kept.filter(|kept| kept.share == it.grant.share);
            lines.push(self.give_up(area, it, duplicate.map(|kept| Reason::Duplicate { kept })));
        }
        for line in &mut lines[first..] {
            self.doubt(area, line, doubtful);
        }
    }

    /// The line of an area that the product is to be shared with.
    fn share(&self, area: &Area<'a>) -> Line<'a> {
        let best = area.best();
        let remembered = self.view.remembered(&self.product.current.arn, &area.principal);
        let someone_acts = self.view.someone_acts_for(self.product.sku());
        let swap = Swap::of(self, area, best);
        let recreations = if someone_acts { 0 } else { remembered.recreations };
        let mut line = Line {
            account: &self.view.observation.hub,
            account_name: "",
            area: Some(Principal::clone(&area.principal)),
            license: &self.product.current.arn,
            license_details: Some(self.product.current),
            grant: best.map(|best| best.grant),
            wish: Some(Wish::Shared),
            decision: Decision::Keep,
            reason: Reason::Area(Arc::clone(&area.reason)),
            recreations,
            loses: 0,
            override_behavior: swap.override_behavior(self.product.replaces_own()),
            successor: None,
        };
        let next = next_step(Wish::Shared, best.map(|best| &best.worth), recreations);
        let too_wide = matches!(*area.reason, cover::Reason::TooWide { .. });
        let refused = remembered.conflict
            && !someone_acts
            && line.override_behavior != Some(OverrideBehavior::AllGrantsPermittedByIssuer);
        let rejected = self.rejected(area).filter(|_| best.is_none() && !someone_acts);
        if next == Next::Done {
            let joined = best.and_then(|best| best.left_off.as_deref()) != remembered.left_off;
            self.again(&swap, (someone_acts, joined), remembered.held, &mut line);
        } else if next == Next::Activate && !swap.wanted {
            // There is nobody to activate it for.
        } else if too_wide {
            // Nothing new is given to an account that is not to have it: a person decides first.
            line.decision = Decision::Hold;
        } else if let Some(what) = remembered.held {
            (line.decision, line.reason) = (Decision::Hold, Reason::EarlierInRun(what));
        } else if let Some(by) = self.foreign(area).filter(|_| best.is_none()) {
            (line.decision, line.reason) = (Decision::Skip, Reason::Covered { by });
        } else if refused {
            (line.decision, line.reason) = (Decision::Skip, Reason::InUse);
        } else if let Some(rejected) = rejected {
            (line.grant, line.decision, line.reason) =
                (Some(rejected), Decision::Hold, Reason::Held(Hold::Rejected));
        } else if line.override_behavior.is_none() {
            let accounts = Arc::clone(&swap.others);
            (line.decision, line.reason) = (Decision::Hold, Reason::OwnBelow { accounts });
        } else if next == Next::Delete && self.is_in_use(area, best) {
            (line.decision, line.reason) = (Decision::Hold, Reason::Held(Hold::WorkflowFailed));
        } else if let (Next::Create, Some(quota)) = (next, self.covered.quota_if_full()) {
            (line.decision, line.reason) = (Decision::Hold, Reason::Quota(quota));
        } else {
            let why = match area.older.first() {
                Some(older) => Reason::Renewed { older: &older.grant.share.license },
                None if swap.ours => Reason::Exchanged,
                None => line.reason.clone(),
            };
            line.go_on(next, area.current.len() > 1, why);
        }
        if !line.decision.is_action() {
            line.override_behavior = None;
        }
        line
    }

    /// A grant that is ACTIVE is activated once more where a person asks for it, where accounts joined for which AWS did not
    /// switch it on, and where it came to accounts that still use another grant of ours; never where that would switch it on
    /// for somebody who is not to have it.
    fn again(
        &self,
        swap: &Swap,
        (someone_acts, joined): (bool, bool),
        held: Option<&'a str>,
        line: &mut Line<'a>,
    ) {
        let is_exchange = line.override_behavior == Some(OverrideBehavior::AllGrantsPermittedByIssuer);
        let reason = match (swap.off.wanted, swap.off.not_wanted, line.override_behavior) {
            (_, true, _) | (_, _, None) => return,
            (true, ..) if someone_acts => Reason::ActivatedAgain,
            (true, ..) if joined => Reason::Joined,
            (false, ..) if swap.left_behind && is_exchange => Reason::Exchanged,
            _ => return,
        };
        (line.decision, line.reason) = match held.filter(|_| !someone_acts) {
            None => (Decision::Activate, reason),
            Some(what) => (Decision::Hold, Reason::EarlierInRun(what)),
        };
    }

    /// A grant of others for the same share: AWS gives no second one.
    fn foreign(&self, area: &Area<'a>) -> Option<&'a Grant> {
        let is_same = |grant: &&Grant| grant.share.principal == *area.principal;
        let of_license = |grant: &&Grant| grant.share.license == self.product.current.arn;
        self.covered.foreign.iter().copied().filter(of_license).find(is_same)
    }

    /// A grant of ours for the area that was rejected.
    fn rejected(&self, area: &Area<'a>) -> Option<&'a Grant> {
        self.product.grants.iter().copied().find(|grant| {
            grant.status == GrantStatus::Rejected
                && grant.share.principal == *area.principal
                && grant.share.license == self.product.current.arn
                && self.view.owns(grant)
        })
    }

    /// Whether somebody has the product by a grant although its workflow failed.
    fn is_in_use(&self, area: &Area<'a>, best: Option<&AreaGrant<'a>>) -> bool {
        best.is_some_and(|best| area.receivers(self.receivers).any(|(_, it)| best.is_active_in(it.id)))
    }

    /// The line of a grant that is not needed any more: it is deleted when everybody who keeps the product was seen to have
    /// it by another grant (P2).
    fn give_up(&self, area: &Area<'a>, it: &AreaGrant<'a>, duplicate: Option<Reason<'a>>) -> Line<'a> {
        let mut line = left(self.view, self.products, it.grant);
        let mut replaced: Vec<&'a Grant> = Vec::new();
        let mut only_here = false;
        for (number, receiver) in area.receivers(self.receivers) {
            let seen = self.covered.seen_active(
                self.view,
                self.product,
                self.product_number,
                self.receivers,
                number,
            );
            let seen = seen.filter(|seen| seen.arn != it.grant.arn);
            let needs = match self.covered.standing_of(number) {
                // Who has it by what is not ours, or by a twin of this grant, loses nothing that does not come from this one.
                Standing::Selected
                    if duplicate.is_some() || (!area.is_kept() && has_others(self, receiver)) =>
                {
                    it.is_or_may_become_active_in(receiver.id)
                }
                Standing::Selected => true,
                Standing::AsItIs => it.is_or_may_become_active_in(receiver.id),
                Standing::OwnLicense => {
                    only_here |= self.covered.area_of(number).is_none();
                    it.is_or_may_become_active_in(receiver.id)
                }
                Standing::Excluded => {
                    let has_it = seen.is_none() && it.part(receiver.id).is_none_or(gives_or_will);
                    line.loses += u32::from(has_it);
                    false
                }
                Standing::Indifferent => false,
            };
            match seen {
                None if needs => {
                    line.wish = Some(Wish::Shared);
                    line.loses = 0;
                    (line.decision, line.reason) = if has_others(self, receiver) {
                        // Nothing of ours can take its place there.
                        let accounts = Arc::new(BTreeSet::from([receiver.id.clone()]));
                        (Decision::Hold, Reason::OwnBelow { accounts })
                    } else {
                        (Decision::Keep, Reason::UntilReplaced)
                    };
                    return line;
                }
                Some(seen) if needs => replaced.push(seen),
                _ => {}
            }
        }
        if !replaced.is_empty() && it.grant.status == GrantStatus::PendingWorkflow {
            // AWS may be about to put it in the place of what was seen: that shows when it has settled.
            line.wish = Some(Wish::Shared);
            (line.loses, line.decision, line.reason) = (0, Decision::Keep, Reason::UntilReplaced);
            return line;
        }
        if only_here && line.loses == 0 {
            // It harms nobody, and serves when the account gives up its own license.
            line.reason = Reason::OwnSubscription;
            return line;
        }
        replaced.sort_by_key(|grant| &grant.arn);
        replaced.dedup_by_key(|grant| &grant.arn);
        if let [only] = replaced[..] {
            line.successor = Some(only).filter(|only| only.share.principal.account().is_some());
        }
        line.wish = Some(Wish::Revoked);
        line.reason = match (duplicate, replaced.first()) {
            (Some(duplicate), _) => duplicate,
            (None, Some(by)) if line.loses == 0 => Reason::Replaced { by },
            (None, _) if area.is_kept() => Reason::Area(Arc::new(cover::Reason::NobodyWanted)),
            (None, _) => Reason::Area(Arc::clone(&area.reason)),
        };
        let next = next_step(Wish::Revoked, Some(&it.grant.status), 0);
        line.decision = next.into();
        if let Next::Hold(hold) = next {
            line.reason = Reason::Held(hold);
        } else if let Some(what) = self.view.progress.held.get(&it.grant.share) {
            (line.decision, line.reason) = (Decision::Hold, Reason::EarlierInRun(what));
        }
        line
    }

    /// What is written for an area rests on the tags of all accounts below it.
    fn doubt(&self, area: &Area<'a>, line: &mut Line<'a>, doubtful: &mut BTreeSet<&'a AccountId>) {
        if !line.decision.is_action() || line.is_being_deleted_as_wanted() {
            return;
        }
        let mut doubts = false;
        for (number, receiver) in area.receivers(self.receivers) {
            let from_index = receiver.account.is_some_and(|account| account.tags_from == TagSource::Index);
            if from_index
                && self.covered.standing_of(number) != Standing::Indifferent
                && selection(self.view, self.product, receiver).because.rests_on_a_tag()
            {
                doubts = true;
                doubtful.insert(receiver.id);
            }
        }
        if doubts {
            line.decision = Decision::Doubt;
        }
    }
}
