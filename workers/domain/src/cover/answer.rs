//! The answer: what becomes of each grant of a license, and what a person has to decide.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::quota::Quota;
use super::standing::Barred;
use crate::grant::Principal;
use crate::identifier::AccountId;
use crate::limits::NAMES_SHOWN_MAX;

/// With whom one license is shared, and what that takes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Cover {
    /// A line for each principal that has a grant of ours or gets one, in order of the principal.
    pub lines: BTreeMap<Principal, Line>,
    /// The selected accounts that no grant reaches when all is done, with the reason.
    pub unserved: BTreeMap<AccountId, Unserved>,
    /// Why what was asked for is not possible, or not known to be right.
    pub obstacles: Vec<Obstacle>,
    /// A change that a person has to approve first; nothing of it is in the lines.
    pub question: Option<Change>,
    /// How near the license is to its quota.
    pub quota: Quota,
}

impl Cover {
    /// Whether nothing could be decided: everything is left as it is (P5).
    pub fn is_undecided(&self) -> bool {
        let is_doubt =
            |it: &Obstacle| matches!(it, Obstacle::PlaceUnknown { .. } | Obstacle::ReachUnknown { .. });
        self.obstacles.iter().any(is_doubt)
    }

    /// The principals of one decision, in order.
    pub fn principals(&self, decision: Decision) -> impl Iterator<Item = &Principal> {
        self.lines.iter().filter(move |(_, line)| line.decision == decision).map(|(principal, _)| principal)
    }

    /// With whom the license is shared when all is done.
    pub fn shared_with(&self) -> impl Iterator<Item = &Principal> {
        self.lines
            .iter()
            .filter(|(_, line)| line.decision != Decision::TakeBack)
            .map(|(principal, _)| principal)
    }
}

/// What becomes of the grant for one principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is decided.
    pub decision: Decision,
    /// Why.
    pub reason: Reason,
}

/// What is decided for one principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// The license is shared with it, and stays so.
    Keep,
    /// The license is to be shared with it.
    Make,
    /// The license is not to be shared with it any more.
    TakeBack,
}

/// Why, in words for a purchasing clerk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The account is to have the license.
    Account,
    /// Every account of the OU that can use the license is to have it.
    WholeUnit {
        /// How many are.
        accounts: usize,
    },
    /// Every account of the organization that can use the license is to have it.
    WholeOrganization {
        /// How many are.
        accounts: usize,
    },
    /// It reaches accounts that are not to have the license; to give it up is for a person to decide.
    TooWide {
        /// Those accounts.
        accounts: BTreeSet<AccountId>,
    },
    /// Nobody whom it reaches is to have the license.
    NobodyWanted,
    /// Another grant of ours reaches the same accounts.
    ReachedBy {
        /// Its principal.
        principal: Principal,
    },
    /// Its accounts get grants of their own, or for smaller OUs.
    SplitUp,
    /// Nothing is decided for this license, see the obstacles.
    Undecided,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account => formatter.write_str("the account is to have the license"),
            Self::WholeUnit { accounts } => write!(
                formatter,
                "all {accounts} accounts of the OU that can use the license are to have it; \
                 an account that joins the OU later gets it by itself"
            ),
            Self::WholeOrganization { accounts } => write!(
                formatter,
                "all {accounts} accounts of the organization that can use the license are to have it; \
                 an account that joins later gets it by itself"
            ),
            Self::TooWide { accounts } => write!(
                formatter,
                "it also reaches {}, not meant to have the license; it stays until a person decides",
                listed(accounts)
            ),
            Self::NobodyWanted => formatter.write_str("no account that it reaches is to have the license"),
            Self::ReachedBy { principal } => {
                write!(formatter, "the grant for {principal} reaches the same accounts")
            }
            Self::SplitUp => formatter.write_str("its accounts get grants of their own"),
            Self::Undecided => formatter.write_str("left as it is: it could not be decided"),
        }
    }
}

/// Why a selected account is not reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unserved {
    /// It has the license by a grant that is not ours.
    Foreign,
    /// The kind of grant that the policy asks for cannot be given, see the obstacles.
    Obstacle,
    /// The license can have no more grants.
    Quota,
}

impl std::fmt::Display for Unserved {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Foreign => "it already has the license by a grant that Marketplace Steward did not make",
            Self::Obstacle => "the license cannot be shared with it in the way that the policy asks for",
            Self::Quota => "the license can have no more grants",
        })
    }
}

/// Why a license cannot be shared as asked for. Each ends with what to do next.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The grant that the policy asks for would reach accounts that are not to have the license.
    TooMany {
        /// For whom the grant would be.
        principal: Principal,
        /// The accounts that would be too many.
        accounts: BTreeMap<AccountId, Barred>,
    },
    /// The policy asks for OU grants, and accounts are in no OU.
    NoUnitAbove {
        /// Those accounts.
        accounts: BTreeSet<AccountId>,
    },
    /// Only account grants can be made here.
    OnlyAccountGrants,
    /// It was not told where accounts are, so nobody knows whether an OU grant reaches them.
    PlaceUnknown {
        /// Those accounts.
        accounts: BTreeSet<AccountId>,
    },
    /// There is a grant of which nobody knows whom it reaches.
    ReachUnknown {
        /// Its principal.
        principal: Principal,
    },
}

impl std::fmt::Display for Obstacle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooMany { principal, accounts } => {
                let told: Vec<_> = accounts
                    .iter()
                    .take(NAMES_SHOWN_MAX)
                    .map(|(account, why)| format!("{account} ({why})"))
                    .collect();
                write!(
                    formatter,
                    "a grant for {principal} would also reach {}{}; select them, move them to another OU, or share as \
                     `auto` or `account`",
                    told.join(", "),
                    and_more(accounts.len())
                )
            }
            Self::NoUnitAbove { accounts } => write!(
                formatter,
                "no OU grant reaches {}, directly below the root; move it to an OU, or share as `auto` or `account`",
                listed(accounts)
            ),
            Self::OnlyAccountGrants => formatter.write_str(
                "grants for OUs and the organization cannot be made here; run setup to see what is missing, or share as \
                 `account`",
            ),
            Self::PlaceUnknown { accounts } => write!(
                formatter,
                "AWS did not tell the place of {}; nothing is changed; start the run again when no account is being \
                 moved",
                listed(accounts)
            ),
            Self::ReachUnknown { principal } => write!(
                formatter,
                "there is a grant for `{principal}`, and this version does not know whom that reaches; nothing is \
                 changed; delete the grant, or update Marketplace Steward"
            ),
        }
    }
}

/// The accounts by id, as many as a person reads.
fn listed(accounts: &BTreeSet<AccountId>) -> String {
    let shown: Vec<_> = accounts.iter().take(NAMES_SHOWN_MAX).map(AccountId::as_str).collect();
    let noun = if accounts.len() == 1 { "account" } else { "accounts" };
    format!("{noun} {}{}", shown.join(", "), and_more(accounts.len()))
}

fn and_more(count: usize) -> String {
    match count.saturating_sub(NAMES_SHOWN_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    }
}
