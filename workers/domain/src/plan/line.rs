//! One line of a plan.

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::grant::{Grant, GrantStatus, OverrideBehavior, Principal};
use crate::identifier::{AccountId, LicenseArn};
use crate::license::License;
use crate::life_cycle::{Next, Wish};

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

impl<'a> Line<'a> {
    /// Decides for the next step toward a grant that is wanted, `why` unless the step itself says that.
    pub(super) fn go_on(&mut self, next: Next, has_duplicates: bool, why: Reason<'a>) {
        (self.decision, self.reason) = match next {
            Next::Hold(hold) => (Decision::Hold, Reason::Held(hold)),
            Next::Delete if has_duplicates => (Decision::Skip, Reason::MadeAnewAfterwards),
            Next::Delete => (Decision::Delete, Reason::MadeAnew),
            next => (next.into(), why),
        };
    }
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

    /// Whether the line is about the organization, an OU, or what nobody knows.
    pub fn is_for_an_area(&self) -> bool {
        self.area.is_some()
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
