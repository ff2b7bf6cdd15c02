//! The names of the findings. They are stable: runbooks, mails and approvals refer to them.

use serde::{Deserialize, Serialize};

/// Defines the ids with their codes.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)+) => {
        /// What kind of finding it is. A code is never used for anything else.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Id {
            $($(#[$doc])* #[serde(rename = $code)] $name,)+
        }

        impl Id {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }
        }
    };
}

ids! {
    /// The worker is not in us-east-1, where alone grants can be made (AWS-FACTS section 1.5).
    WrongRegion = "SETUP-001",
    /// No organization, or one without all features (sections 3.1, 6).
    NotAllFeatures = "SETUP-002",
    /// Another management account than the settings name.
    OtherManagementAccount = "SETUP-003",
    /// AWS refused a call for want of a permission (section 4).
    PermissionMissing = "SETUP-004",
    /// Something could not be read: it may be in place or not.
    NotReadable = "SETUP-005",
    /// The worker is in another account than the settings name.
    OtherAccount = "SETUP-006",
    /// License Manager is not linked with the organization (section 2.6).
    LicenseManagerNotLinked = "SETUP-010",
    /// License Manager has no trusted access; `CreateGrant` is refused (section 3.1).
    LicenseManagerNotTrusted = "SETUP-011",
    /// Marketplace license management has no trusted access (sections 3.1, 10).
    MarketplaceLicensesNotTrusted = "SETUP-012",
    /// Private marketplaces have no trusted access (section 10).
    PrivateMarketplaceNotTrusted = "SETUP-013",
    /// Procurement insights have no trusted access; nothing of ours needs it (section 10).
    ProcurementInsightsNotTrusted = "SETUP-014",
    /// License Manager's own role is missing (section 10).
    LicenseManagerRoleMissing = "SETUP-020",
    /// License Manager's role of the management account is missing (section 10).
    LicenseManagerManagementRoleMissing = "SETUP-021",
    /// License Manager's role of a member account is missing; reported, not required (section 10).
    LicenseManagerMemberRoleMissing = "SETUP-022",
    /// The role that accepts and activates purchases is missing (sections 3.1, 10).
    MarketplaceLicensesRoleMissing = "SETUP-023",
    /// The role of private marketplaces is missing (section 10).
    PrivateMarketplaceRoleMissing = "SETUP-024",
    /// The role of purchase orders is missing (section 10).
    PurchaseOrdersRoleMissing = "SETUP-030",
    /// The role of purchase orders trusts somebody else.
    PurchaseOrdersTrustDiffers = "SETUP-031",
    /// The role of purchase orders has another policy than AWS's own (section 10).
    PurchaseOrdersPolicyDiffers = "SETUP-032",
    /// The role of purchase orders is described otherwise than wished.
    PurchaseOrdersDescriptionDiffers = "SETUP-033",
    /// The role of purchase orders is still there and is not wanted any more (section 10).
    PurchaseOrdersRoleLeft = "SETUP-034",
    /// The account that shares licenses is no delegated administrator (section 6).
    NotLicenseAdministrator = "SETUP-040",
    /// The account that changes experiences is no delegated administrator (section 9.5).
    NotMarketplaceAdministrator = "SETUP-041",
    /// Somebody else is delegated administrator, and there is only one (section 6).
    OtherAdministrator = "SETUP-042",
    /// Service control policies are not enabled at the root (section 4.2).
    PolicyTypeDisabled = "SETUP-050",
    /// There is no guard rail (section 7.6).
    GuardRailMissing = "SETUP-051",
    /// The guard rail says something else than the settings make of it (section 7.6).
    GuardRailDiffers = "SETUP-052",
    /// The guard rail is not attached where it should be.
    GuardRailNotAttached = "SETUP-053",
    /// The guard rail is attached where it should not be.
    GuardRailAttachedElsewhere = "SETUP-054",
    /// The guard rail is still there and is not wanted any more.
    GuardRailLeft = "SETUP-055",
    /// A policy of the guard rail's name is somebody else's.
    GuardRailNotOurs = "SETUP-056",
    /// The role that may still buy does not exist: with the guard rail nobody could buy.
    PurchaseRoleMissing = "SETUP-057",
    /// Of the settings no guard rail can be made (section 7.4).
    GuardRailInvalid = "SETUP-058",
}

impl std::fmt::Display for Id {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code())
    }
}
