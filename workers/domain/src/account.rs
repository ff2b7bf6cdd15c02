//! Accounts of an organization: their state and their tags, and how far each was read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::closed_enum::closed_enum;
use crate::identifier::AccountId;

closed_enum!(
    /// Where an account is in its life (Organizations `State`, which replaced `Status` on 2026-09-09).
    AccountState {
        /// Created, sign-up not finished: not usable yet.
        PendingActivation = "PENDING_ACTIVATION",
        /// Normal.
        Active = "ACTIVE",
        /// Restricted by AWS. The old `Status` says this for closed accounts too.
        Suspended = "SUSPENDED",
        /// A closure is running; the account still works.
        PendingClosure = "PENDING_CLOSURE",
        /// Closed by its owner, listed for up to 90 days more.
        Closed = "CLOSED",
    }
);

impl AccountState {
    /// Reads `State`, or the retired `Status` where an older endpoint sends only that.
    ///
    /// An account without either is `Unknown("(absent)")`: never taken for an active one.
    pub fn from_answer(state: Option<&str>, status: Option<&str>) -> Self {
        state.or(status).map_or_else(|| Self::Unknown("(absent)".to_owned()), Self::from)
    }
}

/// Where tags were read, which decides what may rest on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagSource {
    /// The Resource Groups Tagging index: one bulk read, behind by seconds to minutes. No write rests on it alone.
    Index,
    /// `organizations:ListTagsForResource`: the account itself.
    Account,
}

/// An account as the run saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its name, for people.
    pub name: String,
    /// Where it is in its life.
    pub state: AccountState,
    /// The way from the organization down, as Organizations writes it (`o-x/r-x/ou-x-1/`); empty if not told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Where the tags were read.
    pub tags_from: TagSource,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_wins_over_the_retired_status() {
        assert_eq!(AccountState::from_answer(Some("CLOSED"), Some("SUSPENDED")), AccountState::Closed);
        assert_eq!(AccountState::from_answer(None, Some("SUSPENDED")), AccountState::Suspended);
        assert!(matches!(AccountState::from_answer(None, None), AccountState::Unknown(_)));
    }

    /// Seed defect S3: `SUSPEND` was compared with, `SUSPENDED` is what AWS says.
    #[test]
    fn a_value_that_aws_never_had_is_unknown_and_named() {
        assert_eq!(AccountState::from("SUSPEND"), AccountState::Unknown("SUSPEND".to_owned()));
        assert_eq!(AccountState::KNOWN.len(), 5);
        for known in AccountState::KNOWN {
            assert_eq!(AccountState::from(*known).as_str(), *known);
            assert!(!matches!(AccountState::from(*known), AccountState::Unknown(_)));
        }
    }
}
