//! A tiny organization: what setup sees of it, and what each fix does to it or why AWS would refuse.

use std::collections::{BTreeMap, BTreeSet};

use super::samples::{MANAGEMENT, account};
use domain::identifier::AccountId;
use domain::observation::Complete;
use domain::setup::fix::Fix;
use domain::setup::observed::{FeatureSet, Observed, Organization, Policy, Read, Role};
use domain::setup::prerequisite::Place;
use domain::setup::service::{PURCHASE_ORDERS_POLICY, Service};
use domain::setup::settings::Settings;

/// Everything that setup looks at.
#[derive(Debug, Clone, Default)]
pub(super) struct World {
    pub(super) region: String,
    pub(super) account: String,
    pub(super) all_features: bool,
    pub(super) management: String,
    pub(super) linked: bool,
    pub(super) trusted: BTreeSet<Service>,
    pub(super) roles: BTreeMap<(Place, Service), String>,
    pub(super) administrators: BTreeMap<Service, AccountId>,
    pub(super) policies_enabled: bool,
    pub(super) policy: Option<Policy>,
    pub(super) targets: BTreeSet<String>,
    pub(super) purchase_role: bool,
    /// Which reads fail, by their place in [`World::observe`].
    pub(super) unread: BTreeSet<u8>,
}

pub(super) const READS: u8 = 12;

impl World {
    /// An organization in which nothing was ever set up but the role that is to buy.
    pub(super) fn bare(settings: &Settings) -> Self {
        Self {
            region: "us-east-1".into(),
            account: settings.account.to_string(),
            all_features: true,
            management: MANAGEMENT.into(),
            purchase_role: true,
            ..Self::default()
        }
    }

    pub(super) fn observe(&self) -> Observed {
        let features = if self.all_features { FeatureSet::All } else { FeatureSet::ConsolidatedBilling };
        let organization =
            Organization { management_account: account(&self.management), feature_set: features };
        let trusted = self.trusted.iter().map(|service| service.principal().to_owned()).collect();
        let roles = |place| {
            Service::ALL.map(|service| {
                let role = self.roles.get(&(place, service)).map(|description| Role {
                    name: service.role_name().into(),
                    description: description.clone(),
                    trusts: [service.principal().to_owned()].into(),
                });
                (service, self.read(2, list(role.into_iter().collect())))
            })
        };
        let administrators = Service::ALL.map(|service| {
            (service, self.read(3, list(self.administrators.get(&service).cloned().into_iter().collect())))
        });
        Observed {
            region: self.read(0, self.region.clone()),
            account: self.read(11, account(&self.account)),
            organization: self.read(1, Some(organization)),
            trusted_access: self.read(4, list(trusted)),
            linked: self.read(5, self.linked),
            roles: [
                (Place::Management, roles(Place::Management).into()),
                (Place::Own, roles(Place::Own).into()),
            ]
            .into(),
            delegated_administrators: administrators.into(),
            purchase_orders_policies: self.read(6, list(vec![PURCHASE_ORDERS_POLICY.to_owned()])),
            purchase_orders_deletion: Read::NotAsked,
            service_control_policies: self.read(7, self.policies_enabled),
            guard_rail: self.read(8, self.policy.clone()),
            guard_rail_targets: self.read(9, list(self.targets.iter().cloned().collect())),
            purchase_role: self.read(10, self.purchase_role),
        }
    }

    fn read<T>(&self, number: u8, value: T) -> Read<T> {
        if self.unread.contains(&number) { Read::Unread("AccessDenied".into()) } else { Read::Known(value) }
    }

    /// Applies a fix as AWS would; a refusal is an order that AWS-FACTS section 10 forbids.
    pub(super) fn apply(&mut self, fix: &Fix, settings: &Settings) -> Result<(), String> {
        let management = |service| (Place::Management, service);
        let need =
            |holds: bool, what: &str| if holds { Ok(()) } else { Err(format!("{fix:?} without {what}")) };
        need(self.region == "us-east-1", "the Region")?;
        need(self.account == settings.account.as_str(), "the right account")?;
        need(self.all_features, "all features")?;
        need(self.management == settings.management_account.as_str(), "the right organization")?;
        match fix {
            Fix::CreateRole { service, place, description } => {
                match service {
                    Service::LicenseManagerManagement | Service::LicenseManagerMember => {
                        need(self.linked, "the link")?;
                    }
                    Service::MarketplaceLicenses => need(self.trusted.contains(service), "trusted access")?,
                    Service::PurchaseOrders => {
                        need(*place == Place::Management, "the management account")?;
                    }
                    _ => {}
                }
                self.roles.entry((*place, *service)).or_insert(description.clone().unwrap_or_default());
            }
            Fix::LinkLicenseManager => {
                need(self.roles.contains_key(&management(Service::LicenseManager)), "its role")?;
                self.linked = true;
                self.trusted.insert(Service::LicenseManager);
                self.roles.entry(management(Service::LicenseManagerManagement)).or_default();
            }
            Fix::EnableTrustedAccess(service) => {
                match service {
                    Service::MarketplaceLicenses => need(self.linked, "the link")?,
                    Service::PrivateMarketplace => {
                        need(self.roles.contains_key(&management(*service)), "its role")?;
                    }
                    other => return Err(format!("{other} is not enabled this way")),
                }
                self.trusted.insert(*service);
            }
            Fix::RegisterDelegatedAdministrator { service, account } => {
                need(self.trusted.contains(service), "trusted access")?;
                need(account.as_str() != self.management, "another account than the management account")?;
                need(!self.administrators.contains_key(service), "a free place")?;
                self.administrators.insert(*service, account.clone());
            }
            Fix::DescribePurchaseOrders { description, .. } => {
                let role = self.roles.get_mut(&management(Service::PurchaseOrders));
                *role.ok_or("no role to describe")? = description.clone();
            }
            Fix::DeletePurchaseOrders { .. } => {
                self.roles.remove(&management(Service::PurchaseOrders)).ok_or("no role to delete")?;
            }
            Fix::EnableServiceControlPolicies { .. } => self.policies_enabled = true,
            _ => return self.apply_to_guard_rail(fix, settings),
        }
        Ok(())
    }

    fn apply_to_guard_rail(&mut self, fix: &Fix, settings: &Settings) -> Result<(), String> {
        let need =
            |holds: bool, what: &str| if holds { Ok(()) } else { Err(format!("{fix:?} without {what}")) };
        let enabled = self.policies_enabled;
        match fix {
            Fix::CreateGuardRail { text, owner } => {
                need(enabled && self.purchase_role, "policies or purchase role")?;
                need(self.policy.is_none() && *owner == settings.account, "a free name")?;
                self.policy = Some(Policy { id: "p-guardrail1".into(), ours: true, text: text.clone() });
            }
            Fix::UpdateGuardRail { text, .. } => {
                need(self.purchase_role, "the purchase role")?;
                let policy = self.policy.as_mut().filter(|policy| policy.ours).ok_or("no policy of ours")?;
                policy.text.clone_from(text);
            }
            Fix::AttachGuardRail { target, after } => {
                need(enabled && self.purchase_role, "policies or purchase role")?;
                need(self.policy.as_ref().is_some_and(|policy| policy.ours), "a policy of ours")?;
                need(after.iter().all(|after| self.targets.contains(after)), "the unit first")?;
                self.targets.insert(target.clone());
            }
            Fix::DetachGuardRail { target, .. } => {
                need(self.policy.as_ref().is_some_and(|policy| policy.ours), "a policy of ours")?;
                need(self.targets.remove(target), "an attachment")?;
            }
            Fix::DeleteGuardRail { .. } => {
                need(self.targets.is_empty(), "being detached everywhere")?;
                self.policy.take().filter(|policy| policy.ours).ok_or("no policy of ours")?;
            }
            other => return Err(format!("{other:?} is not about the guard rail")),
        }
        Ok(())
    }
}

pub(super) fn list<T>(items: Vec<T>) -> Complete<T> {
    Complete::found_otherwise(items)
}
