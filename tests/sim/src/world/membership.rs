//! Changes to the organization itself: tags, moves, closures, departures.

use std::collections::BTreeMap;

use crate::clock::VirtualTime;
use crate::random;

use super::happening::{AccountChange, Departure, Happening};
use super::organization::{Account, AccountState};
use super::{Due, World};

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
        self.set_account_state(account, AccountState::PendingClosure);
        self.agenda
            .insert((self.workflow_end("closure", account), Due::Closure(account.to_owned(), self.now)));
    }

    /// The closure of an account has run through.
    pub(super) fn finish_closure(&mut self, account: &str, requested: VirtualTime) {
        if !self.organization.accounts.contains_key(account) {
            return;
        }
        self.set_account_state(account, AccountState::Closed);
        self.tell_of_account(account, AccountChange::Closed { requested });
    }

    /// Requests a new account below the root; lists show it before it is ready to be used.
    pub(crate) fn create_account(&mut self, id: &str, name: &str, tags: BTreeMap<String, String>) {
        self.add_member(id, name, "CREATED", AccountState::PendingActivation);
        if !tags.is_empty() {
            self.tag(id, tags);
        }
        self.agenda.insert((self.workflow_end("creation", id), Due::Creation(id.to_owned(), self.now)));
    }

    /// The creation of an account has run through; Organizations tells of it twice.
    pub(super) fn finish_creation(&mut self, account: &str, requested: VirtualTime) {
        self.set_account_state(account, AccountState::Active);
        self.tell_of_account(account, AccountChange::Created { requested });
        self.tell_of_account(account, AccountChange::Joined { method: "Created" });
    }

    /// An account that was invited joins, below the root.
    pub(crate) fn join(&mut self, id: &str, name: &str) {
        self.add_member(id, name, "INVITED", AccountState::Active);
        self.tell_of_account(id, AccountChange::Joined { method: "INVITED" });
        self.follow_membership();
    }

    /// Takes an account out of the organization; its tags go with it.
    pub(crate) fn depart(&mut self, account: &str, departure: Departure) {
        self.organization.accounts.remove(account);
        self.organization.tags.remove(account);
        self.organization.control_policies.forget_target(account);
        self.organization.delegations.retain(|(_, delegate), _| delegate != account);
        self.organization.departed.insert(account.to_owned());
        self.tell_of_account(account, AccountChange::Departed(departure));
        self.follow_membership();
    }

    fn add_member(&mut self, id: &str, name: &str, joined_method: &'static str, state: AccountState) {
        let member = Account {
            id: id.to_owned(),
            name: name.to_owned(),
            email: format!("aws+{id}@example.com"),
            state,
            parent: self.organization.root.clone(),
            joined: self.now,
            joined_method,
            roles: Vec::new(),
        };
        self.organization.departed.remove(id);
        self.organization.accounts.insert(id.to_owned(), member);
        self.organization.control_policies.welcome(id);
        self.equip_newcomer(id);
    }

    /// When something that takes as long as a workflow on a grant will be done.
    fn workflow_end(&self, what: &str, account: &str) -> VirtualTime {
        let latency = self.options.latency;
        let words = [what, account];
        let seconds = random::between(self.options.seed, &words, latency.least_seconds, latency.most_seconds);
        self.now.plus_seconds(seconds)
    }

    fn tell_of_account(&mut self, account: &str, change: AccountChange) {
        self.tell(Happening::Account { account: account.to_owned(), change });
    }
}
