//! What the user wants: which accounts get which products, how they are shared, and how much one run may take back.
//!
//! Without a file this is the rule of the tag `marketplace-licence`: `true` shares every shareable license, `false` or no
//! tag takes it back. A file `policy.toml` says more, see [`Rule`]; reading it reports every mistake at once
//! ([`PolicyError`]), asking it gives an answer with a reason ([`Policy::explain`]). The order of its entries never matters.

mod contradiction;
mod explain;
mod fields;
mod mistake;
mod read;
mod read_rule;
mod rule;
mod selection;
mod settings;
mod tag;
mod unmatched;
mod write;

pub use mistake::{Mistake, PolicyError};
pub use rule::{NamePattern, Places, Products, Receivers, Rule};
pub use selection::{Because, Selection};
pub use settings::{ActivationOverride, Disagreement, ProductSettings, RuleSettings, ShareAs};
pub use unmatched::{Unmatched, unmatched};

use std::collections::BTreeSet;

/// The tag that decides. The event rule of the hub stack watches the same key.
pub const TAG_KEY: &str = "marketplace-licence";

/// The file `policy.toml` in the state bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The key of the tag that rules with `tagged` look at.
    pub tag_key: String,
    /// What becomes of owned grants in accounts that do not carry the tag.
    pub untagged: Untagged,
    /// What becomes of owned grants in accounts that are about to close.
    pub pending_closure: PendingClosure,
    /// How much one run may take back.
    pub guard: GuardLimits,
    /// Accounts that get nothing, whatever the rules say.
    pub except: Places,
    /// Who gets what. None: every product goes to every account that is tagged `true`.
    pub rules: BTreeSet<Rule>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            tag_key: TAG_KEY.to_owned(),
            untagged: Untagged::default(),
            pending_closure: PendingClosure::default(),
            guard: GuardLimits::default(),
            except: Places::default(),
            rules: BTreeSet::new(),
        }
    }
}

/// What becomes of owned grants in accounts without the tag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Untagged {
    /// They are taken back.
    #[default]
    Revoke,
    /// They stay.
    Leave,
}

impl Untagged {
    /// How the file spells it.
    const SPELLINGS: &'static [(&'static str, Self)] = &[("revoke", Self::Revoke), ("leave", Self::Leave)];
}

/// What becomes of owned grants in accounts that are about to close.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PendingClosure {
    /// They stay until the account is closed; a closure may be called off.
    #[default]
    Keep,
    /// They are taken back at once.
    Revoke,
}

impl PendingClosure {
    /// How the file spells it.
    const SPELLINGS: &'static [(&'static str, Self)] = &[("keep", Self::Keep), ("revoke", Self::Revoke)];
}

/// How much one run may take back. Over either limit it stops before the first write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Policy {
    /// Reads `policy.toml`.
    ///
    /// # Errors
    /// Every mistake in the file, each with line, column, field, what was found and what is expected. A file that is no
    /// TOML is told its syntax errors only; what it means is looked at when it can be read.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        read::policy(text)
    }
}

/// The value that a list of spellings gives a word.
fn spelled<T: Copy + PartialEq>(spellings: &[(&'static str, T)], value: T) -> &'static str {
    spellings.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Account, TagSource};
    use crate::license::License;
    use crate::life_cycle::Wish;

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

    fn license() -> License {
        License {
            arn: "arn:aws:license-manager::999999999999:license:l-1".parse().unwrap(),
            product: "prod-1".parse().unwrap(),
            product_name: "Product 1".into(),
            issuer: crate::license::MARKETPLACE_ISSUER.into(),
            status: crate::license::LicenseStatus::Available,
            beneficiary: "111111111111".into(),
            home_region: "us-east-1".into(),
            operations: Vec::new(),
            created_seconds: None,
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
            let selection = Policy::default().explain(&account(state, *tag), &license());
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
        assert_eq!(Policy::default().explain(&odd, &license()).wish, Some(Wish::Revoked));
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
