//! What is really so, and what was really called.

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

    /// P10: every call that changes something since the last reset was in the ledger before it was made; entries of before do
    /// not count, nor those whose call was never made since the ledger broke.
    pub(crate) fn assert_no_write_without_its_entry(&self) {
        let mut entries = self.ledger.all();
        for call in self.writes() {
            let operation = call.operation.replace('.', ":");
            let entry = entries.iter().position(|entry| {
                let at: jiff::Timestamp = entry.at.parse().unwrap();
                entry.operation == operation && at.as_second() as f64 <= call.at_epoch_seconds
            });
            let entry = entries.remove(entry.unwrap_or_else(|| panic!("{call:?} is in no entry")));
            assert!(!entry.reason.is_empty() && !entry.fix.is_empty() && entry.token.len() > 7, "{entry:?}");
        }
    }

    /// P10, where the ledger never broke: nothing else is in it either.
    pub(crate) fn assert_every_write_is_in_the_ledger(&self) {
        self.assert_no_write_without_its_entry();
        assert_eq!(self.ledger.all().len(), self.writes().len());
    }

    /// Whether a service control policy keeps a role of an account from buying.
    pub(crate) fn may_buy(&self, account: &str, role: &str) -> bool {
        let principal = format!("arn:aws:iam::{account}:role/{role}");
        !self.sim.is_denied(account, &principal, "aws-marketplace:Subscribe")
    }
}
