//! One line of a plan.

use serde::{Deserialize, Serialize};

use crate::grant::{Grant, GrantStatus, OverrideBehavior, Principal};
use crate::identifier::{AccountId, LicenseArn};
use crate::license::License;
use crate::life_cycle::{Hold, Next, Wish};
use crate::policy::Because;

/// What is decided for one account and license, or for one surplus grant of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// The account; the hub for grants that are not for an account.
    pub account: &'a AccountId,
    /// Its name, empty when it left the organization.
    pub account_name: &'a str,
    /// For whom the line is, where that is not the account but the organization or an OU.
    pub area: Option<Principal>,
    /// The license.
    pub license: &'a LicenseArn,
    /// What is known of the license; `None` when it is not among the received ones.
    pub license_details: Option<&'a License>,
    /// The grant that the line is about, if there is one.
    pub grant: Option<&'a Grant>,
    /// What is wanted; `None`: leave it.
    pub wish: Option<Wish>,
    /// What is decided.
    pub decision: Decision,
    /// Why.
    pub reason: Reason<'a>,
    /// How often grants of this share failed and were made anew.
    pub recreations: u32,
    /// How many accounts lose the product when the grant is deleted (P4); none when another grant of ours takes its place.
    pub loses: u32,
    /// What activating the grant does to what is active already; `None`: nothing is said to AWS, which then refuses.
    pub override_behavior: Option<OverrideBehavior>,
    /// The grant that takes the place of the one that is deleted, and has to be ACTIVE for that (P2).
    pub successor: Option<&'a Grant>,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Make a grant.
    Create,
    /// Accept it in the receiving account.
    Accept,
    /// Activate it.
    Activate,
    /// Delete it.
    Delete,
    /// Take over a grant that somebody else made.
    Adopt,
    /// AWS is at work on it: follow it.
    Wait,
    /// Something would be written, but only the tag index says so: look at the account first.
    Doubt,
    /// As wanted.
    Keep,
    /// Left alone on purpose.
    Skip,
    /// Wanted, but not possible without a person.
    Hold,
}

impl Decision {
    /// Whether Apply has something to do.
    pub fn is_action(self) -> bool {
        matches!(self, Self::Create | Self::Accept | Self::Activate | Self::Delete | Self::Adopt | Self::Wait)
    }
}

impl From<Next> for Decision {
    fn from(next: Next) -> Self {
        match next {
            Next::Create => Self::Create,
            Next::Accept => Self::Accept,
            Next::Activate => Self::Activate,
            Next::Delete => Self::Delete,
            Next::Wait => Self::Wait,
            Next::Done => Self::Keep,
            Next::Hold(_) => Self::Hold,
        }
    }
}

/// Why, in words for a purchasing clerk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason<'a> {
    /// The account is selected, or not.
    Account(Because),
    /// AWS failed to distribute the grant, and it is made anew.
    MadeAnew,
    /// A better grant of ours exists for the same account and license.
    Duplicate {
        /// The one that stays.
        kept: &'a Grant,
    },
    /// A grant that is not ours shares the same license with the same account.
    Foreign,
    /// A grant for an OU or the organization already covers the account.
    Covered {
        /// That grant.
        by: &'a Grant,
    },
    /// The account bought the product itself.
    OwnSubscription,
    /// AWS could not activate our grant beside another one.
    InUse,
    /// AWS or the account will not have it.
    Held(Hold),
    /// It failed earlier in this run.
    EarlierInRun(&'a str),
    /// The license is not shared any more; its grants end with it.
    LicenseNotShared,
    /// A grant of ours for something that is not an account: not made by this version.
    NotAnAccount,
    /// Everything of ours is taken back.
    Retired,
    /// A person asked to take it over.
    Adopted,
}

impl std::fmt::Display for Reason<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(because) => because.fmt(formatter),
            Self::MadeAnew => formatter.write_str("AWS failed to distribute the grant: it is deleted and made anew"),
            Self::Duplicate { kept } => write!(formatter, "a second grant for the same license; {} stays", kept.arn),
            Self::Foreign => formatter.write_str("a grant that Marketplace Steward did not make; it is left alone"),
            Self::Covered { by } => write!(formatter, "already covered by the grant {} for {}", by.arn, by.share.principal),
            Self::OwnSubscription => formatter.write_str(
                "conflict: the account has its own subscription to this product and keeps it; it would have to cancel it first",
            ),
            Self::InUse => formatter.write_str(
                "conflict: the account already uses the product by another grant or license, which stays; \
                 when that is gone, start a run for this account",
            ),
            Self::Held(Hold::Rejected) => formatter.write_str(
                "the account rejected the grant; ask its owner, then start a run for this account to offer it again",
            ),
            Self::Held(Hold::WorkflowFailed) => formatter.write_str(
                "AWS failed to distribute the grant, also after it was made anew twice; \
                 find the cause, then start a run for this account",
            ),
            Self::Held(Hold::UnknownStatus) => {
                formatter.write_str("the grant has a status that this version does not know; update Marketplace Steward")
            }
            Self::EarlierInRun(what) => formatter.write_str(what),
            Self::LicenseNotShared => formatter.write_str("its license is not shared (any more); the grant ends with it"),
            Self::NotAnAccount => {
                formatter.write_str("a grant for an OU or the organization; this version shares with accounts only")
            }
            Self::Retired => formatter.write_str("Marketplace Steward is retired: everything it shared is taken back"),
            Self::Adopted => formatter.write_str("taken over as asked for: from now on it counts as ours"),
        }
    }
}

/// How many lines of which kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Grants to make.
    pub create: u32,
    /// Grants to accept.
    pub accept: u32,
    /// Grants to activate.
    pub activate: u32,
    /// Grants to delete.
    pub delete: u32,
    /// Grants to take over.
    #[serde(default)]
    pub adopt: u32,
    /// Grants that AWS is at work on.
    pub wait: u32,
    /// Lines that need a closer look first.
    pub doubt: u32,
    /// As wanted.
    pub keep: u32,
    /// Left alone on purpose.
    pub skip: u32,
    /// Not possible without a person.
    pub hold: u32,
    /// Of the grants to delete, those that are made anew.
    pub made_anew: u32,
    /// How many accounts lose a product (P4), counted once for each product: by grants that are to be deleted, or waited for
    /// to be deleted.
    pub revocations: u32,
}

impl Counts {
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        let mut counts = Self::default();
        for line in lines {
            let count = match line.decision {
                Decision::Create => &mut counts.create,
                Decision::Accept => &mut counts.accept,
                Decision::Activate => &mut counts.activate,
                Decision::Delete => &mut counts.delete,
                Decision::Adopt => &mut counts.adopt,
                Decision::Wait => &mut counts.wait,
                Decision::Doubt => &mut counts.doubt,
                Decision::Keep => &mut counts.keep,
                Decision::Skip => &mut counts.skip,
                Decision::Hold => &mut counts.hold,
            };
            *count += 1;
            counts.made_anew += u32::from(line.reason == Reason::MadeAnew);
            counts.revocations += if line.is_revocation() { line.loses } else { 0 };
        }
        counts
    }

    /// Lines that Apply has something to do for.
    pub fn actions(&self) -> u32 {
        self.changes() + self.wait
    }

    /// Lines that something is to change for; the others among the actions only wait for AWS.
    pub fn changes(&self) -> u32 {
        self.create + self.accept + self.activate + self.delete + self.adopt
    }
}

impl Line<'_> {
    /// With whom the license is, or would be, shared.
    pub fn principal(&self) -> Principal {
        match (self.grant, &self.area) {
            (Some(grant), _) => grant.share.principal.clone(),
            (None, Some(area)) => area.clone(),
            (None, None) => Principal::Account(self.account.clone()),
        }
    }

    /// Whether the line takes something away from an account, or will when its grant has settled: Apply goes on to that by
    /// itself (P4).
    pub fn is_revocation(&self) -> bool {
        self.wish == Some(Wish::Revoked)
            && self.loses > 0
            && matches!(self.decision, Decision::Delete | Decision::Wait)
            && !self.is_being_deleted_as_wanted()
    }

    /// Whether there is only to be waited: every other wait is followed by a write.
    pub fn is_being_deleted_as_wanted(&self) -> bool {
        self.wish == Some(Wish::Revoked)
            && self.grant.is_some_and(|grant| grant.status == GrantStatus::PendingDelete)
    }
}
