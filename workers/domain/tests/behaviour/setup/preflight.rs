//! What stops a run before its first write.

use super::finding::green;
use super::samples::{MANAGEMENT, PURCHASING, hub, settings};
use super::world::World;
use domain::setup::finding::Id;
use domain::setup::observed::{Observed, Read};
use domain::setup::preflight::{Refusal, cause, preflight, refused};
use domain::setup::service::Service;
use domain::setup::settings::{Settings, Side};

fn refusal(operation: &str, code: &str, message: &str) -> Refusal {
    Refusal { operation: operation.into(), code: code.into(), message: message.into() }
}

#[test]
fn a_run_goes_on_when_nothing_that_it_read_is_wrong() {
    let settings = settings(PURCHASING);
    assert_eq!(preflight(&settings, &Observed::default()), None);
    assert_eq!(preflight(&settings, &green(&settings).observe()), None);
    // Throttling and the like are for the run's own retries.
    let throttled = refusal("organizations:ListAccounts", "TooManyRequestsException", "");
    assert_eq!(refused(&settings, &throttled), None);
}

#[test]
fn a_run_stops_at_the_gravest_thing_that_it_read() {
    let settings = hub();
    let mut world = green(&settings);
    world.linked = false;
    let found = preflight(&settings, &world.observe()).unwrap();
    assert_eq!(found.id, Id::LicenseManagerNotLinked);
    world.region = "eu-west-1".into();
    assert_eq!(preflight(&settings, &world.observe()).unwrap().id, Id::WrongRegion);
    // P5: asked for and not readable is a reason as well.
    let dark = Observed { trusted_access: Read::Unread("AccessDenied".into()), ..Observed::default() };
    assert_eq!(preflight(&settings, &dark).unwrap().id, Id::NotReadable);
}

/// What sharing does not depend on stops no run.
#[test]
fn warnings_and_information_stop_no_run() {
    let settings = settings(PURCHASING);
    let mut world = green(&settings);
    (world.policy, world.policies_enabled, world.purchase_role) = (None, false, false);
    world.targets.clear();
    world.roles.retain(|(_, service), _| service.role_name() != "AWSServiceRoleForMarketplacePurchaseOrders");
    assert_eq!(preflight(&settings, &world.observe()), None);
    assert!(preflight(&settings, &World::bare(&settings).observe()).is_some());
}

#[test]
fn a_run_that_stops_says_what_why_where_and_how_on_one_line() {
    let settings = hub();
    let mut world = green(&settings);
    world.trusted.remove(&Service::MarketplaceLicenses);
    let found = preflight(&settings, &world.observe()).unwrap();
    insta::assert_snapshot!(found.sentence());
}

const BY_POLICY: &str = "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: z because no \
                         identity-based policy allows the z action";

#[test]
fn a_refused_call_says_which_prerequisite_is_missing() {
    let organizations = "You don't have permissions to access this resource.";
    let by_service = "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: z";
    let trust = "Grantor has disabled Trusted Access to AWS License Manager Service in AWS Organizations";
    let home = "Grant can only be created in resource home AWS region: us-east-1";
    let for_organization = "license-manager:ListReceivedLicensesForOrganization";
    let (accounts, entities) = ("organizations:ListAccounts", "aws-marketplace:ListEntities");
    let trusted_services = "organizations:ListAWSServiceAccessForOrganization";
    let cases = [
        (accounts, "AWSOrganizationsNotInUseException", "", Id::NotAllFeatures),
        (accounts, "AccessDeniedException", BY_POLICY, Id::PermissionMissing),
        (accounts, "AccessDeniedException", by_service, Id::PermissionMissing),
        (accounts, "AccessDeniedException", organizations, Id::NotLicenseAdministrator),
        (trusted_services, "AccessDeniedException", organizations, Id::NotLicenseAdministrator),
        (for_organization, "AccessDeniedException", "", Id::MarketplaceLicensesNotTrusted),
        (for_organization, "AccessDeniedException", by_service, Id::MarketplaceLicensesNotTrusted),
        (for_organization, "AccessDeniedException", BY_POLICY, Id::PermissionMissing),
        ("license-manager:CreateGrant", "ValidationException", trust, Id::LicenseManagerNotTrusted),
        ("license-manager:CreateGrant", "ValidationException", home, Id::WrongRegion),
        ("license-manager:ListDistributedGrants", "AuthorizationException", "", Id::PermissionMissing),
        ("iam:ListRoles", "AccessDenied", BY_POLICY, Id::PermissionMissing),
        (entities, "AccessDeniedException", BY_POLICY, Id::PermissionMissing),
    ];
    let settings = Settings { sides: [Side::Hub].into(), ..settings(PURCHASING) };
    for (operation, code, message, id) in cases {
        let refusal = refusal(operation, code, message);
        let found = refused(&settings, &refusal).unwrap();
        assert_eq!(found.id, id, "{operation} {code} {message}");
        assert!(found.what.contains(operation) && !found.remedy.is_empty(), "{found:#?}");
        // Whoever knows the call alone says the same.
        let cause = cause(&refusal).unwrap();
        let advice = cause.advice();
        assert!(cause.id == id && advice.contains(&found.why) && advice.contains("To do in "), "{advice}");
    }
    let follower = Settings { sides: [Side::Member].into(), ..settings };
    let denied = refusal(accounts, "AccessDeniedException", organizations);
    let found = refused(&follower, &denied).unwrap();
    assert_eq!(found.id, Id::NotMarketplaceAdministrator);
    let entities = refused(&follower, &refusal(entities, "AccessDeniedException", by_service)).unwrap();
    assert_eq!((entities.id, entities.remedy), (found.id, found.remedy));
    // The management account needs no delegation: there it is a permission.
    let management = super::samples::settings(MANAGEMENT);
    assert_eq!(refused(&management, &denied).unwrap().id, Id::PermissionMissing);
}
