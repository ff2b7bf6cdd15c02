//! Failures that belong to an account until someone heals it, and workflows that fail a given number of times.

use std::collections::BTreeMap;

/// What keeps failing for one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A License Manager operation on this account's grants is refused with this error.
    Refuse {
        /// `CreateGrant`, `CreateGrantVersion`, `AcceptGrant` or `DeleteGrant`.
        operation: String,
        /// The error code, for example `AccessDeniedException`.
        code: String,
        /// The error text.
        message: String,
    },
    /// Every distribution to this account ends with `FAILED_WORKFLOW` and this status reason.
    FailWorkflow {
        /// The status reason.
        reason: String,
    },
}

/// All failures set in a world.
#[derive(Debug, Clone, Default)]
pub(crate) struct Failures {
    by_account: BTreeMap<String, Vec<Failure>>,
    /// How many more distributions of a product to an account fail, by account and SKU.
    workflows_left: BTreeMap<(String, String), u64>,
}

impl Failures {
    /// Lets something fail for an account from now on.
    pub(crate) fn add(&mut self, account: &str, failure: Failure) {
        self.by_account.entry(account.to_owned()).or_default().push(failure);
    }

    /// Ends every failure of an account.
    pub(crate) fn heal(&mut self, account: &str) {
        self.by_account.remove(account);
        self.workflows_left.retain(|(broken, _), _| broken != account);
    }

    /// Lets the next distributions of a product to an account, a unit or the organization fail.
    pub(crate) fn fail_workflows(&mut self, account: &str, sku: &str, times: u64) {
        self.workflows_left.insert((account.to_owned(), sku.to_owned()), times);
    }

    /// The error that answers this operation on this account's grants.
    pub(crate) fn refusal(&self, account: &str, operation: &str) -> Option<(&str, &str)> {
        self.by_account.get(account)?.iter().find_map(|failure| match failure {
            Failure::Refuse { operation: refused, code, message } if refused == operation => {
                Some((code.as_str(), message.as_str()))
            }
            Failure::Refuse { .. } | Failure::FailWorkflow { .. } => None,
        })
    }

    /// Why the distribution that ends now fails, if it does; counts it.
    pub(crate) fn fail_distribution(&mut self, account: &str, sku: &str) -> Option<String> {
        let lasting = self.by_account.get(account).into_iter().flatten().find_map(|failure| match failure {
            Failure::FailWorkflow { reason } => Some(reason.clone()),
            Failure::Refuse { .. } => None,
        });
        if lasting.is_some() {
            return lasting;
        }
        let left = self.workflows_left.get_mut(&(account.to_owned(), sku.to_owned()))?;
        let fails = *left > 0;
        *left = left.saturating_sub(1);
        fails.then(|| "The grant could not be distributed to the grantee.".to_owned())
    }
}
