//! Changes to the organization itself: tags, moves, closures, departures, trusted access.

use crate::clock::VirtualTime;
use crate::random;

use super::organization::{AccountState, LICENSE_MANAGER};
use super::{Due, Happening, World};

impl World {
    /// Adds or replaces tags of a resource.
    pub(crate) fn tag(&mut self, resource: &str, added: impl IntoIterator<Item = (String, String)>) {
        let history = self.organization.tags.entry(resource.to_owned()).or_default();
        let mut tags = history.current();
        tags.extend(added);
        history.set(self.now, tags);
    }

    /// Removes tags of a resource; the index keeps the resource, with what is left.
    pub(crate) fn untag(&mut self, resource: &str, keys: &[String]) {
        if let Some(history) = self.organization.tags.get_mut(resource) {
            let mut tags = history.current();
            tags.retain(|key, _| !keys.contains(key));
            history.set(self.now, tags);
        }
    }

    /// Moves an account below another unit or the root.
    pub(crate) fn move_account(&mut self, account: &str, parent: &str) {
        if let Some(member) = self.organization.accounts.get_mut(account) {
            member.parent = parent.to_owned();
        }
        self.follow_membership();
    }

    /// Sets the state of an account, as AWS does without asking anyone.
    pub(crate) fn set_account_state(&mut self, account: &str, state: AccountState) {
        if let Some(member) = self.organization.accounts.get_mut(account) {
            member.state = state;
        }
        self.follow_membership();
    }

    /// Requests the closure of an account; it is closed a while later.
    pub(crate) fn close_account(&mut self, account: &str) {
        let latency = self.options.latency;
        let words = ["closure", account];
        let seconds = random::between(self.options.seed, &words, latency.least_seconds, latency.most_seconds);
        self.set_account_state(account, AccountState::PendingClosure);
        self.agenda.insert((self.now.plus_seconds(seconds), Due::Closure(account.to_owned())));
    }

    /// The closure of an account has run through.
    pub(super) fn finish_closure(&mut self, account: &str, at: VirtualTime) {
        if !self.organization.accounts.contains_key(account) {
            return;
        }
        self.set_account_state(account, AccountState::Closed);
        self.happenings.push(Happening::Closed { account: account.to_owned(), at });
    }

    /// Takes an account out of the organization; its tags go with it.
    pub(crate) fn remove_account(&mut self, account: &str) {
        self.organization.accounts.remove(account);
        self.organization.tags.remove(account);
        self.organization.departed.insert(account.to_owned());
        self.happenings.push(Happening::Departed { account: account.to_owned(), at: self.now });
        self.follow_membership();
    }

    /// Switches trusted access of a service.
    pub(crate) fn set_trust(&mut self, service: &str, trusted: bool) {
        let now = self.now;
        let services = &mut self.organization.trusted_services;
        if trusted {
            services.entry(service.to_owned()).or_insert(now);
        } else {
            services.remove(service);
        }
    }

    /// Links or unlinks License Manager; linking gives it trusted access as well (AWS-FACTS 10).
    pub(crate) fn link_license_manager(&mut self, linked: bool) {
        self.organization.license_manager_linked = linked;
        if linked {
            self.set_trust(LICENSE_MANAGER, true);
        }
    }
}
