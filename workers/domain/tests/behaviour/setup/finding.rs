//! Each prerequisite that is not in place gives its own finding.

use super::samples::{MANAGEMENT, OTHER, PURCHASING, ROOT, UNIT, account, guard_rail, hub, settings};
use super::world::{World, list};
use domain::setup::finding::{Finding, Id, Severity, findings};
use domain::setup::observed::{Observed, Policy, Read, Role};
use domain::setup::order::plan;
use domain::setup::prerequisite::{Place, Prerequisite};
use domain::setup::scp::Stage;
use domain::setup::service::Service;
use domain::setup::settings::{PurchaseOrders, Settings};

/// The organization after setup.
pub(super) fn green(settings: &Settings) -> World {
    let mut world = World::bare(settings);
    world.roles.insert((Place::Own, Service::LicenseManagerMember), String::new());
    world.trusted.insert(Service::ProcurementInsights);
    for fix in plan(&findings(settings, &world.observe())) {
        world.apply(&fix, settings).unwrap();
    }
    world
}

fn only(settings: &Settings, observed: &Observed) -> Finding {
    let found = findings(settings, observed);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.into_iter().next().unwrap()
}

type Breaking = fn(&mut World);

#[test]
fn each_broken_prerequisite_has_its_own_finding_and_fix() {
    let cases: [(Id, bool, Breaking); 16] = [
        (Id::WrongRegion, false, |world| world.region = "eu-central-1".into()),
        (Id::NotAllFeatures, false, |world| world.all_features = false),
        (Id::OtherManagementAccount, false, |world| world.management = OTHER.into()),
        (Id::LicenseManagerNotLinked, true, |world| world.linked = false),
        (Id::LicenseManagerNotTrusted, true, |world| {
            world.trusted.remove(&Service::LicenseManager);
        }),
        (Id::MarketplaceLicensesNotTrusted, true, |world| {
            world.trusted.remove(&Service::MarketplaceLicenses);
        }),
        (Id::PrivateMarketplaceNotTrusted, true, |world| {
            world.trusted.remove(&Service::PrivateMarketplace);
        }),
        (Id::ProcurementInsightsNotTrusted, false, |world| {
            world.trusted.remove(&Service::ProcurementInsights);
        }),
        (Id::LicenseManagerMemberRoleMissing, false, |world| {
            world.roles.remove(&(Place::Own, Service::LicenseManagerMember));
        }),
        (Id::PurchaseOrdersDescriptionDiffers, true, |world| {
            world.roles.insert((Place::Management, Service::PurchaseOrders), "what is it for?".into());
        }),
        (Id::OtherAdministrator, false, |world| {
            world.administrators.insert(Service::LicenseManager, account(OTHER));
        }),
        (Id::PolicyTypeDisabled, true, |world| world.policies_enabled = false),
        (Id::GuardRailDiffers, true, |world| world.policy.as_mut().unwrap().text = "{}".into()),
        (Id::GuardRailNotAttached, true, |world| {
            world.targets.remove(ROOT);
        }),
        (Id::GuardRailAttachedElsewhere, false, |world| {
            world.targets.insert("ou-ab12-other678".into());
        }),
        (Id::PurchaseRoleMissing, false, |world| world.purchase_role = false),
    ];
    let settings = settings(PURCHASING);
    for (id, fixable, breaking) in cases {
        let mut world = green(&settings);
        breaking(&mut world);
        let found = only(&settings, &world.observe());
        assert_eq!((found.id, found.fix.is_some()), (id, fixable), "{found:#?}");
        assert!(!found.remedy.is_empty() && found.why.ends_with('.'), "{found:#?}");
        assert_eq!(found.fix.is_some(), found.command.is_some() && fixable, "{found:#?}");
    }
}

#[test]
fn each_missing_role_has_its_own_finding() {
    let cases = [
        (Place::Management, Service::LicenseManager, Id::LicenseManagerRoleMissing, MANAGEMENT),
        (
            Place::Management,
            Service::LicenseManagerManagement,
            Id::LicenseManagerManagementRoleMissing,
            MANAGEMENT,
        ),
        (Place::Management, Service::MarketplaceLicenses, Id::MarketplaceLicensesRoleMissing, MANAGEMENT),
        (Place::Own, Service::MarketplaceLicenses, Id::MarketplaceLicensesRoleMissing, PURCHASING),
        (Place::Management, Service::PrivateMarketplace, Id::PrivateMarketplaceRoleMissing, MANAGEMENT),
        (Place::Management, Service::PurchaseOrders, Id::PurchaseOrdersRoleMissing, MANAGEMENT),
    ];
    let settings = settings(PURCHASING);
    for (place, service, id, who) in cases {
        let mut world = green(&settings);
        world.roles.remove(&(place, service));
        let found = only(&settings, &world.observe());
        assert_eq!((found.id, found.account.as_str()), (id, who));
        let command =
            format!("aws iam create-service-linked-role --aws-service-name {}", service.principal());
        assert!(found.command.as_ref().is_some_and(|found| found.starts_with(&command)), "{found:#?}");
    }
}

#[test]
fn each_missing_administrator_has_its_own_finding() {
    let settings = settings(PURCHASING);
    for (service, id) in [
        (Service::LicenseManager, Id::NotLicenseAdministrator),
        (Service::PrivateMarketplace, Id::NotMarketplaceAdministrator),
    ] {
        let mut world = green(&settings);
        world.administrators.remove(&service);
        assert_eq!(only(&settings, &world.observe()).id, id);
    }
    // The management account needs no delegation and cannot have one.
    let in_management = super::samples::settings(MANAGEMENT);
    let wanted = in_management.wanted();
    assert!(!wanted.iter().any(|wanted| matches!(wanted, Prerequisite::DelegatedAdministrator(_))));
}

/// Purchase orders work in the management account only, and their role is AWS's own from trust to policy.
#[test]
fn a_purchase_orders_role_that_somebody_changed_is_told_and_not_touched() {
    let settings = settings(PURCHASING);
    let green = green(&settings).observe();
    let stranger = Role {
        name: Service::PurchaseOrders.role_name().into(),
        description: "Purchase orders, Finance".into(),
        trusts: [Service::PurchaseOrders.principal().into(), "ec2.amazonaws.com".into()].into(),
    };
    let mut trusts = green.clone();
    let roles = trusts.roles.get_mut(&Place::Management).unwrap();
    roles.insert(Service::PurchaseOrders, Read::Known(list(vec![stranger])));
    let mut policy = green;
    policy.purchase_orders_policies = Read::Known(list(vec!["AdministratorAccess".into()]));
    for (observed, id) in
        [(trusts, Id::PurchaseOrdersTrustDiffers), (policy, Id::PurchaseOrdersPolicyDiffers)]
    {
        let found = only(&settings, &observed);
        assert_eq!((found.id, found.fix, found.account.as_str()), (id, None, MANAGEMENT));
    }
}

#[test]
fn what_is_to_go_is_a_finding_as_long_as_it_is_there() {
    let before = settings(PURCHASING);
    let world = green(&before);
    let removed = Settings {
        purchase_orders: PurchaseOrders::Remove,
        guard_rail: Some(guard_rail(Stage::Removed)),
        ..before
    };
    let found = findings(&removed, &world.observe());
    let ids: Vec<Id> = found.iter().map(|finding| finding.id).collect();
    let elsewhere = Id::GuardRailAttachedElsewhere;
    assert_eq!(ids, [Id::PurchaseOrdersRoleLeft, elsewhere, elsewhere, Id::GuardRailLeft]);
}

/// One step back: from the root to the unit where it was tried.
#[test]
fn a_step_back_detaches_the_root_and_keeps_the_unit() {
    let everywhere = settings(PURCHASING);
    let world = green(&everywhere);
    assert_eq!(world.targets, [UNIT.to_owned(), ROOT.to_owned()].into());
    let back = Settings { guard_rail: Some(guard_rail(Stage::Unit)), ..everywhere };
    let found = only(&back, &world.observe());
    assert_eq!(found.id, Id::GuardRailAttachedElsewhere);
    assert!(found.command.unwrap().ends_with("--target-id r-ab12"));
}

/// Nothing of what somebody else made is changed, and nothing is attached that could lock the purchase team out.
#[test]
fn nothing_is_attached_that_is_not_ours_or_exempts_nobody() {
    let settings = settings(PURCHASING);
    let mut not_ours = green(&settings);
    not_ours.policy = Some(Policy { id: "p-theirs123".into(), ours: false, text: "{}".into() });
    not_ours.targets.clear();
    let mut no_role = green(&settings);
    (no_role.policy, no_role.purchase_role) = (None, false);
    no_role.targets.clear();
    for (world, cause) in [(not_ours, Id::GuardRailNotOurs), (no_role, Id::PurchaseRoleMissing)] {
        let found = findings(&settings, &world.observe());
        assert!(plan(&found).is_empty(), "{found:#?}");
        let waiting = found.iter().filter(|finding| finding.waits_for.is_some());
        assert!(waiting.clone().count() >= 2);
        assert!(found.iter().any(|finding| finding.id == cause));
    }
}

#[test]
fn without_a_role_in_the_management_account_its_part_is_told_and_not_done() {
    let settings = Settings { acts_in_management: false, ..settings(PURCHASING) };
    let found = findings(&settings, &World::bare(&settings).observe());
    assert!(plan(&found).is_empty());
    assert!(found.iter().filter(|finding| finding.account.as_str() == MANAGEMENT).count() > 10);
    assert!(found.iter().any(|finding| finding.command.is_some()));
}

/// P5: nothing at all was read.
#[test]
fn what_nobody_asked_for_is_not_readable() {
    let found = findings(&hub(), &Observed::default());
    assert_eq!(found.len(), hub().wanted().len());
    assert!(found.iter().all(|finding| finding.id == Id::NotReadable && finding.fix.is_none()));
    assert_eq!(found.iter().map(|finding| finding.severity).max(), Some(Severity::Information));
}

#[test]
fn codes_are_unique_and_in_order() {
    let codes: Vec<&str> = Id::ALL.iter().map(|id| id.code()).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
    for id in Id::ALL {
        assert_eq!(serde_json::to_string(id).unwrap(), format!("\"{id}\""));
    }
}
