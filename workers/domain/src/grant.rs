//! Grants: the share of one license with one principal.

use serde::{Deserialize, Serialize};

use crate::closed_enum::closed_enum;
use crate::identifier::{AccountId, GrantArn, LicenseArn};

closed_enum!(
    /// What License Manager says of a grant (`GrantStatus`).
    GrantStatus {
        /// Asynchronous work is running; one to three minutes, more when AWS is busy.
        PendingWorkflow = "PENDING_WORKFLOW",
        /// The receiving account has to accept it.
        PendingAccept = "PENDING_ACCEPT",
        /// The receiving account refused it. Final.
        Rejected = "REJECTED",
        /// In use.
        Active = "ACTIVE",
        /// The work failed.
        FailedWorkflow = "FAILED_WORKFLOW",
        /// Gone. Final.
        Deleted = "DELETED",
        /// Being deleted.
        PendingDelete = "PENDING_DELETE",
        /// Accepted, not activated: conveys nothing yet.
        Disabled = "DISABLED",
        /// An organization or OU distribution or recall ended; says nothing about activation.
        WorkflowCompleted = "WORKFLOW_COMPLETED",
    }
);

impl GrantStatus {
    /// Whether the grant is over: it neither conveys anything nor counts as a share.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Rejected | Self::Deleted)
    }
}

closed_enum!(
    /// What a grant allows (`AllowedOperation`).
    Operation {
        /// Share the license on.
        CreateGrant = "CreateGrant",
        /// Take an entitlement.
        CheckoutLicense = "CheckoutLicense",
        /// Take an entitlement for use without a connection.
        CheckoutBorrowLicense = "CheckoutBorrowLicense",
        /// Give an entitlement back.
        CheckInLicense = "CheckInLicense",
        /// Keep an entitlement longer.
        ExtendConsumptionLicense = "ExtendConsumptionLicense",
        /// See purchased licenses.
        ListPurchasedLicenses = "ListPurchasedLicenses",
        /// Make a token for use outside AWS.
        CreateToken = "CreateToken",
        /// See received licenses (new in 2026).
        ListReceivedLicenses = "ListReceivedLicenses",
    }
);

/// What an activation does to whatever is active already for the product in an account (`ActivationOverrideBehavior`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OverrideBehavior {
    /// It stays: where there is something, the grant is not activated.
    DistributedGrantsOnly,
    /// It is switched off, whoever made it, and the grant takes its place: AWS's own swap.
    AllGrantsPermittedByIssuer,
}

impl OverrideBehavior {
    /// AWS's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DistributedGrantsOnly => "DISTRIBUTED_GRANTS_ONLY",
            Self::AllGrantsPermittedByIssuer => "ALL_GRANTS_PERMITTED_BY_ISSUER",
        }
    }
}

/// With whom a license is shared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Principal {
    /// One account, `arn:aws:iam::<id>:root`.
    Account(AccountId),
    /// An organizational unit, by ARN.
    OrgUnit(String),
    /// The whole organization, by ARN.
    Organization(String),
    /// Something else, kept as AWS sent it.
    Unknown(String),
}

impl Principal {
    /// The account, when the principal is one.
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Account(id) => Some(id),
            _ => None,
        }
    }
}

impl From<String> for Principal {
    fn from(arn: String) -> Self {
        let account = arn
            .strip_prefix("arn:aws:iam::")
            .and_then(|rest| rest.strip_suffix(":root"))
            .and_then(|id| id.parse().ok());
        match (account, arn.split(':').nth(2), arn.split(':').nth(5)) {
            (Some(id), _, _) => Self::Account(id),
            (_, Some("organizations"), Some(resource)) if resource.starts_with("ou/") => Self::OrgUnit(arn),
            (_, Some("organizations"), Some(resource)) if resource.starts_with("organization/") => {
                Self::Organization(arn)
            }
            _ => Self::Unknown(arn),
        }
    }
}

impl From<Principal> for String {
    fn from(principal: Principal) -> Self {
        principal.to_string()
    }
}

impl std::fmt::Display for Principal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(id) => write!(formatter, "arn:aws:iam::{id}:root"),
            Self::OrgUnit(arn) | Self::Organization(arn) | Self::Unknown(arn) => formatter.write_str(arn),
        }
    }
}

/// What is shared with whom: the key under which at most one owned live grant may exist (P3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Share {
    /// The license.
    pub license: LicenseArn,
    /// The principal.
    pub principal: Principal,
}

/// A grant as License Manager told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its ARN.
    pub arn: GrantArn,
    /// Its name; ours begin with [`crate::ownership::NAME_PREFIX`].
    pub name: String,
    /// What it shares with whom.
    #[serde(flatten)]
    pub share: Share,
    /// Where it is in its life.
    pub status: GrantStatus,
    /// Why, when AWS says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// Its newest version, a decimal text. Every change makes the next one, so it is read again before each write.
    pub version: String,
}

impl Grant {
    /// Whether AWS says that it could not activate the grant because the account already uses the product by another
    /// grant or license. The texts are unpublished (AWS-FACTS section 14), so this goes by the words they share.
    pub fn tells_of_a_conflict(&self) -> bool {
        self.status_reason.as_deref().is_some_and(tells_of_a_conflict)
    }

    /// The version as a number, to see which of two readings is newer; `None` if it is not one.
    pub fn version_number(&self) -> Option<u64> {
        self.version.parse().ok()
    }
}

/// Whether a text of AWS says that the product is already in use in the account, see [`Grant::tells_of_a_conflict`].
pub fn tells_of_a_conflict(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("already active") || text.contains("same product") || text.contains("already has an active")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_nine_statuses_are_known_and_two_are_terminal() {
        assert_eq!(GrantStatus::KNOWN.len(), 9);
        let terminal: Vec<_> =
            GrantStatus::KNOWN.iter().filter(|status| GrantStatus::from(**status).is_terminal()).collect();
        assert_eq!(terminal, [&"REJECTED", &"DELETED"]);
    }

    #[test]
    fn the_spelling_of_the_user_guide_is_not_the_one_of_the_api() {
        assert!(matches!(GrantStatus::from("WORKFLOW_COMPLETE"), GrantStatus::Unknown(_)));
    }

    #[test]
    fn a_principal_survives_the_way_through_its_arn() {
        for arn in [
            "arn:aws:iam::222222222222:root",
            "arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-cdef3456",
            "arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5",
            "arn:aws:iam::222222222222:user/someone",
        ] {
            assert_eq!(Principal::from(arn.to_owned()).to_string(), arn);
        }
        assert!(matches!(Principal::from("ou-ab12-cdef3456".to_owned()), Principal::Unknown(_)));
    }
}
