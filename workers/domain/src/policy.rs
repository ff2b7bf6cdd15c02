//! What the user wants: which accounts get the licenses, and how much one run may take back.
//!
//! Without a file this is the rule of the tag `marketplace-licence`: `true` shares every shareable license, `false` or no
//! tag takes it back.

use serde::{Deserialize, Serialize};

use crate::account::{Account, AccountState};
use crate::life_cycle::Wish;

/// The tag that decides. The event rule of the hub stack watches the same key.
pub const TAG_KEY: &str = "marketplace-licence";

/// The settings file `policy.toml` in the state bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// What becomes of owned grants in accounts that do not carry the tag.
    pub untagged: Untagged,
    /// How much one run may take back.
    pub guard: GuardLimits,
}

/// What becomes of owned grants in accounts without the tag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Untagged {
    /// They are taken back.
    #[default]
    Revoke,
    /// They stay.
    Leave,
}

/// How much one run may take back. Over either limit it stops before the first write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GuardLimits {
    /// Grants, at most.
    pub revocations_max: u32,
    /// Per cent of the owned live grants, at most. Up to [`GuardLimits::SMALL`] revocations are never too large a share.
    pub revocations_percent_max: u32,
}

impl GuardLimits {
    /// Revocations that the percentage does not look at: one account of a small organization is soon a fifth of it.
    pub const SMALL: u32 = 10;
}

impl Default for GuardLimits {
    fn default() -> Self {
        Self { revocations_max: 100, revocations_percent_max: 20 }
    }
}

/// A policy file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy.toml: {0}\nCorrect the file and start the run again; nothing was written.")]
pub struct PolicyError(String);

impl Policy {
    /// Reads `policy.toml`.
    ///
    /// # Errors
    /// Line, column, field and what was expected.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = toml::from_str(text).map_err(|error| PolicyError(error.to_string()))?;
        if policy.guard.revocations_percent_max > 100 {
            return Err(PolicyError(format!(
                "guard.revocations_percent_max is {}, a percentage is 0 to 100",
                policy.guard.revocations_percent_max
            )));
        }
        Ok(policy)
    }

    /// What is wanted for an account.
    pub fn select(&self, account: &Account) -> Selection {
        match &account.state {
            AccountState::Active => self.select_by_tag(account),
            AccountState::Suspended => Selection::wish(Wish::Revoked, Because::Suspended),
            AccountState::Closed => Selection::wish(Wish::Revoked, Because::Closed),
            AccountState::PendingActivation => Selection::leave(Because::PendingActivation),
            AccountState::PendingClosure => Selection::leave(Because::PendingClosure),
            AccountState::Unknown(text) => Selection::leave(Because::UnknownState(text.clone())),
        }
    }

    fn select_by_tag(&self, account: &Account) -> Selection {
        match account.tags.get(TAG_KEY).map(|value| value.trim()) {
            Some(value) if value.eq_ignore_ascii_case("true") => {
                Selection::wish(Wish::Shared, Because::TagTrue)
            }
            Some(value) if value.eq_ignore_ascii_case("false") => {
                Selection::wish(Wish::Revoked, Because::TagFalse)
            }
            Some(value) => Selection::leave(Because::TagValue(value.to_owned())),
            None if self.untagged == Untagged::Revoke => Selection::wish(Wish::Revoked, Because::NoTag),
            None => Selection::leave(Because::NoTag),
        }
    }
}

/// What is wanted for an account, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// What is wanted; `None`: leave everything as it is.
    pub wish: Option<Wish>,
    /// Why.
    pub because: Because,
}

impl Selection {
    fn wish(wish: Wish, because: Because) -> Self {
        Self { wish: Some(wish), because }
    }

    fn leave(because: Because) -> Self {
        Self { wish: None, because }
    }
}

/// Why an account gets, loses or keeps what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The tag says `true`.
    TagTrue,
    /// The tag says `false`.
    TagFalse,
    /// There is no such tag.
    NoTag,
    /// The tag says something else.
    TagValue(String),
    /// AWS suspended the account.
    Suspended,
    /// The account is closed.
    Closed,
    /// The account is not in the organization any more.
    Gone,
    /// The account is not ready.
    PendingActivation,
    /// The account is about to close; it is decided when it has.
    PendingClosure,
    /// A state that this version does not know.
    UnknownState(String),
}

impl Because {
    /// Whether the answer rests on a tag, which the index may tell late.
    pub fn rests_on_a_tag(&self) -> bool {
        matches!(self, Self::TagTrue | Self::TagFalse | Self::NoTag | Self::TagValue(_))
    }

    /// Whether a person has to put something right.
    pub fn needs_attention(&self) -> bool {
        matches!(self, Self::TagValue(_) | Self::UnknownState(_))
    }
}

impl std::fmt::Display for Because {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TagTrue => write!(formatter, "the account is tagged {TAG_KEY}=true"),
            Self::TagFalse => write!(formatter, "the account is tagged {TAG_KEY}=false"),
            Self::NoTag => write!(formatter, "the account has no tag {TAG_KEY}"),
            Self::TagValue(value) => {
                write!(formatter, "its tag {TAG_KEY} says `{value}`: set it to true or false")
            }
            Self::Suspended => formatter.write_str("the account is suspended"),
            Self::Closed => formatter.write_str("the account is closed"),
            Self::Gone => formatter.write_str("the account is not in the organization any more"),
            Self::PendingActivation => formatter.write_str("the account is not activated yet"),
            Self::PendingClosure => formatter.write_str("the account is about to close; decided when it has"),
            Self::UnknownState(state) => {
                write!(
                    formatter,
                    "its state `{state}` is not known to this version: update Marketplace Steward"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::TagSource;

    fn account(state: &str, tag: Option<&str>) -> Account {
        Account {
            id: "222222222222".parse().unwrap(),
            name: "Orders".into(),
            state: state.into(),
            path: String::new(),
            tags: tag.map(|value| (TAG_KEY.to_owned(), value.to_owned())).into_iter().collect(),
            tags_from: TagSource::Account,
        }
    }

    #[test]
    fn the_default_policy_is_the_rule_of_the_tag() {
        let table: Vec<_> = [
            ("ACTIVE", Some("true")),
            ("ACTIVE", Some(" True ")),
            ("ACTIVE", Some("false")),
            ("ACTIVE", None),
            ("ACTIVE", Some("yes")),
            ("SUSPENDED", Some("true")),
            ("CLOSED", Some("true")),
            ("PENDING_CLOSURE", Some("true")),
            ("PENDING_ACTIVATION", Some("true")),
            ("FROZEN", Some("true")),
        ]
        .iter()
        .map(|(state, tag)| {
            let selection = Policy::default().select(&account(state, *tag));
            format!("{state} {tag:?}: {:?}, {}", selection.wish, selection.because)
        })
        .collect();
        insta::assert_snapshot!(table.join("\n"));
    }

    /// Seed defect S15: a tag whose key is `true`, or another key with the same value, means nothing.
    #[test]
    fn only_the_key_decides_which_value_counts() {
        let mut odd = account("ACTIVE", None);
        odd.tags = [("true".to_owned(), TAG_KEY.to_owned()), ("foo".to_owned(), "true".to_owned())].into();
        assert_eq!(Policy::default().select(&odd).wish, Some(Wish::Revoked));
    }

    #[test]
    fn a_mistake_in_the_file_is_told_with_line_and_field() {
        let error =
            Policy::parse("untagged = \"leave\"\n[guard]\nrevocation_max = 3\n").unwrap_err().to_string();
        assert!(error.contains("line 3") && error.contains("revocation_max"), "{error}");
        let error = Policy::parse("[guard]\nrevocations_percent_max = 200\n").unwrap_err().to_string();
        assert!(error.contains("0 to 100"), "{error}");
        assert_eq!(Policy::parse("").unwrap(), Policy::default());
    }
}
