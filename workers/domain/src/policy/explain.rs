//! The answer for one account and one product: wanted, not wanted or left alone, and why.

use super::rule::{Receivers, Rule};
use super::{Because, PendingClosure, Policy, Selection};
use crate::account::{Account, AccountState};
use crate::license::License;
use crate::life_cycle::Wish;

impl Policy {
    /// What is wanted of a license for an account, and why.
    ///
    /// What is excepted is never wanted; then the state of the account decides; then the rules: one that selects the
    /// account is enough. Whether the license may be shared at all is not asked here.
    pub fn explain(&self, account: &Account, license: &License) -> Selection {
        if let Some(selection) = self.before_rules(account) {
            return selection;
        }
        if self.rules.is_empty() {
            return self.select_by_tag(account, &license.product);
        }
        let answers = self
            .rules
            .iter()
            .filter(|rule| rule.products.closeness(license).is_some())
            .map(|rule| self.answer(rule, account, license));
        let Some(best) = answers.min_by_key(rank) else {
            return Selection::wish(Wish::Revoked, Because::NoRule);
        };
        // One rule is always at one with itself, and this is asked for every account and product.
        if self.rules.len() == 1 || best.wish != Some(Wish::Shared) {
            return best;
        }
        match self.settings(license) {
            Err(disagreement) => Selection::leave(Because::Disagreement(disagreement)),
            Ok(_) => best,
        }
    }

    /// What is decided whatever the rules say: by `except`, and by the state of the account.
    fn before_rules(&self, account: &Account) -> Option<Selection> {
        let revoke = |because| Some(Selection::wish(Wish::Revoked, because));
        let leave = |because| Some(Selection::leave(because));
        if self.except.accounts.contains(&account.id) {
            return revoke(Because::Excepted);
        }
        if let Some(unit) = self.except.unit_of(account) {
            return revoke(Because::ExceptedUnit(unit.clone()));
        }
        match &account.state {
            AccountState::Active if self.except.is_undecided_for(account) => leave(Because::PlaceUnknown),
            AccountState::Active => None,
            AccountState::Suspended => revoke(Because::Suspended),
            AccountState::Closed => revoke(Because::Closed),
            AccountState::PendingActivation => leave(Because::PendingActivation),
            AccountState::PendingClosure if self.pending_closure == PendingClosure::Revoke => {
                revoke(Because::ClosingSoon)
            }
            AccountState::PendingClosure => leave(Because::PendingClosure),
            AccountState::Unknown(text) => leave(Because::UnknownState(text.clone())),
        }
    }

    /// What one rule says of an account, for a product that it names.
    fn answer(&self, rule: &Rule, account: &Account, license: &License) -> Selection {
        let share = |because| Selection::wish(Wish::Shared, because);
        let (places, tagged) = match &rule.receivers {
            Receivers::All => return share(Because::Everyone(rule.name.clone())),
            Receivers::Any { places, tagged } => (places, *tagged),
        };
        if places.accounts.contains(&account.id) {
            return share(Because::Listed(rule.name.clone()));
        }
        if let Some(unit) = places.unit_of(account) {
            return share(Because::InUnit(rule.name.clone(), unit.clone()));
        }
        let elsewhere = if places.is_undecided_for(account) {
            Selection::leave(Because::PlaceUnknown)
        } else {
            Selection::wish(Wish::Revoked, Because::NotSelected)
        };
        if !tagged {
            return elsewhere;
        }
        let by_tag = self.select_by_tag(account, &license.product);
        if rank(&elsewhere) < rank(&by_tag) { elsewhere } else { by_tag }
    }
}

/// Which of several answers counts: the lowest. Who is given a product by one rule has it; in doubt nothing is taken
/// away; of two equal answers the one that rests on no tag, unless it only says that nothing was found.
fn rank(selection: &Selection) -> u8 {
    match (selection.wish, &selection.because) {
        (Some(Wish::Shared), because) => u8::from(because.rests_on_a_tag()),
        (None, Because::PlaceUnknown) => 2,
        (None, _) => 3,
        (Some(Wish::Revoked), Because::NotSelected) => 5,
        (Some(Wish::Revoked), _) => 4,
    }
}
