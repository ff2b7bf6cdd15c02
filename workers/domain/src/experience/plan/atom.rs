//! The smallest things that a change set can do. Every change set is made of them, and is cut in halves between them.

use serde::{Deserialize, Serialize};

use crate::experience::entity::{Branding, ExperienceStatus, RequestSetting};
use crate::experience::identity::{AudiencePrincipal, ProductId};

/// One thing to do to an experience.
///
/// The order is the one in which they are sent: an audience is added, and an experience enabled, only when its products are
/// there, so that nobody is governed by half a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Atom {
    /// A product may be bought.
    Allow(ProductId),
    /// A product must not be bought.
    Deny(ProductId),
    /// Whether users may ask for more.
    Requests(RequestSetting),
    /// The branding.
    Branding(BrandingChange),
    /// The audience.
    Audience(AudienceChange),
    /// Whether it governs.
    Status(ExperienceStatus),
}

/// A change of the branding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BrandingChange {
    /// Whether there is no branding yet.
    pub create: bool,
    /// What it is to be.
    pub branding: Branding,
}

/// A change of the audience.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AudienceChange {
    /// It does not apply to this principal any more.
    Disassociate(AudiencePrincipal),
    /// It applies to this principal.
    Associate(AudiencePrincipal),
}

impl Atom {
    /// The product, if it is about one.
    pub fn product(&self) -> Option<&ProductId> {
        match self {
            Self::Allow(product) | Self::Deny(product) => Some(product),
            Self::Requests(_) | Self::Branding(_) | Self::Audience(_) | Self::Status(_) => None,
        }
    }

    /// Whether by it somebody is governed by the list who was not before.
    pub fn governs_more(&self) -> bool {
        matches!(self, Self::Status(ExperienceStatus::Enabled) | Self::Audience(AudienceChange::Associate(_)))
    }

    /// The text by which an error message would name it.
    pub fn named(&self) -> Option<&str> {
        match self {
            Self::Allow(product) | Self::Deny(product) => Some(product.as_str()),
            Self::Audience(
                AudienceChange::Associate(principal) | AudienceChange::Disassociate(principal),
            ) => Some(principal.as_str()),
            Self::Requests(_) | Self::Branding(_) | Self::Status(_) => None,
        }
    }
}

impl std::fmt::Display for Atom {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Allow(product) => write!(formatter, "allow {product}"),
            Self::Deny(product) => write!(formatter, "deny {product}"),
            Self::Requests(setting) => write!(formatter, "set requests of users to {setting}"),
            Self::Branding(change) => {
                formatter.write_str(if change.create { "create the branding" } else { "update the branding" })
            }
            Self::Audience(AudienceChange::Associate(principal)) => {
                write!(formatter, "associate {principal}")
            }
            Self::Audience(AudienceChange::Disassociate(principal)) => {
                write!(formatter, "disassociate {principal}")
            }
            Self::Status(status) => write!(formatter, "set the status to {status}"),
        }
    }
}
