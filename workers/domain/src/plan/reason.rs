//! Why a line says what it says, in words for a purchasing clerk.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cover;
use crate::grant::{Grant, Principal};
use crate::identifier::{AccountId, LicenseArn};
use crate::life_cycle::Hold;
use crate::limits::NAMES_SHOWN_MAX;
use crate::policy::Because;

/// Why, in words for a purchasing clerk. What many lines say is kept once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason<'a> {
    /// The account is selected, or not.
    Account(Arc<Because>),
    /// The organization or the OU is shared with, or not any more.
    Area(Arc<cover::Reason>),
    /// AWS failed to distribute the grant, and it is made anew.
    MadeAnew,
    /// The same, when other grants of ours for the same principal and license are gone: AWS gives no second one.
    MadeAnewAfterwards,
    /// A person asked to activate the grant for an area again, since it is switched off in some of its accounts.
    ActivatedAgain,
    /// Accounts joined the area, and AWS did not switch the license on for them.
    Joined,
    /// A better grant of ours exists for the same principal and license.
    Duplicate {
        /// The one that stays.
        kept: &'a Grant,
    },
    /// The product has a newer license, and the grant on it takes the place of the one on the older license.
    Renewed {
        /// The older license.
        older: &'a LicenseArn,
    },
    /// The product is shared in another way from now on, and this grant takes the place of another one of ours.
    Exchanged,
    /// What the account has of its own makes way, as the policy says.
    OwnMakesWay,
    /// Another grant of ours was seen ACTIVE in its place (P2).
    Replaced {
        /// That grant.
        by: &'a Grant,
    },
    /// It stays until what takes its place was seen ACTIVE (P2).
    UntilReplaced,
    /// A grant that is not ours shares the same product with the same account.
    Foreign,
    /// A grant of others for an OU or the organization already covers the account.
    Covered {
        /// That grant.
        by: &'a Grant,
    },
    /// The account has the product by our grant for an area.
    ByArea {
        /// That grant.
        by: &'a Grant,
    },
    /// The account gets the product by our grant for an area, which has not come to it yet.
    AwaitsArea {
        /// For whom the grant is.
        area: Arc<Principal>,
    },
    /// The part of our grant for an area failed in this account.
    PartFailed {
        /// The grant for the area.
        by: &'a Grant,
    },
    /// Somebody switched off the part of our grant for an area in this account.
    SwitchedOff {
        /// The grant for the area.
        by: &'a Grant,
    },
    /// The account is not to have the product, and a grant of ours for an area gives it.
    TooWide {
        /// The grant for the area.
        by: &'a Grant,
    },
    /// The account bought the product itself.
    OwnSubscription,
    /// AWS could not activate our grant beside another one.
    InUse,
    /// A grant for an area would take the place of what we gave, and with it switch off what these accounts have of others.
    OwnBelow {
        /// Those accounts.
        accounts: Arc<BTreeSet<AccountId>>,
    },
    /// The license can have no more grants.
    Quota(Arc<cover::Quota>),
    /// The product cannot be shared with the account in the way that the policy asks for; each reason ends with what to do.
    Obstacle(Arc<str>),
    /// Only a run about the whole organization can decide how the account gets the product.
    WholeNeeded,
    /// Nothing is decided for the product, see the notes.
    Undecided,
    /// AWS or the account will not have it.
    Held(Hold),
    /// It failed earlier in this run.
    EarlierInRun(&'a str),
    /// The license is not shared any more; its grants end with it.
    LicenseNotShared,
    /// Everything of ours is taken back.
    Retired,
    /// A person asked to take it over.
    Adopted,
}

impl std::fmt::Display for Reason<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(because) => because.fmt(formatter),
            Self::Area(reason) => reason.fmt(formatter),
            Self::MadeAnew => formatter.write_str("AWS failed to distribute the grant: it is deleted and made anew"),
            Self::MadeAnewAfterwards => formatter.write_str(
                "AWS failed to distribute the grant: it is deleted and made anew when its duplicates are deleted",
            ),
            Self::ActivatedAgain => formatter.write_str(
                "asked for by the run: it is activated again in all its accounts, since it is switched off in some of them",
            ),
            Self::Joined => formatter.write_str(
                "accounts were added that AWS did not switch it on for: it is activated once more, which changes nothing for \
                 the others",
            ),
            Self::Duplicate { kept } => write!(formatter, "a second grant for the same license; {} stays", kept.arn),
            Self::Renewed { older } => write!(
                formatter,
                "the license was renewed: the new one takes the place of {older}, without a gap"
            ),
            Self::Exchanged => formatter.write_str(
                "the product is shared in another way from now on: this takes the place of the grant of today, without a gap",
            ),
            Self::OwnMakesWay => formatter.write_str("its own license makes way, as policy.toml says"),
            Self::Replaced { by } => {
                write!(formatter, "{} for {} was seen active in its place", by.arn, by.share.principal)
            }
            Self::UntilReplaced => {
                formatter.write_str("it stays until what takes its place is seen active, so that nobody is without it")
            }
            Self::Foreign => formatter.write_str("a grant that Marketplace Steward did not make; it is left alone"),
            Self::Covered { by } => {
                write!(formatter, "already covered by the grant {} for {}", by.arn, by.share.principal)
            }
            Self::ByArea { by } => write!(formatter, "has it by the grant for {}", by.share.principal),
            Self::AwaitsArea { area } => {
                write!(formatter, "gets it by the grant for {area}; AWS has not brought it to this account yet")
            }
            Self::PartFailed { by } => write!(
                formatter,
                "AWS failed to bring it to this account by the grant for {}; find the cause, then start a run for this \
                 product to activate it again",
                by.share.principal
            ),
            Self::SwitchedOff { by } => write!(
                formatter,
                "it is switched off in this account, which is reached by the grant for {}; if that is not meant, start a \
                 run for this product to activate it again",
                by.share.principal
            ),
            Self::TooWide { by } => write!(
                formatter,
                "it is not to have the product and has it by the grant for {}; start a run with {{\"change_mode\": true}} \
                 to be asked how to share it instead",
                by.share.principal
            ),
            Self::OwnSubscription => formatter.write_str(
                "conflict: the account has its own subscription to this product and keeps it; it would have to cancel it first",
            ),
            Self::InUse => formatter.write_str(
                "conflict: the account already uses the product by another grant or license, which stays; \
                 when that is gone, start a run for this account",
            ),
            Self::OwnBelow { accounts } => own_below(accounts, formatter),
            Self::Quota(quota) => quota.fmt(formatter),
            Self::Obstacle(why) => write!(formatter, "it cannot be shared as policy.toml asks for: {why}"),
            Self::WholeNeeded => formatter.write_str(
                "how the account gets the product is decided for the whole organization; the run looks at that next",
            ),
            Self::Undecided => formatter.write_str("left as it is: it could not be decided, see the notes"),
            Self::Held(hold) => held(*hold, formatter),
            Self::EarlierInRun(what) => formatter.write_str(what),
            Self::LicenseNotShared => formatter.write_str("its license is not shared (any more); the grant ends with it"),
            Self::Retired => formatter.write_str("Marketplace Steward is retired: everything it shared is taken back"),
            Self::Adopted => formatter.write_str("taken over as asked for: from now on it counts as ours"),
        }
    }
}

fn held(hold: Hold, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    formatter.write_str(match hold {
        Hold::Rejected => {
            "the account rejected the grant; ask its owner, then start a run for this account to offer it again"
        }
        Hold::WorkflowFailed => {
            "AWS failed to distribute the grant, also after it was made anew twice; \
             find the cause, then start a run for this account, or for the product where the grant is for many"
        }
        Hold::UnknownStatus => {
            "the grant has a status that this version does not know; update Marketplace Steward"
        }
    })
}

fn own_below(accounts: &BTreeSet<AccountId>, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let shown: Vec<_> = accounts.iter().take(NAMES_SHOWN_MAX).map(AccountId::as_str).collect();
    let more = match accounts.len().saturating_sub(NAMES_SHOWN_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    write!(
        formatter,
        "it would take the place of what we gave before, and switch off what {}{more} below it has of its own or of others; \
         have that cancelled, share the product as `account`, or let policy.toml replace own licenses",
        shown.join(", ")
    )
}
