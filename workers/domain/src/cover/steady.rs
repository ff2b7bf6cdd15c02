//! What a license is shared with when nothing of what is there is exchanged for something else.

use std::collections::BTreeSet;

use super::ideal::Ideal;
use super::present::Mode;
use super::standing::Part;
use super::tree::Tree;
use crate::grant::Principal;
use crate::identifier::AccountId;

/// What every decision about a license looks at.
pub(super) struct Sight<'a> {
    pub(super) tree: &'a Tree,
    /// For each account of the tree, after its present grants were looked at.
    pub(super) parts: &'a [Part],
    /// With whom live grants of ours share the license.
    pub(super) owned: &'a BTreeSet<Principal>,
    pub(super) ideal: &'a Ideal,
}

impl Sight<'_> {
    /// Whether a wanted account is reached by `principal`.
    pub(super) fn serves(&self, principal: &Principal) -> bool {
        self.reach(principal).iter().any(|account| self.is_wanted(*account))
    }

    pub(super) fn is_wanted(&self, account: usize) -> bool {
        self.parts.get(account) == Some(&Part::Wanted)
    }

    /// The accounts that `principal` reaches though they are not to have the license.
    pub(super) fn too_many(&self, principal: &Principal) -> BTreeSet<AccountId> {
        let reached = self.reach(principal).into_iter();
        let barred = reached.filter(|account| matches!(self.parts.get(*account), Some(Part::Barred(_))));
        barred.filter_map(|account| self.tree.accounts().get(account).cloned()).collect()
    }

    pub(super) fn reach(&self, principal: &Principal) -> Vec<usize> {
        self.tree.reach(principal).unwrap_or_default()
    }

    /// For each account the widest of `principals` that reaches it.
    pub(super) fn assign<'p>(
        &self,
        principals: impl IntoIterator<Item = &'p Principal>,
    ) -> Vec<Option<&'p Principal>> {
        let mut assigned = vec![None; self.tree.len()];
        let mut principals: Vec<_> = principals.into_iter().collect();
        principals.sort_by_cached_key(|principal| (self.tree.rank(principal), (*principal).clone()));
        for principal in principals {
            for account in self.reach(principal) {
                if let Some(slot) = assigned.get_mut(account) {
                    slot.get_or_insert(principal);
                }
            }
        }
        assigned
    }

    /// What stays of the grants that are there: each that serves a wanted account, but for those below another one that
    /// stays. Of these only the ones that the ideal has stay, too: a change toward them was begun.
    pub(super) fn kept(&self) -> BTreeSet<Principal> {
        let ideal = self.ideal.principals(self.tree);
        let serving: BTreeSet<_> = self.owned.iter().filter(|principal| self.serves(principal)).collect();
        let assigned = self.assign(serving.iter().copied());
        serving
            .into_iter()
            .filter(|principal| {
                let first = self.reach(principal).into_iter().find(|account| self.is_wanted(*account));
                let widest = first.and_then(|account| assigned.get(account).copied().flatten());
                widest == Some(*principal) || ideal.contains(principal)
            })
            .cloned()
            .collect()
    }

    /// What stays, and what is added to it for wanted accounts that it does not reach: never a kind of grant that the
    /// license does not have yet, and never one that would take the place of another.
    pub(super) fn steady(&self, kept: &BTreeSet<Principal>) -> BTreeSet<Principal> {
        if self.owned.is_empty() {
            return self.ideal.principals(self.tree);
        }
        let reached = self.assign(kept);
        let is_reached = |account: &usize| reached.get(*account).is_some_and(Option::is_some);
        let units = Mode::of(self.owned) >= Some(Mode::Units);
        let mut principals = kept.clone();
        for (place, ideal) in self.tree.places().iter().zip(&self.ideal.places) {
            match ideal {
                None if !self.ideal.whole => {}
                Some(ideal) if units && !place.accounts.iter().any(is_reached) => {
                    principals.extend(ideal.iter().cloned());
                }
                _ => {
                    let missing =
                        place.accounts.iter().filter(|one| self.is_wanted(**one) && !is_reached(one));
                    let accounts = missing.filter_map(|account| self.tree.accounts().get(*account));
                    principals.extend(accounts.cloned().map(Principal::Account));
                }
            }
        }
        principals
    }

    /// What the license would be shared with after a change of what is there.
    pub(super) fn target(&self, kept: &BTreeSet<Principal>) -> BTreeSet<Principal> {
        let mut principals = self.ideal.principals(self.tree);
        if self.ideal.whole || !self.ideal.is_stuck() {
            return principals;
        }
        // One grant for all cannot be given up while there is a place that nothing else covers.
        if kept.contains(self.tree.whole()) {
            return self.steady(kept);
        }
        let stuck = self.tree.places().iter().zip(&self.ideal.places).filter(|(_, ideal)| ideal.is_none());
        let accounts: BTreeSet<_> = stuck.flat_map(|(place, _)| place.accounts.iter().copied()).collect();
        let stays = |principal: &&Principal| self.reach(principal).iter().any(|one| accounts.contains(one));
        principals.extend(kept.iter().filter(stays).cloned());
        principals
    }
}
