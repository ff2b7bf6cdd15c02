//! What the services do on their own, and tell about.

use crate::clock::VirtualTime;

use super::catalog::change_set::ChangeSet;
use super::license::License;

/// Something a service did on its own, or tells about on its own.
#[derive(Debug, Clone)]
pub(crate) enum Happening {
    /// Organizations reports an account that came, closed or went.
    Account { account: String, change: AccountChange },
    /// AWS Marketplace tells the buyer about an agreement.
    Agreement { license: Box<License>, change: AgreementChange },
    /// License Manager hints to the granter that a grant changed.
    GrantChanged { account: String },
    /// AWS Marketplace tells the owner of a change set that it ended.
    ChangeSetEnded { change_set: Box<ChangeSet> },
    /// License Manager hints to the beneficiary that a license changed.
    LicenseChanged { account: String },
}

/// What became of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountChange {
    /// It was created.
    Created { requested: VirtualTime },
    /// It belongs to the organization now.
    Joined { method: &'static str },
    /// Its closure has run through.
    Closed { requested: VirtualTime },
    /// It does not belong to the organization any more.
    Departed(Departure),
}

/// How an account leaves the organization, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// By itself.
    Left,
    /// The management account removed it.
    Removed,
    /// AWS removed it, long after it was closed.
    Cleaned,
}

impl Departure {
    /// AWS's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Left => "LEFT",
            Self::Removed => "REMOVED",
            Self::Cleaned => "CLEANED",
        }
    }
}

/// What became of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgreementChange {
    /// Somebody bought.
    Made(Intent),
    /// Its terms changed.
    Amended,
    /// It is over.
    Ended(AgreementEnd),
}

/// Why an agreement was made, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// For the first time.
    New,
    /// The term of the last one is over.
    Renew,
    /// In place of the last one, within its term.
    Replace,
}

impl Intent {
    /// AWS's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Renew => "RENEW",
            Self::Replace => "REPLACE",
        }
    }
}

/// How an agreement ends, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementEnd {
    /// The buyer ended it.
    Cancelled,
    /// Its term is over.
    Expired,
    /// The seller or AWS ended it.
    Terminated,
    /// The next one continues it.
    Renewed,
    /// The next one takes its place.
    Replaced,
}

impl AgreementEnd {
    /// AWS's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "CANCELLED",
            Self::Expired => "EXPIRED",
            Self::Terminated => "TERMINATED",
            Self::Renewed => "RENEWED",
            Self::Replaced => "REPLACED",
        }
    }
}
