//! A run: who it is and what it was asked for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::adopt::Adopt;
use crate::identifier::{AccountId, ExecutionArn, ProductSku};

/// The version of every payload between steps; a step refuses another one by name.
pub const PAYLOAD_VERSION: u32 = 1;
/// Entries that any list in a request may have: the request travels in the state, which is to stay below 32 KiB.
pub const REQUEST_ENTRIES_MAX: usize = 500;

/// The input of an execution: everything is optional, nothing else is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunRequest {
    /// The version of this form.
    pub v: u32,
    /// Look at these only; an empty list means all. A run that names its accounts tries again what is held.
    pub only: Only,
    /// Stop after the plan: nothing is written to License Manager.
    pub plan_only: bool,
    /// Allow a plan that wants nothing shared at all and takes back what is.
    pub allow_empty: bool,
    /// Accounts that an event named: their tags are read from the account itself, since the index may be behind.
    pub look_closer: BTreeSet<AccountId>,
    /// Leave alone what is held, although accounts are named: nobody acts, an event only says that something changed.
    pub leave_held: bool,
    /// Go on only if a run that died left requests behind; take those up.
    pub follow_up: bool,
    /// `true`: pause all runs and end. `false`: end the pause and go on.
    pub pause: Option<bool>,
    /// Try again what is in quarantine, if the machine has one.
    pub try_again: bool,
    /// Approve what another run asked for: `<run>`, or one of its questions, `<run>/<question>`. Nothing else is done.
    pub approve: Option<String>,
    /// Reject what another run asked for.
    pub reject: Option<String>,
    /// Setup: fix what is not in place, after a person approved the plan.
    pub fix: bool,
    /// Take back every owned grant (P12). The door of `retire` sets it; nobody has to say it.
    pub retire: bool,
    /// Setup: look at the guard rail only, and as if it were to be removed. Retire: have setup do so afterwards.
    pub remove_guard_rail: bool,
    /// Ask a person for every change of how a license is shared (account by account, by OU, with the organization) that
    /// the plan of another run only notes.
    pub change_mode: bool,
    /// Take over the grants of others that this describes, and do nothing else.
    pub adopt: Option<Adopt>,
    /// Why the run was started, for people.
    pub reason: String,
}

impl Default for RunRequest {
    fn default() -> Self {
        Self {
            v: PAYLOAD_VERSION,
            only: Only::default(),
            plan_only: false,
            allow_empty: false,
            look_closer: BTreeSet::new(),
            leave_held: false,
            follow_up: false,
            pause: None,
            try_again: false,
            approve: None,
            reject: None,
            fix: false,
            retire: false,
            remove_guard_rail: false,
            change_mode: false,
            adopt: None,
            reason: String::new(),
        }
    }
}

/// What a run looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Only {
    /// These accounts; empty: all.
    pub accounts: BTreeSet<AccountId>,
    /// These products; empty: all.
    pub products: BTreeSet<ProductSku>,
}

impl Only {
    /// Whether an account and a product are looked at.
    pub fn covers(&self, account: &AccountId, product: Option<&ProductSku>) -> bool {
        (self.accounts.is_empty() || self.accounts.contains(account))
            && (self.products.is_empty() || product.is_some_and(|product| self.products.contains(product)))
    }
}

/// A request that is too large or of another version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Another version.
    #[error(
        "`v` is {found}, this version understands {PAYLOAD_VERSION}; leave it out or deploy the version that wrote it"
    )]
    Version {
        /// What was given.
        found: u32,
    },
    /// Too many entries.
    #[error(
        "`{field}` has {found} entries, at most {REQUEST_ENTRIES_MAX} are allowed; leave it empty to look at everything"
    )]
    TooMany {
        /// Which list.
        field: &'static str,
        /// How many.
        found: usize,
    },
    /// A reason that is no sentence any more.
    #[error("`reason` has {found} characters, at most 500 are allowed; shorten it")]
    Reason {
        /// How many.
        found: usize,
    },
}

impl RunRequest {
    /// Checks what the type cannot.
    ///
    /// # Errors
    /// The first thing that is wrong, with what to do.
    pub fn check(&self) -> Result<(), RequestError> {
        if self.v != PAYLOAD_VERSION {
            return Err(RequestError::Version { found: self.v });
        }
        for (field, found) in [
            ("only.accounts", self.only.accounts.len()),
            ("only.products", self.only.products.len()),
            ("look_closer", self.look_closer.len()),
            ("adopt", self.adopt.as_ref().map_or(0, Adopt::entries)),
        ] {
            if found > REQUEST_ENTRIES_MAX {
                return Err(RequestError::TooMany { field, found });
            }
        }
        match self.reason.chars().count() {
            found if found > 500 => Err(RequestError::Reason { found }),
            _ => Ok(()),
        }
    }
}

/// A run as every step is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The execution that is the run, and the holder of the lease.
    pub execution: ExecutionArn,
    /// When it was started, as Step Functions says it.
    pub started: String,
    /// What it was asked for.
    pub request: RunRequest,
}

impl Run {
    /// Where a file of this run lies in the state bucket.
    pub fn key(&self, file: &str) -> String {
        self.execution.key(file)
    }

    /// Where a file of one pass lies in the state bucket.
    pub fn pass_key(&self, pass: u32, file: &str) -> String {
        self.execution.pass_key(pass, file)
    }
}

impl ExecutionArn {
    /// Where a file of the run lies in the state bucket.
    pub fn key(&self, file: &str) -> String {
        format!("runs/{}/{file}", self.name())
    }

    /// Where a file of one pass lies in the state bucket.
    pub fn pass_key(&self, pass: u32, file: &str) -> String {
        self.key(&format!("pass-{pass:02}/{file}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_request_looks_at_everything() {
        let request: RunRequest = serde_json::from_str("{}").unwrap();
        assert_eq!(request, RunRequest::default());
        assert!(request.only.covers(&"222222222222".parse().unwrap(), None));
    }

    #[test]
    fn a_misspelled_field_or_a_bad_account_is_refused_by_name() {
        let error = serde_json::from_str::<RunRequest>(r#"{"onyl":{}}"#).unwrap_err().to_string();
        assert!(error.contains("onyl") && error.contains("only"), "{error}");
        let error =
            serde_json::from_str::<RunRequest>(r#"{"only":{"accounts":["22"]}}"#).unwrap_err().to_string();
        assert!(error.contains("12 digits"), "{error}");
    }

    #[test]
    fn another_version_is_refused() {
        let request = RunRequest { v: 2, ..RunRequest::default() };
        assert!(request.check().unwrap_err().to_string().contains("`v` is 2"));
    }
}
