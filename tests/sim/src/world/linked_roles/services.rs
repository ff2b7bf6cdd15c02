//! The services whose linked roles are simulated, with their exact names (AWS-FACTS 10).

use crate::world::catalog::PRIVATE_MARKETPLACE;
use crate::world::organization::{LICENSE_MANAGER, MARKETPLACE};

/// License Manager in the management account, once it is linked.
pub(crate) const LICENSE_MANAGER_MANAGEMENT: &str = "license-manager.master-account.amazonaws.com";
/// License Manager in the members, once it is linked.
pub(crate) const LICENSE_MANAGER_MEMBER: &str = "license-manager.member-account.amazonaws.com";
/// Purchase orders on AWS Marketplace; has effect in the management account alone.
pub(crate) const PURCHASE_ORDERS: &str = "purchase-orders.marketplace.amazonaws.com";
/// Procurement insights of AWS Marketplace.
pub(crate) const PROCUREMENT_INSIGHTS: &str = "procurement-insights.marketplace.amazonaws.com";

/// A service that has a role of its own in the accounts of its customers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LinkedService {
    /// The service principal.
    pub(crate) principal: &'static str,
    /// The name of its role.
    pub(crate) role: &'static str,
    /// The name of the policy that AWS keeps attached to the role.
    pub(crate) policy: &'static str,
    /// What the policy allows, where AWS says it.
    pub(crate) actions: &'static [&'static str],
}

/// Every simulated service.
pub(crate) const LINKED_SERVICES: [LinkedService; 8] = [
    LinkedService {
        principal: LICENSE_MANAGER,
        role: "AWSServiceRoleForAWSLicenseManagerRole",
        policy: "AWSLicenseManagerServiceRolePolicy",
        actions: &[],
    },
    LinkedService {
        principal: LICENSE_MANAGER_MANAGEMENT,
        role: "AWSServiceRoleForAWSLicenseManagerMasterAccountRole",
        policy: "AWSLicenseManagerMasterAccountRolePolicy",
        actions: &[],
    },
    LinkedService {
        principal: LICENSE_MANAGER_MEMBER,
        role: "AWSServiceRoleForAWSLicenseManagerMemberAccountRole",
        policy: "AWSLicenseManagerMemberAccountRolePolicy",
        actions: &[],
    },
    LinkedService {
        principal: MARKETPLACE,
        role: "AWSServiceRoleForMarketplaceLicenseManagement",
        policy: "AWSMarketplaceLicenseManagementServiceRolePolicy",
        actions: &[
            "organizations:DescribeOrganization",
            "license-manager:ListReceivedGrants",
            "license-manager:ListDistributedGrants",
            "license-manager:GetGrant",
            "license-manager:CreateGrant",
            "license-manager:CreateGrantVersion",
            "license-manager:DeleteGrant",
            "license-manager:AcceptGrant",
        ],
    },
    LinkedService {
        principal: PRIVATE_MARKETPLACE,
        role: "AWSServiceRoleForPrivateMarketplaceAdmin",
        policy: "AWSServiceRoleForPrivateMarketplaceAdminPolicy",
        actions: &[],
    },
    LinkedService {
        principal: PURCHASE_ORDERS,
        role: "AWSServiceRoleForMarketplacePurchaseOrders",
        policy: "AWSMarketplacePurchaseOrdersServiceRolePolicy",
        actions: &["purchase-orders:ViewPurchaseOrders", "purchase-orders:ModifyPurchaseOrders"],
    },
    LinkedService {
        principal: PROCUREMENT_INSIGHTS,
        role: "AWSServiceRoleForProcurementInsightsPolicy",
        policy: "AWSServiceRoleForProcurementInsightsPolicy",
        actions: &[],
    },
    LinkedService {
        principal: "license-manager-linux-subscriptions.amazonaws.com",
        role: "AWSServiceRoleForAWSLicenseManagerLinuxSubscriptionsService",
        policy: "AWSLicenseManagerLinuxSubscriptionsServiceRolePolicy",
        actions: &[],
    },
];

impl LinkedService {
    /// The service behind a principal.
    pub(crate) fn of(principal: &str) -> Option<&'static Self> {
        LINKED_SERVICES.iter().find(|service| service.principal == principal)
    }

    /// The service whose role has this name.
    pub(crate) fn of_role(name: &str) -> Option<&'static Self> {
        LINKED_SERVICES.iter().find(|service| service.role == name)
    }

    /// The path of the role.
    pub(crate) fn path(&self) -> String {
        format!("/aws-service-role/{}/", self.principal)
    }

    /// The ARN of the role in an account.
    pub(crate) fn role_arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:role{}{}", self.path(), self.role)
    }

    /// The ARN of the policy.
    pub(crate) fn policy_arn(&self) -> String {
        format!("arn:aws:iam::aws:policy/aws-service-role/{}", self.policy)
    }
}
