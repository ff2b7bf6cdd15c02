//! The AWS services whose roles and trusted access we need, with their exact names (AWS-FACTS section 10).

use serde::{Deserialize, Serialize};

/// A service that acts in our accounts through a service-linked role.
///
/// What is not here is not looked at: License Manager's role for Linux subscriptions has nothing to do with grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// License Manager itself.
    LicenseManager,
    /// License Manager in the management account; linking the organization makes its role.
    LicenseManagerManagement,
    /// License Manager in a member account; linking the organization makes its role.
    LicenseManagerMember,
    /// What accepts and activates the licenses of Marketplace purchases.
    MarketplaceLicenses,
    /// Private marketplaces.
    PrivateMarketplace,
    /// Purchase orders of Marketplace invoices.
    PurchaseOrders,
    /// Procurement insights: its trusted access is reported, nothing of ours needs it.
    ProcurementInsights,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::LicenseManager,
        Self::LicenseManagerManagement,
        Self::LicenseManagerMember,
        Self::MarketplaceLicenses,
        Self::PrivateMarketplace,
        Self::PurchaseOrders,
        Self::ProcurementInsights,
    ];

    /// The service principal: who the role trusts, what `CreateServiceLinkedRole` takes as `AWSServiceName`, and the name
    /// of the trusted access where there is one.
    pub fn principal(self) -> &'static str {
        match self {
            Self::LicenseManager => "license-manager.amazonaws.com",
            Self::LicenseManagerManagement => "license-manager.master-account.amazonaws.com",
            Self::LicenseManagerMember => "license-manager.member-account.amazonaws.com",
            Self::MarketplaceLicenses => "license-management.marketplace.amazonaws.com",
            Self::PrivateMarketplace => "private-marketplace.marketplace.amazonaws.com",
            Self::PurchaseOrders => "purchase-orders.marketplace.amazonaws.com",
            Self::ProcurementInsights => "procurement-insights.marketplace.amazonaws.com",
        }
    }

    /// The path to list the role by. A role is known by it and never by its name: AWS's own guides spell some of the names
    /// differently.
    pub fn role_path(self) -> String {
        format!("/aws-service-role/{}/", self.principal())
    }

    /// The role's name as the guide of the service itself has it: for people and for deleting, never for finding it.
    pub fn role_name(self) -> &'static str {
        match self {
            Self::LicenseManager => "AWSServiceRoleForAWSLicenseManagerRole",
            Self::LicenseManagerManagement => "AWSServiceRoleForAWSLicenseManagerMasterAccountRole",
            Self::LicenseManagerMember => "AWSServiceRoleForAWSLicenseManagerMemberAccountRole",
            Self::MarketplaceLicenses => "AWSServiceRoleForMarketplaceLicenseManagement",
            Self::PrivateMarketplace => "AWSServiceRoleForPrivateMarketplaceAdmin",
            Self::PurchaseOrders => "AWSServiceRoleForMarketplacePurchaseOrders",
            Self::ProcurementInsights => "AWSServiceRoleForProcurementInsightsPolicy",
        }
    }
}

impl std::fmt::Display for Service {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::LicenseManager => "License Manager",
            Self::LicenseManagerManagement => "License Manager's management side",
            Self::LicenseManagerMember => "License Manager's member side",
            Self::MarketplaceLicenses => "Marketplace license management",
            Self::PrivateMarketplace => "private marketplaces",
            Self::PurchaseOrders => "Marketplace purchase orders",
            Self::ProcurementInsights => "procurement insights",
        })
    }
}

/// The managed policy of the purchase-orders role: `purchase-orders:ViewPurchaseOrders` and `ModifyPurchaseOrders`.
pub const PURCHASE_ORDERS_POLICY: &str = "AWSMarketplacePurchaseOrdersServiceRolePolicy";
