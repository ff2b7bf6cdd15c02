//! Roles that are held to their own policies: what is not allowed to them is refused. A role that no policies were given
//! for may do everything.

mod demands;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::services::Operation;
use crate::wire::caller::Caller;
use crate::world::Worlds;
use crate::world::control_policies::condition::Keys;
use crate::world::control_policies::document::Document;

/// One thing that a call is authorized as: an action on a resource, and what conditions may ask for.
#[derive(Debug)]
struct Demand {
    action: String,
    resource: String,
    known: Keys,
}

/// A statement that a role needed: what it does, and the statements of its policies that let it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UsedRight {
    /// The account of the role.
    pub account: String,
    /// Its name.
    pub role: String,
    /// What it did, as IAM calls it.
    pub action: String,
    /// The `Sid` of each statement that allows it; the only one of a list was needed.
    pub statements: Vec<String>,
}

/// The policies of each role, by account and name, and what was needed of them.
#[derive(Debug, Default)]
pub(crate) struct Permissions {
    policies: BTreeMap<(String, String), Vec<Document>>,
    used: BTreeSet<UsedRight>,
}

impl Permissions {
    /// Holds a role to these policies.
    pub(crate) fn hold(&mut self, account: &str, role: &str, policies: Vec<Document>) {
        self.policies.insert((account.to_owned(), role.to_owned()), policies);
    }

    /// What was needed so far of the policies of all roles.
    pub(crate) fn used(&self) -> Vec<UsedRight> {
        self.used.iter().cloned().collect()
    }

    /// The action that the policies of the caller's role do not allow, if there is one in what the call asks for.
    pub(crate) fn refused(
        &mut self,
        worlds: &Worlds,
        caller: &Caller,
        operation: &Operation,
        request: &Value,
    ) -> Option<String> {
        let role = caller.role()?;
        let policies = self.policies.get(&(caller.account.clone(), role.to_owned()))?;
        for demand in demands::of_call(worlds, caller, operation, request) {
            let Some(statements) =
                Document::allowing(policies, &demand.action, &demand.resource, &demand.known)
            else {
                return Some(demand.action);
            };
            self.used.insert(UsedRight {
                account: caller.account.clone(),
                role: role.to_owned(),
                action: demand.action,
                statements,
            });
        }
        None
    }
}
