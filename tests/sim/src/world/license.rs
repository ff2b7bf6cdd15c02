//! Licenses as License Manager holds them: what was bought, for whom, and by which parent grant it came.

use crate::clock::VirtualTime;

/// `Status` of a license, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LicenseStatus {
    /// In force.
    Available,
    /// About to be in force.
    PendingAvailable,
    /// Switched off by the issuer.
    Deactivated,
    /// Unusable for now.
    Suspended,
    /// Its term is over.
    Expired,
    /// The agreement is being cancelled.
    PendingDelete,
    /// The agreement was cancelled.
    Deleted,
}

impl LicenseStatus {
    /// AWS's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Available => "AVAILABLE",
            Self::PendingAvailable => "PENDING_AVAILABLE",
            Self::Deactivated => "DEACTIVATED",
            Self::Suspended => "SUSPENDED",
            Self::Expired => "EXPIRED",
            Self::PendingDelete => "PENDING_DELETE",
            Self::Deleted => "DELETED",
        }
    }
}

/// What kind of product a license is for; decides whether it can be shared (AWS-FACTS 1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProductKind {
    /// A machine image.
    Ami,
    /// A container product.
    Container,
    /// A machine learning model or algorithm.
    MachineLearning,
    /// A data product.
    Data,
    /// A third-party model of Amazon Bedrock.
    BedrockModel,
    /// Oracle Database@AWS.
    OracleDatabase,
    /// Software as a service: a license exists, sharing it is not supported.
    Saas,
}

/// The issuer of every AWS Marketplace license.
pub(crate) const MARKETPLACE_ISSUER: &str = "AWS/Marketplace";

/// One license.
#[derive(Debug, Clone)]
pub(crate) struct License {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) product_name: String,
    pub(crate) sku: String,
    pub(crate) kind: ProductKind,
    pub(crate) issuer: String,
    pub(crate) beneficiary: String,
    pub(crate) home_region: String,
    pub(crate) status: LicenseStatus,
    /// What it was before, each until when.
    pub(crate) earlier: Vec<(VirtualTime, LicenseStatus)>,
    pub(crate) begin: String,
    pub(crate) end: Option<String>,
    pub(crate) created: VirtualTime,
    /// The grant by which the issuer gave it to its beneficiary.
    pub(crate) parent_grant: String,
}

impl License {
    /// Sets its status from a moment on.
    pub(crate) fn set_status(&mut self, since: VirtualTime, status: LicenseStatus) {
        self.earlier.push((since, self.status));
        self.status = status;
    }

    /// Its status at a moment.
    pub(crate) fn status_at(&self, moment: VirtualTime) -> LicenseStatus {
        self.earlier.iter().find(|(until, _)| moment < *until).map_or(self.status, |(_, status)| *status)
    }

    /// When its status became another.
    pub(crate) fn changes_at(&self) -> impl Iterator<Item = VirtualTime> {
        self.earlier.iter().map(|(until, _)| *until)
    }

    /// Whether it was bought on AWS Marketplace.
    pub(crate) fn is_from_marketplace(&self) -> bool {
        self.issuer == MARKETPLACE_ISSUER
    }
}
