//! What every decision of a plan rests on.

use super::{Observation, Progress};
use crate::grant::{Grant, Principal, Share};
use crate::identifier::{AccountId, LicenseArn, ProductSku};
use crate::ownership::bears_our_name;
use crate::policy::Policy;
use crate::run::RunRequest;

/// What is wanted, what was seen, what was asked for, and what the run did before.
#[derive(Clone, Copy)]
pub(super) struct View<'a, 'b> {
    pub(super) policy: &'b Policy,
    pub(super) observation: &'a Observation,
    pub(super) request: &'b RunRequest,
    pub(super) progress: &'a Progress,
}

/// What is remembered of a share.
#[derive(Clone, Copy, Default)]
pub(super) struct Remembered<'a> {
    /// How often its grants failed and were made anew.
    pub(super) recreations: u32,
    /// AWS refused it because the account already uses the product.
    pub(super) conflict: bool,
    /// In which accounts it was off after it had been activated.
    pub(super) left_off: Option<&'a str>,
    /// It is left alone for the rest of the run, with what happened.
    pub(super) held: Option<&'a str>,
}

impl<'a> View<'a, '_> {
    /// Whether a grant is ours: it bears our name, and no step found out that it lacks our tag (P1).
    pub(super) fn owns(&self, grant: &Grant) -> bool {
        bears_our_name(grant) && !self.progress.foreign.contains(&grant.arn)
    }

    /// Whether a grant is ours and not over.
    pub(super) fn owns_live(&self, grant: &Grant) -> bool {
        !grant.status.is_terminal() && self.owns(grant)
    }

    /// Whether the run is about some accounts only: of all others it knows nothing, and decides nothing for them.
    pub(super) fn is_about_accounts(&self) -> bool {
        !self.request.only.accounts.is_empty()
            || self.observation.extent != crate::observation::Extent::Organization
    }

    /// Whether a person put something right in an account, and wants it tried again.
    pub(super) fn someone_acts_on(&self, account: &AccountId) -> bool {
        !self.request.leave_held && self.request.only.accounts.contains(account)
    }

    /// Whether a person wants everything about a product tried again.
    pub(super) fn someone_acts_for(&self, product: &ProductSku) -> bool {
        !self.request.leave_held && self.request.only.products.contains(product)
    }

    /// What the ledger and the run remember of a share; mostly nothing, and then no share is made to ask for.
    pub(super) fn remembered(&self, license: &LicenseArn, principal: &Principal) -> Remembered<'a> {
        let Observation { recreations, conflicts, left_off, .. } = self.observation;
        let is_empty = recreations.is_empty() && conflicts.is_empty() && left_off.is_empty();
        if is_empty && self.progress.held.is_empty() {
            return Remembered::default();
        }
        let share = Share { license: license.clone(), principal: principal.clone() };
        Remembered {
            recreations: recreations.get(&share).copied().unwrap_or_default(),
            conflict: conflicts.contains(&share),
            left_off: left_off.get(&share).map(String::as_str),
            held: self.progress.held.get(&share).map(String::as_str),
        }
    }
}
