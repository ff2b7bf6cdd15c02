//! Whether one prerequisite is in place.

use std::collections::BTreeSet;

use super::id::Id;
use crate::identifier::AccountId;
use crate::setup::fix::Fix;
use crate::setup::observed::{FeatureSet, Observed, Read};
use crate::setup::prerequisite::{Place, Prerequisite};
use crate::setup::service::{PURCHASE_ORDERS_POLICY, Service};
use crate::setup::settings::{PurchaseOrders, Settings};

/// The home Region of Marketplace licenses, and the only one with Organizations events.
pub(in crate::setup) const HOME_REGION: &str = "us-east-1";

/// What is known of one prerequisite.
pub(in crate::setup) enum Judgement {
    /// Nobody asked.
    NotAsked,
    /// It was asked for and not read: nobody knows.
    Unread(String),
    /// What is not as it should be; empty: it is in place.
    Known(Vec<Broken>),
}

/// One thing that is not as it should be.
pub(in crate::setup) struct Broken {
    pub(in crate::setup) id: Id,
    /// What was seen.
    pub(in crate::setup) what: String,
    /// The call that puts it right, if one does.
    pub(in crate::setup) fix: Option<Fix>,
}

/// Judges one prerequisite.
pub(in crate::setup) fn judge(wanted: &Prerequisite, settings: &Settings, observed: &Observed) -> Judgement {
    match wanted {
        Prerequisite::Region => known(&observed.region, |region| {
            let what = format!("the worker is in {region}, not in {HOME_REGION}");
            unless(region == HOME_REGION, Id::WrongRegion, what, None)
        }),
        Prerequisite::OwnAccount => known(&observed.account, |account| {
            let what = format!("the worker is in {account}, the settings name {}", settings.account);
            unless(*account == settings.account, Id::OtherAccount, what, None)
        }),
        Prerequisite::AllFeatures => known(&observed.organization, |organization| {
            let what = match organization {
                None => format!("{} is in no organization", settings.account),
                Some(organization) => {
                    format!("the organization has the feature set {}", organization.feature_set)
                }
            };
            let all =
                organization.as_ref().is_some_and(|organization| organization.feature_set == FeatureSet::All);
            unless(all, Id::NotAllFeatures, what, None)
        }),
        Prerequisite::ManagementAccount => known(&observed.organization, |organization| {
            // Without an organization there is nothing to compare; that is a finding of its own.
            let found = organization.as_ref().map(|organization| &organization.management_account);
            let what = format!(
                "the management account is {}, the settings name {}",
                found.map_or("unknown", AccountId::as_str),
                settings.management_account
            );
            unless(
                found.is_none_or(|found| *found == settings.management_account),
                Id::OtherManagementAccount,
                what,
                None,
            )
        }),
        Prerequisite::Permission(_) => Judgement::NotAsked,
        Prerequisite::Role { service, place } => role(*service, *place, settings, observed),
        Prerequisite::Link => known(&observed.linked, |linked| {
            let what = "License Manager is not linked with the organization".to_owned();
            unless(*linked, Id::LicenseManagerNotLinked, what, Some(Fix::LinkLicenseManager))
        }),
        Prerequisite::TrustedAccess(service) => known(&observed.trusted_access, |trusted| {
            let Some((id, fix)) = trusted_access(*service) else { return vec![] };
            let what = format!("there is no trusted access for {service} ({})", service.principal());
            unless(trusted.items().iter().any(|principal| principal == service.principal()), id, what, fix)
        }),
        Prerequisite::DelegatedAdministrator(service) => {
            known(observed.administrators_of(*service), |administrators| {
                administrator(*service, &settings.account, administrators.items())
            })
        }
        Prerequisite::PurchaseOrdersTrust
        | Prerequisite::PurchaseOrdersPolicy
        | Prerequisite::PurchaseOrdersDescription
        | Prerequisite::PurchaseOrdersGone => purchase_orders(wanted, settings, observed),
        _ => super::governed::judge(wanted, settings, observed),
    }
}

/// What follows from something that was read.
pub(in crate::setup) fn known<T>(read: &Read<T>, judge: impl FnOnce(&T) -> Vec<Broken>) -> Judgement {
    match read {
        Read::NotAsked => Judgement::NotAsked,
        Read::Unread(why) => Judgement::Unread(why.clone()),
        Read::Known(value) => Judgement::Known(judge(value)),
    }
}

/// Nothing, or the one thing that is broken.
pub(in crate::setup) fn unless(holds: bool, id: Id, what: String, fix: Option<Fix>) -> Vec<Broken> {
    if holds { vec![] } else { vec![Broken { id, what, fix }] }
}

fn role(service: Service, place: Place, settings: &Settings, observed: &Observed) -> Judgement {
    let id = match service {
        Service::LicenseManager => Id::LicenseManagerRoleMissing,
        Service::LicenseManagerManagement => Id::LicenseManagerManagementRoleMissing,
        Service::LicenseManagerMember => Id::LicenseManagerMemberRoleMissing,
        Service::MarketplaceLicenses => Id::MarketplaceLicensesRoleMissing,
        Service::PrivateMarketplace => Id::PrivateMarketplaceRoleMissing,
        Service::PurchaseOrders => Id::PurchaseOrdersRoleMissing,
        // Reported by its trusted access; its role is nobody's concern here.
        Service::ProcurementInsights => return Judgement::Known(vec![]),
    };
    let description = match (service, &settings.purchase_orders) {
        (Service::PurchaseOrders, PurchaseOrders::Integrate { description }) => description.clone(),
        _ => None,
    };
    let fix = Fix::CreateRole { service, place, description };
    known(observed.roles_of(place, service), |roles| {
        let account = settings.account_of(place);
        let what = format!("{account} has no role below {}", service.role_path());
        // Linking makes the member roles; that they are missing is told and does not stop anything.
        let fix = (service != Service::LicenseManagerMember).then_some(fix);
        unless(!roles.items().is_empty(), id, what, fix)
    })
}

/// What a missing trusted access is called, and what brings it. License Manager's own comes with the link and no other way
/// is documented.
fn trusted_access(service: Service) -> Option<(Id, Option<Fix>)> {
    match service {
        Service::LicenseManager => Some((Id::LicenseManagerNotTrusted, Some(Fix::LinkLicenseManager))),
        Service::MarketplaceLicenses => {
            Some((Id::MarketplaceLicensesNotTrusted, Some(Fix::EnableTrustedAccess(service))))
        }
        Service::PrivateMarketplace => {
            Some((Id::PrivateMarketplaceNotTrusted, Some(Fix::EnableTrustedAccess(service))))
        }
        Service::ProcurementInsights => Some((Id::ProcurementInsightsNotTrusted, None)),
        // They have none (purchase orders: none documented), or it is reported with License Manager's.
        Service::LicenseManagerManagement | Service::LicenseManagerMember | Service::PurchaseOrders => None,
    }
}

fn administrator(service: Service, account: &AccountId, administrators: &[AccountId]) -> Vec<Broken> {
    if administrators.contains(account) {
        return vec![];
    }
    let others: BTreeSet<&str> = administrators.iter().map(AccountId::as_str).collect();
    if others.is_empty() {
        let id = if service == Service::PrivateMarketplace {
            Id::NotMarketplaceAdministrator
        } else {
            Id::NotLicenseAdministrator
        };
        let what = format!("{account} is not delegated administrator for {service}");
        let fix = Fix::RegisterDelegatedAdministrator { service, account: account.clone() };
        return vec![Broken { id, what, fix: Some(fix) }];
    }
    let others = others.into_iter().collect::<Vec<_>>().join(", ");
    let what = format!("{others} is delegated administrator for {service}, not {account}");
    vec![Broken { id: Id::OtherAdministrator, what, fix: None }]
}

/// The role of purchase orders, beyond that it exists. Of a role that does not exist there is nothing to say but that.
fn purchase_orders(wanted: &Prerequisite, settings: &Settings, observed: &Observed) -> Judgement {
    let roles = observed.roles_of(Place::Management, Service::PurchaseOrders);
    if *wanted == Prerequisite::PurchaseOrdersPolicy
        && !matches!(roles, Read::Known(roles) if roles.items().is_empty())
    {
        return known(&observed.purchase_orders_policies, |policies| {
            let mut found = policies.items().to_vec();
            found.sort();
            let what = format!("the policies of the purchase-orders role are: {}", found.join(", "));
            unless(found == [PURCHASE_ORDERS_POLICY], Id::PurchaseOrdersPolicyDiffers, what, None)
        });
    }
    known(roles, |roles| {
        let judged = roles.items().iter().map(|role| match wanted {
            Prerequisite::PurchaseOrdersTrust => {
                let trusts: Vec<&str> = role.trusts.iter().map(String::as_str).collect();
                let what = format!("{} trusts: {}", role.name, trusts.join(", "));
                let only = trusts == [Service::PurchaseOrders.principal()];
                unless(only, Id::PurchaseOrdersTrustDiffers, what, None)
            }
            Prerequisite::PurchaseOrdersDescription => described(role, settings),
            Prerequisite::PurchaseOrdersGone => {
                let fix = Fix::DeletePurchaseOrders { role: role.name.clone() };
                let what = format!("{} is still there", role.name);
                unless(false, Id::PurchaseOrdersRoleLeft, what, Some(fix))
            }
            _ => vec![],
        });
        judged.flatten().collect()
    })
}

fn described(role: &crate::setup::observed::Role, settings: &Settings) -> Vec<Broken> {
    let PurchaseOrders::Integrate { description: Some(description) } = &settings.purchase_orders else {
        return vec![];
    };
    let what = format!("{} is described as `{}`, wanted is `{description}`", role.name, role.description);
    let fix = Fix::DescribePurchaseOrders { role: role.name.clone(), description: description.clone() };
    unless(role.description == *description, Id::PurchaseOrdersDescriptionDiffers, what, Some(fix))
}
