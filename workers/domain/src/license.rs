//! Licenses that the hub account received by an agreement, and whether they may be shared.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::closed_enum::closed_enum;
use crate::grant::Operation;
use crate::identifier::{AccountId, LicenseArn, ProductSku};

/// `Issuer.Name` of every license that comes from AWS Marketplace.
pub const MARKETPLACE_ISSUER: &str = "AWS/Marketplace";

closed_enum!(
    /// What License Manager says of a license (`LicenseStatus`).
    LicenseStatus {
        /// Usable, and the only status in which a license may be shared.
        Available = "AVAILABLE",
        /// Not usable yet.
        PendingAvailable = "PENDING_AVAILABLE",
        /// Switched off by the issuer.
        Deactivated = "DEACTIVATED",
        /// Unusable for now.
        Suspended = "SUSPENDED",
        /// Its term ended.
        Expired = "EXPIRED",
        /// Being deleted.
        PendingDelete = "PENDING_DELETE",
        /// The agreement was cancelled.
        Deleted = "DELETED",
    }
);

impl LicenseStatus {
    /// Whether the license is over: nobody can use it any more, whatever its grants say.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Expired | Self::Deleted)
    }
}

/// A license in the list of received ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Its ARN; the account in it is AWS's own, not the buyer's.
    pub arn: LicenseArn,
    /// The product.
    pub product: ProductSku,
    /// The product's name, for people.
    pub product_name: String,
    /// Who issued it.
    pub issuer: String,
    /// Where it is in its life.
    pub status: LicenseStatus,
    /// The account that holds the agreement, as AWS wrote it.
    pub beneficiary: String,
    /// Where it lives; every grant on it must be made there.
    pub home_region: String,
    /// What its parent grant lets us do. A grant of ours allows a subset of it.
    pub operations: Vec<Operation>,
    /// When it was made, in seconds since 1970; of several licenses of one product the newest is shared.
    pub created_seconds: Option<i64>,
}

/// Why a license is not shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum NotShareable {
    /// Not from AWS Marketplace.
    Issuer {
        /// Who issued it.
        issuer: String,
    },
    /// Not AVAILABLE, or a status that this version does not know.
    Status {
        /// The status.
        status: LicenseStatus,
    },
    /// Shared *to* this account (entitlement level): AWS does not allow to share it on.
    BoughtElsewhere {
        /// Who holds the agreement.
        beneficiary: String,
    },
    /// The parent grant does not allow sharing: SaaS products, for one.
    NoSharing,
    /// The parent grant allows nothing but sharing on.
    NoOperations,
    /// It lives in another Region than the run works in, and every grant on it must be made there.
    Region {
        /// Where it lives.
        home_region: String,
    },
    /// The policy asks for operations that its parent grant does not allow.
    Operations {
        /// Those operations.
        missing: BTreeSet<Operation>,
    },
    /// A newer license of the same product is shared.
    Older {
        /// The one that is shared.
        shared: LicenseArn,
    },
}

impl std::fmt::Display for NotShareable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Issuer { issuer } => write!(formatter, "issued by {issuer}, not by AWS Marketplace"),
            Self::Status { status: LicenseStatus::Unknown(text) } => {
                write!(
                    formatter,
                    "its status `{text}` is not known to this version; update Marketplace Steward"
                )
            }
            Self::Status { status } => {
                write!(formatter, "its status is {status}, only AVAILABLE licenses are shared")
            }
            Self::BoughtElsewhere { beneficiary } => {
                write!(
                    formatter,
                    "bought by account {beneficiary}; a license that was shared to us cannot be shared on"
                )
            }
            Self::NoSharing => {
                formatter.write_str("AWS Marketplace does not allow to share this product (SaaS, for one)")
            }
            Self::NoOperations => {
                formatter.write_str("its parent grant allows no operation that could be passed on")
            }
            Self::Region { home_region } => {
                write!(
                    formatter,
                    "its home Region is {home_region}, and grants on it can be made there only, not from here"
                )
            }
            Self::Operations { missing } => {
                let missing: Vec<_> = missing.iter().map(Operation::as_str).collect();
                write!(
                    formatter,
                    "policy.toml asks for {}, which AWS Marketplace does not let us pass on; take that out of `operations`",
                    missing.join(", ")
                )
            }
            Self::Older { shared } => {
                write!(formatter, "the newer license {shared} of the same product is shared")
            }
        }
    }
}

impl License {
    /// The operations that a grant of ours carries: all of the parent's but sharing on.
    pub fn operations_to_share(&self) -> Vec<Operation> {
        let mut operations: Vec<_> = self
            .operations
            .iter()
            .filter(|operation| **operation != Operation::CreateGrant)
            .cloned()
            .collect();
        operations.sort();
        operations.dedup();
        operations
    }

    /// Whether `hub` may share this license, by what the license itself says.
    ///
    /// # Errors
    /// The reason, for the report.
    pub fn shareable_by(&self, hub: &AccountId) -> Result<(), NotShareable> {
        if self.issuer != MARKETPLACE_ISSUER {
            return Err(NotShareable::Issuer { issuer: self.issuer.clone() });
        }
        if self.status != LicenseStatus::Available {
            return Err(NotShareable::Status { status: self.status.clone() });
        }
        if self.beneficiary != hub.as_str() {
            return Err(NotShareable::BoughtElsewhere { beneficiary: self.beneficiary.clone() });
        }
        if !self.operations.contains(&Operation::CreateGrant) {
            return Err(NotShareable::NoSharing);
        }
        if self.operations_to_share().is_empty() {
            return Err(NotShareable::NoOperations);
        }
        Ok(())
    }
}

/// A member account's own agreement for a product: it keeps what it bought.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OwnSubscription {
    /// The account that bought.
    pub account: AccountId,
    /// What it bought.
    pub product: ProductSku,
}

/// Reads `CreateTime`: modelled as ISO 8601, sent as epoch seconds in a string by the real service.
///
/// Returns `None` for anything else: the order of two licenses is then decided by their ARNs.
pub fn created_seconds(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_create_time_are_read() {
        assert_eq!(created_seconds("1786405121"), Some(1_786_405_121));
        assert_eq!(created_seconds("2026-11-22T01:00:00Z"), Some(1_795_309_200));
        assert_eq!(created_seconds("last week"), None);
    }
}
