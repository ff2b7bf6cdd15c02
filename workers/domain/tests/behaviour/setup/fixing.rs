//! What happens after a fix was called, and what AWS's refusals mean.

use super::finding::green;
use super::samples::{PURCHASING, ROOT, UNIT, account, guard_rail, settings};
use super::world::World;
use domain::setup::finding::findings;
use domain::setup::fix::Fix;
use domain::setup::next::{DELETION_LOOKS_MAX, LOOKS_MAX, Next, next_step, wait_seconds};
use domain::setup::observed::{Deletion, DeletionStatus, Observed, Read};
use domain::setup::order::plan;
use domain::setup::prerequisite::Place;
use domain::setup::refusal::{Meaning, meaning};
use domain::setup::scp::Stage;
use domain::setup::service::Service;
use domain::setup::settings::{PurchaseOrders, Settings};

fn role(service: Service) -> Fix {
    Fix::CreateRole { service, place: Place::Management, description: None }
}

#[test]
fn a_bare_organization_is_set_up_in_the_order_of_the_guides() {
    let settings = settings(PURCHASING);
    let plan = plan(&findings(&settings, &World::bare(&settings).observe()));
    let at = |wanted: &Fix| plan.iter().position(|fix| fix == wanted).unwrap();
    let administrator =
        |service| Fix::RegisterDelegatedAdministrator { service, account: account(PURCHASING) };
    let chains = [
        vec![
            role(Service::LicenseManager),
            Fix::LinkLicenseManager,
            Fix::EnableTrustedAccess(Service::MarketplaceLicenses),
            role(Service::MarketplaceLicenses),
        ],
        vec![Fix::LinkLicenseManager, role(Service::LicenseManagerManagement)],
        vec![Fix::LinkLicenseManager, administrator(Service::LicenseManager)],
        vec![
            role(Service::PrivateMarketplace),
            Fix::EnableTrustedAccess(Service::PrivateMarketplace),
            administrator(Service::PrivateMarketplace),
        ],
        vec![
            Fix::EnableServiceControlPolicies { root: ROOT.into() },
            Fix::AttachGuardRail { target: UNIT.into(), after: None },
            Fix::AttachGuardRail { target: ROOT.into(), after: Some(UNIT.into()) },
        ],
    ];
    for chain in chains {
        assert!(chain.windows(2).all(|pair| at(&pair[0]) < at(&pair[1])), "{chain:#?} in {plan:#?}");
    }
}

/// The root is a decision of its own: a guard rail that nobody said more about reaches one unit.
#[test]
fn the_guard_rail_reaches_one_unit_until_somebody_says_more() {
    let mut settings = settings(PURCHASING);
    settings.guard_rail = Some(guard_rail(Stage::default()));
    let plan = plan(&findings(&settings, &World::bare(&settings).observe()));
    let attached: Vec<&Fix> = plan.iter().filter(|fix| matches!(fix, Fix::AttachGuardRail { .. })).collect();
    assert_eq!(attached, [&Fix::AttachGuardRail { target: UNIT.into(), after: None }]);
}

#[test]
fn a_fix_is_done_when_it_shows_and_not_before_the_wait() {
    let settings = settings(PURCHASING);
    let seen = green(&settings).observe();
    for (fix, seconds) in [
        (role(Service::MarketplaceLicenses), 180),
        (Fix::EnableTrustedAccess(Service::PrivateMarketplace), 60),
        (Fix::LinkLicenseManager, 10),
    ] {
        assert_eq!(next_step(&settings, &fix, &seen, 0), Next::Wait { seconds });
        assert_eq!(next_step(&settings, &fix, &seen, 1), Next::Done);
    }
}

#[test]
fn a_fix_that_never_shows_fails_in_the_end_with_what_to_do() {
    let settings = settings(PURCHASING);
    let fix = Fix::LinkLicenseManager;
    let bare = World::bare(&settings).observe();
    // Not looking, and not being able to look, are never "done".
    let dark = Observed { linked: Read::Unread("AccessDenied".into()), ..green(&settings).observe() };
    for seen in [&bare, &dark, &Observed::default()] {
        for looks in 1..LOOKS_MAX {
            assert_eq!(next_step(&settings, &fix, seen, looks), Next::Wait { seconds: 30 });
        }
        let Next::Failed { reason } = next_step(&settings, &fix, seen, LOOKS_MAX) else { panic!() };
        assert!(reason.ends_with("run setup again"), "{reason}");
    }
    let waited: u32 = (0..LOOKS_MAX).map(|looks| wait_seconds(&fix, looks)).sum();
    assert!((500..700).contains(&waited));
}

fn deletion(status: &str) -> Read<Deletion> {
    Read::Known(Deletion {
        status: DeletionStatus::from(status),
        reason: "the role is in use".into(),
        usage: [("us-east-1".to_owned(), vec!["invoice/1".to_owned(), "invoice/2".to_owned()])].into(),
    })
}

#[test]
fn a_deletion_is_followed_to_the_end_of_its_task() {
    let settings = Settings { purchase_orders: PurchaseOrders::Remove, ..settings(PURCHASING) };
    let fix = Fix::DeletePurchaseOrders { role: Service::PurchaseOrders.role_name().into() };
    let mut world = World::bare(&settings);
    world.roles.insert((Place::Management, Service::PurchaseOrders), String::new());
    let with = |world: &World, task| Observed { purchase_orders_deletion: task, ..world.observe() };
    // A task that has succeeded while the role still shows is an eventually consistent listing.
    for task in ["NOT_STARTED", "IN_PROGRESS", "SUCCEEDED", "PAUSED"].map(deletion) {
        let seen = with(&world, task);
        assert_eq!(next_step(&settings, &fix, &seen, 1), Next::Wait { seconds: 30 });
        let end = next_step(&settings, &fix, &seen, DELETION_LOOKS_MAX);
        assert!(matches!(end, Next::Failed { .. }));
    }
    let refused = next_step(&settings, &fix, &with(&world, deletion("FAILED")), 1);
    let Next::Failed { reason } = refused else { panic!("{refused:?}") };
    assert!(reason.contains("invoice/1, invoice/2 in us-east-1"), "{reason}");
    world.roles.clear();
    for task in [deletion("SUCCEEDED"), Read::NotAsked] {
        assert_eq!(next_step(&settings, &fix, &with(&world, task), 1), Next::Done);
    }
}

#[test]
fn already_there_is_success_and_not_yet_is_no_failure() {
    let register = Fix::RegisterDelegatedAdministrator {
        service: Service::PrivateMarketplace,
        account: account(PURCHASING),
    };
    let attach = Fix::AttachGuardRail { target: UNIT.into(), after: None };
    let taken =
        "Service role name AWSServiceRoleForX has been taken in this account, please try a different suffix.";
    let delete = Fix::DeletePurchaseOrders { role: "r".into() };
    for (fix, code, reason, message) in [
        (&role(Service::LicenseManager), "InvalidInput", "", taken),
        (&register, "AccountAlreadyRegisteredException", "", ""),
        (&attach, "DuplicatePolicyAttachmentException", "", ""),
        (
            &Fix::EnableServiceControlPolicies { root: ROOT.into() },
            "PolicyTypeAlreadyEnabledException",
            "",
            "",
        ),
        (&delete, "NoSuchEntityException", "", ""),
    ] {
        assert_eq!(meaning(fix, code, reason, message), Meaning::AlreadyThere, "{code}");
    }
    for (fix, code, reason) in [
        (&register, "ConstraintViolationException", "SERVICE_ACCESS_NOT_ENABLED"),
        (&register, "TooManyRequestsException", ""),
        (&attach, "ConcurrentModificationException", ""),
        (&attach, "PolicyChangesInProgressException", ""),
        (&Fix::LinkLicenseManager, "ConflictException", ""),
        (&role(Service::LicenseManager), "ServiceFailure", ""),
    ] {
        assert_eq!(meaning(fix, code, reason, ""), Meaning::NotYet, "{code}");
    }
    for (fix, code, reason) in [
        (&register, "ConstraintViolationException", "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"),
        (&attach, "ConstraintViolationException", "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"),
        (&attach, "ConstraintViolationException", "SOMETHING_NEW"),
        (&role(Service::LicenseManager), "InvalidInput", ""),
        (&role(Service::LicenseManager), "AccessDenied", ""),
        (&role(Service::LicenseManager), "LimitExceeded", ""),
    ] {
        let Meaning::Refused(words) = meaning(fix, code, reason, "its words") else { panic!("{code}") };
        assert!(words.contains("again") || words.contains("by hand"), "{words}");
    }
}
