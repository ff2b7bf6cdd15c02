//! What has to be in place, one thing each.

use serde::{Deserialize, Serialize};

use super::service::Service;

/// In which account something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The organization's management account.
    Management,
    /// The account that the product runs in, where that is not the management account.
    Own,
}

/// One thing that has to be in place. The order is the one in which people should look at them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prerequisite {
    /// The worker is in us-east-1, the home Region of every Marketplace license and of Organizations events.
    Region,
    /// The account is in an organization with all features.
    AllFeatures,
    /// The worker is in the account that the settings name.
    OwnAccount,
    /// The organization's management account is the one that the settings name.
    ManagementAccount,
    /// The calling role may make this call. Only an answer of AWS can tell: it is never looked for.
    Permission(String),
    /// A service-linked role exists.
    Role {
        /// Whose.
        service: Service,
        /// Where.
        place: Place,
    },
    /// License Manager is linked with the organization.
    Link,
    /// A service has trusted access to the organization.
    TrustedAccess(Service),
    /// The own account is delegated administrator for a service.
    DelegatedAdministrator(Service),
    /// The purchase-orders role trusts the purchase-orders service and nobody else.
    PurchaseOrdersTrust,
    /// The purchase-orders role has the policy that AWS gave it and no other.
    PurchaseOrdersPolicy,
    /// The purchase-orders role has the description that the settings state.
    PurchaseOrdersDescription,
    /// There is no purchase-orders role (any more).
    PurchaseOrdersGone,
    /// Service control policies are enabled at the root.
    ServiceControlPolicies,
    /// The role that may still buy exists.
    PurchaseRole,
    /// The guard rail exists, is ours and has the text that follows from the settings.
    GuardRail,
    /// The guard rail is attached to this unit or root.
    Attached(String),
    /// The guard rail is attached to nothing else.
    NotAttachedElsewhere,
    /// There is no guard rail (any more).
    GuardRailGone,
}

impl std::fmt::Display for Prerequisite {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Region => write!(formatter, "the Region"),
            Self::AllFeatures => write!(formatter, "the features of the organization"),
            Self::OwnAccount => write!(formatter, "the own account"),
            Self::ManagementAccount => write!(formatter, "the management account"),
            Self::Permission(operation) => write!(formatter, "the permission for {operation}"),
            Self::Role { service, place: Place::Management } => {
                write!(formatter, "the role of {service} in the management account")
            }
            Self::Role { service, place: Place::Own } => {
                write!(formatter, "the role of {service} in the product's own account")
            }
            Self::Link => write!(formatter, "the link of License Manager with the organization"),
            Self::TrustedAccess(service) => write!(formatter, "the trusted access of {service}"),
            Self::DelegatedAdministrator(service) => {
                write!(formatter, "the delegated administrator for {service}")
            }
            Self::PurchaseOrdersTrust => write!(formatter, "the trust of the purchase-orders role"),
            Self::PurchaseOrdersPolicy => write!(formatter, "the policy of the purchase-orders role"),
            Self::PurchaseOrdersDescription => {
                write!(formatter, "the description of the purchase-orders role")
            }
            Self::PurchaseOrdersGone => write!(formatter, "the removal of the purchase-orders role"),
            Self::ServiceControlPolicies => write!(formatter, "service control policies at the root"),
            Self::PurchaseRole => write!(formatter, "the purchase role"),
            Self::GuardRail => write!(formatter, "the guard rail"),
            Self::Attached(target) => write!(formatter, "the guard rail on {target}"),
            Self::NotAttachedElsewhere => write!(formatter, "the guard rail elsewhere"),
            Self::GuardRailGone => write!(formatter, "the removal of the guard rail"),
        }
    }
}
