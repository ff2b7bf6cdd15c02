//! The fixes: one call that changes something, what must be in place before it, and how a person does the same.

use serde::{Deserialize, Serialize};

use super::prerequisite::{Place, Prerequisite};
use super::service::Service;
use crate::identifier::AccountId;

/// One call of setup that changes something. Each may be repeated: "already there" is success.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// IAM `CreateServiceLinkedRole` with the service's principal.
    CreateRole {
        /// Whose role.
        service: Service,
        /// In which account.
        place: Place,
        /// Its description, where the settings state one.
        description: Option<String>,
    },
    /// License Manager `UpdateServiceSettings` with `EnableIntegration` in us-east-1 of the management account. It is the one
    /// documented way to License Manager's trusted access.
    LinkLicenseManager,
    /// Organizations `EnableAWSServiceAccess`.
    EnableTrustedAccess(Service),
    /// Organizations `RegisterDelegatedAdministrator`.
    RegisterDelegatedAdministrator {
        /// For which service.
        service: Service,
        /// Who.
        account: AccountId,
    },
    /// IAM `UpdateRole`: the description of the purchase-orders role.
    DescribePurchaseOrders {
        /// The role's name, as it was found.
        role: String,
        /// The description.
        description: String,
    },
    /// IAM `DeleteServiceLinkedRole` of the purchase-orders role, followed to the end of its deletion task.
    DeletePurchaseOrders {
        /// The role's name, as it was found.
        role: String,
    },
    /// Organizations `EnablePolicyType` for service control policies.
    EnableServiceControlPolicies {
        /// The root.
        root: String,
    },
    /// Organizations `CreatePolicy` with our owner tag.
    CreateGuardRail {
        /// The policy's text.
        text: String,
        /// The value of the owner tag: the account that the product runs in.
        owner: AccountId,
    },
    /// Organizations `UpdatePolicy`.
    UpdateGuardRail {
        /// The policy.
        policy: String,
        /// Its new text.
        text: String,
    },
    /// Organizations `AttachPolicy`. The policy is known by its name, since it may be made in the same run.
    AttachGuardRail {
        /// The unit or root.
        target: String,
        /// Where it has to be attached before.
        after: Option<String>,
    },
    /// Organizations `DetachPolicy`.
    DetachGuardRail {
        /// The policy.
        policy: String,
        /// The unit, root or account.
        target: String,
    },
    /// Organizations `DeletePolicy`.
    DeleteGuardRail {
        /// The policy.
        policy: String,
    },
}

impl Fix {
    /// What must be in place before, besides what every fix needs ([`NEEDED_BY_ALL`]).
    ///
    /// The order is AWS-FACTS section 10: License Manager's own role, the link (which gives trusted access and makes the role
    /// of the management account), Marketplace license management's trusted access, then its role; of private marketplaces
    /// the role, trusted access, then the delegated administrator.
    pub fn needs(&self) -> Vec<Prerequisite> {
        let management = |service| Prerequisite::Role { service, place: Place::Management };
        match self {
            Self::CreateRole { service, .. } => match service {
                Service::LicenseManagerManagement | Service::LicenseManagerMember => {
                    vec![Prerequisite::Link]
                }
                Service::MarketplaceLicenses => vec![Prerequisite::TrustedAccess(*service)],
                Service::LicenseManager
                | Service::PrivateMarketplace
                | Service::PurchaseOrders
                | Service::ProcurementInsights => vec![],
            },
            Self::LinkLicenseManager => vec![management(Service::LicenseManager)],
            Self::EnableTrustedAccess(Service::MarketplaceLicenses) => vec![Prerequisite::Link],
            Self::EnableTrustedAccess(service) => vec![management(*service)],
            Self::RegisterDelegatedAdministrator { service, .. } => {
                vec![Prerequisite::TrustedAccess(*service)]
            }
            Self::DescribePurchaseOrders { .. }
            | Self::DeletePurchaseOrders { .. }
            | Self::EnableServiceControlPolicies { .. }
            | Self::DetachGuardRail { .. } => vec![],
            Self::CreateGuardRail { .. } | Self::UpdateGuardRail { .. } => {
                vec![Prerequisite::ServiceControlPolicies, Prerequisite::PurchaseRole]
            }
            Self::AttachGuardRail { after, .. } => {
                let mut needed = vec![
                    Prerequisite::ServiceControlPolicies,
                    Prerequisite::PurchaseRole,
                    Prerequisite::GuardRail,
                ];
                // One unit first, and only then everything.
                needed.extend(after.clone().map(Prerequisite::Attached));
                needed
            }
            Self::DeleteGuardRail { .. } => vec![Prerequisite::NotAttachedElsewhere],
        }
    }

    /// What it is to bring about; looking there tells whether it worked.
    pub fn brings(&self) -> Vec<Prerequisite> {
        match self {
            Self::CreateRole { service, place, .. } => {
                vec![Prerequisite::Role { service: *service, place: *place }]
            }
            Self::LinkLicenseManager => {
                vec![Prerequisite::Link, Prerequisite::TrustedAccess(Service::LicenseManager)]
            }
            Self::EnableTrustedAccess(service) => vec![Prerequisite::TrustedAccess(*service)],
            Self::RegisterDelegatedAdministrator { service, .. } => {
                vec![Prerequisite::DelegatedAdministrator(*service)]
            }
            Self::DescribePurchaseOrders { .. } => vec![Prerequisite::PurchaseOrdersDescription],
            Self::DeletePurchaseOrders { .. } => vec![Prerequisite::PurchaseOrdersGone],
            Self::EnableServiceControlPolicies { .. } => vec![Prerequisite::ServiceControlPolicies],
            Self::CreateGuardRail { .. } | Self::UpdateGuardRail { .. } => vec![Prerequisite::GuardRail],
            Self::AttachGuardRail { target, .. } => vec![Prerequisite::Attached(target.clone())],
            Self::DetachGuardRail { .. } => vec![Prerequisite::NotAttachedElsewhere],
            Self::DeleteGuardRail { .. } => vec![Prerequisite::GuardRailGone],
        }
    }

    /// The call, as an IAM policy names it.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::CreateRole { .. } => "iam:CreateServiceLinkedRole",
            Self::LinkLicenseManager => "license-manager:UpdateServiceSettings",
            Self::EnableTrustedAccess(_) => "organizations:EnableAWSServiceAccess",
            Self::RegisterDelegatedAdministrator { .. } => "organizations:RegisterDelegatedAdministrator",
            Self::DescribePurchaseOrders { .. } => "iam:UpdateRole",
            Self::DeletePurchaseOrders { .. } => "iam:DeleteServiceLinkedRole",
            Self::EnableServiceControlPolicies { .. } => "organizations:EnablePolicyType",
            Self::CreateGuardRail { .. } => "organizations:CreatePolicy",
            Self::UpdateGuardRail { .. } => "organizations:UpdatePolicy",
            Self::AttachGuardRail { .. } => "organizations:AttachPolicy",
            Self::DetachGuardRail { .. } => "organizations:DetachPolicy",
            Self::DeleteGuardRail { .. } => "organizations:DeletePolicy",
        }
    }

    /// Where it is done.
    pub fn place(&self) -> Place {
        match self {
            Self::CreateRole { place, .. } => *place,
            _ => Place::Management,
        }
    }
}

/// What every fix needs: nothing is written from the wrong place or into the wrong organization.
pub const NEEDED_BY_ALL: [Prerequisite; 4] = [
    Prerequisite::Region,
    Prerequisite::OwnAccount,
    Prerequisite::AllFeatures,
    Prerequisite::ManagementAccount,
];
