//! What is really so, and what was really called.

use std::collections::BTreeMap;

use sim::{Call, is_mutating};

use super::stack::Stack;

impl Stack {
    /// The calls that change something, in order.
    pub(crate) fn writes(&self) -> Vec<Call> {
        self.sim.calls().log.into_iter().filter(|call| is_mutating(&call.operation)).collect()
    }

    /// Their operations.
    pub(crate) fn written(&self) -> Vec<String> {
        self.writes().into_iter().map(|call| call.operation).collect()
    }

    /// P10: every call that changes something was in the ledger before it was made, with its result after.
    pub(crate) fn assert_every_write_is_in_the_ledger(&self) {
        let mut called: BTreeMap<String, u32> = BTreeMap::new();
        for call in self.writes() {
            *called.entry(call.operation.replace('.', ":")).or_default() += 1;
        }
        let mut told: BTreeMap<String, u32> = BTreeMap::new();
        for entry in self.ledger.all() {
            *told.entry(entry.operation.to_owned()).or_default() += 1;
            assert!(entry.token.len() > 7 && !entry.reason.is_empty() && !entry.fix.is_empty(), "{entry:?}");
        }
        assert_eq!(called, told);
    }

    /// Whether a service control policy keeps a role of an account from buying.
    pub(crate) fn may_buy(&self, account: &str, role: &str) -> bool {
        let principal = format!("arn:aws:iam::{account}:role/{role}");
        !self.sim.is_denied(account, &principal, "aws-marketplace:Subscribe")
    }
}
