//! The answer of a policy: what is wanted for an account, and why, in words that a purchasing clerk understands.

use super::Disagreement;
use crate::identifier::OrgUnitId;
use crate::life_cycle::Wish;

/// What is wanted for an account, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// What is wanted; `None`: leave everything as it is.
    pub wish: Option<Wish>,
    /// Why.
    pub because: Because,
}

impl Selection {
    pub(super) fn wish(wish: Wish, because: Because) -> Self {
        Self { wish: Some(wish), because }
    }

    pub(super) fn leave(because: Because) -> Self {
        Self { wish: None, because }
    }
}

/// Why an account gets, loses or keeps what it has. A rule is carried by its name, if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The tag says `true`.
    TagTrue(String),
    /// The tag says `false`.
    TagFalse(String),
    /// There is no tag with this key.
    NoTag(String),
    /// The tag, by key, says something else.
    TagValue(String, String),
    /// The tag lists the product.
    TagLists(String),
    /// The tag lists products, and this is none of them.
    TagOmits(String),
    /// A rule lists the account.
    Listed(Option<String>),
    /// A rule names an organizational unit that the account is in.
    InUnit(Option<String>, OrgUnitId),
    /// A rule is about all accounts.
    Everyone(Option<String>),
    /// The policy excepts the account.
    Excepted,
    /// The policy excepts an organizational unit that the account is in.
    ExceptedUnit(OrgUnitId),
    /// No rule gives anyone the product.
    NoRule,
    /// There are rules for the product, and none of them selects the account.
    NotSelected,
    /// The rules for the product say different things.
    Disagreement(Disagreement),
    /// AWS did not tell where the account is, and that would decide.
    PlaceUnknown,
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
    /// The account is about to close, and the policy does not wait for it.
    ClosingSoon,
    /// A state that this version does not know.
    UnknownState(String),
}

impl Because {
    /// Whether the answer rests on a tag, which the index may tell late.
    pub fn rests_on_a_tag(&self) -> bool {
        matches!(
            self,
            Self::TagTrue(_)
                | Self::TagFalse(_)
                | Self::NoTag(_)
                | Self::TagValue(..)
                | Self::TagLists(_)
                | Self::TagOmits(_)
        )
    }

    /// Whether a person has to put something right.
    pub fn needs_attention(&self) -> bool {
        matches!(
            self,
            Self::TagValue(..) | Self::UnknownState(_) | Self::Disagreement(_) | Self::PlaceUnknown
        )
    }
}

impl std::fmt::Display for Because {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TagTrue(key) => write!(formatter, "the account is tagged {key}=true"),
            Self::TagFalse(key) => write!(formatter, "the account is tagged {key}=false"),
            Self::NoTag(key) => write!(formatter, "the account has no tag {key}"),
            Self::TagValue(key, value) => {
                write!(formatter, "its tag {key} says `{value}`: set it to true or false")
            }
            Self::TagLists(key) => write!(formatter, "its tag {key} lists the product"),
            Self::TagOmits(key) => write!(formatter, "its tag {key} lists other products, not this one"),
            Self::Listed(rule) => write!(formatter, "{} lists the account", named(rule.as_deref())),
            Self::InUnit(rule, unit) => {
                write!(
                    formatter,
                    "the account is in {unit}, to which {} gives the product",
                    named(rule.as_deref())
                )
            }
            Self::Everyone(rule) => {
                write!(formatter, "{} gives the product to all accounts", named(rule.as_deref()))
            }
            Self::Excepted => formatter.write_str("policy.toml excepts the account, whatever its rules say"),
            Self::ExceptedUnit(unit) => {
                write!(
                    formatter,
                    "policy.toml excepts {unit}, in which the account is, whatever its rules say"
                )
            }
            Self::NoRule => formatter.write_str("no rule of policy.toml gives anyone the product"),
            Self::NotSelected => {
                formatter.write_str("no rule of policy.toml gives the product to the account")
            }
            Self::Disagreement(disagreement) => disagreement.fmt(formatter),
            Self::PlaceUnknown => formatter.write_str(
                "AWS did not tell in which organizational unit the account is, and policy.toml goes by that; \
                 run again when it does",
            ),
            Self::Suspended => formatter.write_str("the account is suspended"),
            Self::Closed => formatter.write_str("the account is closed"),
            Self::Gone => formatter.write_str("the account is not in the organization any more"),
            Self::PendingActivation => formatter.write_str("the account is not activated yet"),
            Self::PendingClosure => formatter.write_str("the account is about to close; decided when it has"),
            Self::ClosingSoon => {
                formatter.write_str("the account is about to close, and policy.toml does not wait for that")
            }
            Self::UnknownState(state) => {
                write!(
                    formatter,
                    "its state `{state}` is not known to this version: update Marketplace Steward"
                )
            }
        }
    }
}

/// A rule as a sentence calls it.
fn named(rule: Option<&str>) -> String {
    rule.map_or_else(|| "a rule of policy.toml".to_owned(), |name| format!("the rule \"{name}\""))
}
