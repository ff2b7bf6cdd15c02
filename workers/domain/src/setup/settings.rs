//! What is to be set up, and so which prerequisites are wanted.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::prerequisite::{Place, Prerequisite};
use super::scp::{GuardRail, Stage};
use super::service::Service;
use crate::identifier::AccountId;

/// The settings of setup in one account. They come from the deployment, so they are small and say no more than it knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The account that the product runs in.
    pub account: AccountId,
    /// The management account of its organization. What is observed has to agree before anything is written.
    pub management_account: AccountId,
    /// Whether setup holds a role in the management account. Without it, what is to be done there is told and not done.
    #[serde(default)]
    pub acts_in_management: bool,
    /// What runs here.
    pub sides: BTreeSet<Side>,
    /// What becomes of the purchase-orders role.
    #[serde(default)]
    pub purchase_orders: PurchaseOrders,
    /// The guard rail around buying; absent: it is not looked at.
    #[serde(default)]
    pub guard_rail: Option<GuardRail>,
}

/// A part of the product that runs in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Shares licenses: the account that holds the agreements.
    Hub,
    /// Publishes the experiences that others follow.
    Publisher,
    /// Follows published experiences, in an organization of its own.
    Member,
}

/// What becomes of the purchase-orders role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PurchaseOrders {
    /// It is not looked at.
    #[default]
    Leave,
    /// It exists, so that people can give a purchase order with a Marketplace purchase.
    Integrate {
        /// Its description; absent: whatever it is.
        description: Option<String>,
    },
    /// It does not exist.
    Remove,
}

impl Settings {
    /// Whether this is the management account.
    pub fn in_management(&self) -> bool {
        self.account == self.management_account
    }

    /// Which account a place is.
    pub fn account_of(&self, place: Place) -> &AccountId {
        match place {
            Place::Management => &self.management_account,
            Place::Own => &self.account,
        }
    }

    /// The settings as a run has them that is to remove the guard rail: it looks at nothing else. `None`: there is none.
    pub fn without_guard_rail(&self) -> Option<Self> {
        let guard_rail = GuardRail { stage: Stage::Removed, ..self.guard_rail.clone()? };
        Some(Self {
            sides: BTreeSet::new(),
            purchase_orders: PurchaseOrders::Leave,
            guard_rail: Some(guard_rail),
            ..self.clone()
        })
    }

    /// Whether setup may write in an account.
    pub fn reaches(&self, account: &AccountId) -> bool {
        *account == self.account || (self.acts_in_management && *account == self.management_account)
    }

    /// Every prerequisite of what is to be set up.
    pub fn wanted(&self) -> BTreeSet<Prerequisite> {
        let mut wanted = BTreeSet::from([
            Prerequisite::Region,
            Prerequisite::OwnAccount,
            Prerequisite::AllFeatures,
            Prerequisite::ManagementAccount,
        ]);
        if self.sides.contains(&Side::Hub) {
            wanted.extend(self.sharing());
        }
        if self.sides.contains(&Side::Publisher) || self.sides.contains(&Side::Member) {
            wanted.extend(self.experiences());
        }
        wanted.extend(self.purchase_orders());
        if let Some(guard_rail) = &self.guard_rail {
            wanted.extend(governed(guard_rail));
        }
        wanted
    }

    /// Sharing licenses (AWS-FACTS sections 3.1, 6, 10).
    fn sharing(&self) -> Vec<Prerequisite> {
        let here = |service| Prerequisite::Role { service, place: Place::Management };
        let mut wanted = vec![
            here(Service::LicenseManager),
            Prerequisite::Link,
            Prerequisite::TrustedAccess(Service::LicenseManager),
            here(Service::LicenseManagerManagement),
            Prerequisite::TrustedAccess(Service::MarketplaceLicenses),
            here(Service::MarketplaceLicenses),
            Prerequisite::TrustedAccess(Service::ProcurementInsights),
        ];
        if !self.in_management() {
            wanted.extend([
                Prerequisite::Role { service: Service::LicenseManagerMember, place: Place::Own },
                Prerequisite::Role { service: Service::MarketplaceLicenses, place: Place::Own },
                Prerequisite::DelegatedAdministrator(Service::LicenseManager),
            ]);
        }
        wanted
    }

    /// Private marketplaces, on either side (AWS-FACTS sections 9.5, 10).
    fn experiences(&self) -> Vec<Prerequisite> {
        let mut wanted = vec![
            Prerequisite::Role { service: Service::PrivateMarketplace, place: Place::Management },
            Prerequisite::TrustedAccess(Service::PrivateMarketplace),
        ];
        if !self.in_management() {
            wanted.push(Prerequisite::DelegatedAdministrator(Service::PrivateMarketplace));
        }
        wanted
    }

    /// Purchase orders: a role in the management account, and no trusted access that is documented (AWS-FACTS section 14).
    fn purchase_orders(&self) -> Vec<Prerequisite> {
        match &self.purchase_orders {
            PurchaseOrders::Leave => vec![],
            PurchaseOrders::Remove => vec![Prerequisite::PurchaseOrdersGone],
            PurchaseOrders::Integrate { description } => {
                let role = Prerequisite::Role { service: Service::PurchaseOrders, place: Place::Management };
                let mut wanted =
                    vec![role, Prerequisite::PurchaseOrdersTrust, Prerequisite::PurchaseOrdersPolicy];
                wanted.extend(description.is_some().then_some(Prerequisite::PurchaseOrdersDescription));
                wanted
            }
        }
    }
}

/// The guard rail: the role that may still buy before the policy, the policy before its attachments.
fn governed(guard_rail: &GuardRail) -> Vec<Prerequisite> {
    if guard_rail.stage == Stage::Removed {
        return vec![Prerequisite::NotAttachedElsewhere, Prerequisite::GuardRailGone];
    }
    let mut wanted = vec![
        Prerequisite::ServiceControlPolicies,
        Prerequisite::PurchaseRole,
        Prerequisite::GuardRail,
        Prerequisite::NotAttachedElsewhere,
    ];
    wanted.extend(guard_rail.targets().into_iter().map(Prerequisite::Attached));
    wanted
}
