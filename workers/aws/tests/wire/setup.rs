//! Setting an organization up from nothing, fix by fix, and looking at what came of it.

use aws::{Prerequisites, SetupWrites};
use domain::identifier::AccountId;
use domain::setup::fix::Fix;
use domain::setup::observed::DeletionStatus;
use domain::setup::prerequisite::Place;
use domain::setup::service::Service;
use sim::{AimedFault, Clock, Fault, Faults, Options, Paging, Rates, Sim, WorldFile};
use steps::ports::setup::{SetupReads as _, SetupWrites as _};
use steps::ports::{ApiError, Prerequisites as _};

use crate::canned::{Canned, Reply};
use crate::session::{HUB, hub, walk};

/// The sample organization with nothing set up, two items to a page at the most, every second page empty.
pub(crate) async fn bare() -> Sim {
    let options = Options {
        clock: Clock::manual(),
        rates: Rates { enforced: false, ..Rates::default() },
        paging: Paging { items_max: Some(2), ..Paging::default() },
        ..Options::default()
    };
    Sim::start(&WorldFile::sample().unwrap().with_nothing_enabled(), options).await.unwrap()
}

fn create(service: Service, description: Option<&str>) -> Fix {
    let description = description.map(str::to_owned);
    Fix::CreateRole { service, place: Place::Management, description }
}

/// Makes the calls, each of which has to be taken, with the time in between that they need.
pub(crate) async fn done(sim: &Sim, fixes: &[Fix]) {
    let writes = SetupWrites::new(&hub(&sim.endpoint()));
    for fix in fixes {
        let fixed = writes.fix(fix, None).await.unwrap();
        assert!(!fixed.request_id.is_empty(), "{fix:?}");
        sim.clock().advance_seconds(200);
    }
}

#[tokio::test]
async fn what_sharing_and_experiences_need_is_made_and_shows() {
    let sim = bare().await;
    let reads = Prerequisites::new(&hub(&sim.endpoint()));
    assert!(!reads.linked().await.unwrap());
    let member = "201000000001".parse().unwrap();
    done(
        &sim,
        &[
            create(Service::LicenseManager, None),
            Fix::LinkLicenseManager,
            Fix::EnableTrustedAccess(Service::MarketplaceLicenses),
            create(Service::MarketplaceLicenses, None),
            create(Service::PrivateMarketplace, None),
            Fix::EnableTrustedAccess(Service::PrivateMarketplace),
            Fix::RegisterDelegatedAdministrator { service: Service::PrivateMarketplace, account: member },
        ],
    )
    .await;

    assert!(reads.linked().await.unwrap());
    let (services, pages) = walk(async |token| reads.trusted_services(token).await).await;
    for service in [Service::LicenseManager, Service::MarketplaceLicenses, Service::PrivateMarketplace] {
        assert!(services.iter().any(|principal| principal == service.principal()), "{service}: {services:?}");
    }
    assert!(pages > 1, "{pages}");
    let principal = Service::PrivateMarketplace.principal();
    let (delegated, _) = walk(async |token| reads.delegated_administrators(principal, token).await).await;
    assert_eq!(delegated.iter().map(ToString::to_string).collect::<Vec<_>>(), ["201000000001"]);
    let (roles, _) = walk(async |token| reads.linked_roles(token).await).await;
    for service in [Service::LicenseManager, Service::LicenseManagerManagement, Service::MarketplaceLicenses]
    {
        let role = roles.iter().find(|listed| listed.path == service.role_path()).unwrap();
        assert_eq!(role.role.name, service.role_name());
        assert_eq!(role.role.trusts.iter().collect::<Vec<_>>(), [service.principal()]);
    }
}

#[tokio::test]
async fn the_purchase_orders_role_is_made_described_and_deleted_to_the_end_of_its_task() {
    let sim = bare().await;
    let session = hub(&sim.endpoint());
    let (reads, writes) = (Prerequisites::new(&session), SetupWrites::new(&session));
    let name = Service::PurchaseOrders.role_name();
    assert!(!reads.has_role(name).await.unwrap());
    let text = "Orders of Harbour & Finch <finance@example.com>";
    let describe = Fix::DescribePurchaseOrders { role: name.into(), description: text.into() };
    done(&sim, &[create(Service::PurchaseOrders, Some("Purchase orders")), describe]).await;

    assert!(reads.has_role(name).await.unwrap());
    let (policies, _) = walk(async |token| reads.attached_policies(name, token).await).await;
    assert_eq!(policies, ["AWSMarketplacePurchaseOrdersServiceRolePolicy"]);
    let (roles, _) = walk(async |token| reads.linked_roles(token).await).await;
    let role = roles.into_iter().find(|listed| listed.path == Service::PurchaseOrders.role_path()).unwrap();
    assert_eq!(role.role.description, text);

    let again = writes.fix(&create(Service::PurchaseOrders, None), None).await.unwrap_err();
    assert_eq!((again.error.operation, again.reason.as_str()), ("iam:CreateServiceLinkedRole", ""));
    assert!(again.error.message.contains("has been taken"), "{again}");

    sim.use_linked_role(HUB, Service::PurchaseOrders.principal(), "us-east-1", &["arn:aws:a", "arn:aws:b"]);
    let delete = Fix::DeletePurchaseOrders { role: name.into() };
    let task = writes.fix(&delete, None).await.unwrap().deletion.unwrap();
    assert_eq!(reads.deletion(&task).await.unwrap().status, DeletionStatus::NotStarted);
    sim.clock().advance_seconds(200);
    let failed = reads.deletion(&task).await.unwrap();
    assert_eq!(failed.status, DeletionStatus::Failed);
    assert!(!failed.reason.is_empty());
    assert_eq!(failed.usage["us-east-1"], ["arn:aws:a", "arn:aws:b"]);

    sim.use_linked_role(HUB, Service::PurchaseOrders.principal(), "us-east-1", &[]);
    let task = writes.fix(&delete, None).await.unwrap().deletion.unwrap();
    sim.clock().advance_seconds(200);
    assert_eq!(reads.deletion(&task).await.unwrap().status, DeletionStatus::Succeeded);
    assert!(!reads.has_role(name).await.unwrap());
    let gone = writes.fix(&delete, None).await.unwrap_err();
    assert_eq!(
        (gone.error.operation, gone.error.code.as_str()),
        ("iam:DeleteServiceLinkedRole", "NoSuchEntity")
    );
}

/// The ledger names the operation before the call, an error names it after.
#[tokio::test]
async fn every_fix_is_the_operation_that_it_says() {
    let server = Canned::start(vec![Reply::Whole(400, "{}")]).await;
    let writes = SetupWrites::new(&hub(&server.endpoint));
    let (text, policy) = ("{}".to_owned(), "p-1".to_owned());
    let (role, target) = ("R".to_owned(), "r-1".to_owned());
    let (service, account): (_, AccountId) = (Service::PrivateMarketplace, HUB.parse().unwrap());
    let fixes = [
        create(service, None),
        Fix::LinkLicenseManager,
        Fix::EnableTrustedAccess(service),
        Fix::RegisterDelegatedAdministrator { service, account: account.clone() },
        Fix::DescribePurchaseOrders { role: role.clone(), description: text.clone() },
        Fix::DeletePurchaseOrders { role },
        Fix::EnableServiceControlPolicies { root: target.clone() },
        Fix::CreateGuardRail { text: text.clone(), owner: account },
        Fix::UpdateGuardRail { policy: policy.clone(), text },
        Fix::AttachGuardRail { target: target.clone(), after: None },
        Fix::DetachGuardRail { policy: policy.clone(), target },
        Fix::DeleteGuardRail { policy },
    ];
    for fix in &fixes {
        let refused = writes.fix(fix, Some("p-1")).await.unwrap_err();
        assert_eq!(refused.error.operation, fix.operation());
        let request = server.requests().pop().unwrap();
        let operation = fix.operation().split_once(':').unwrap().1;
        assert!(request.contains(operation) && request.contains("/us-east-1/"), "{request}");
    }
    assert_eq!(server.requests().len(), fixes.len());
}

#[tokio::test]
async fn what_nobody_knows_of_a_deletion_is_kept() {
    let body = "<GetServiceLinkedRoleDeletionStatusResponse><GetServiceLinkedRoleDeletionStatusResult><Status>PAUSED</Status><Reason><Reason>in use</Reason>\
                <RoleUsageList><member><Region>eu-west-1</Region></member></RoleUsageList></Reason>\
                </GetServiceLinkedRoleDeletionStatusResult></GetServiceLinkedRoleDeletionStatusResponse>";
    let server = Canned::start(vec![Reply::Whole(200, body)]).await;
    let deletion = Prerequisites::new(&hub(&server.endpoint)).deletion("task/x").await.unwrap();
    assert_eq!(deletion.status, DeletionStatus::Unknown("PAUSED".to_owned()));
    assert_eq!((deletion.reason.as_str(), deletion.usage["eu-west-1"].len()), ("in use", 0));
}

#[tokio::test]
async fn a_refusal_of_organizations_keeps_its_reason() {
    let sim = bare().await;
    let account = "201000000001".parse().unwrap();
    let register = Fix::RegisterDelegatedAdministrator { service: Service::PrivateMarketplace, account };
    let refused = SetupWrites::new(&hub(&sim.endpoint())).fix(&register, None).await.unwrap_err();
    assert_eq!(
        (refused.error.operation, refused.error.code.as_str(), refused.reason.as_str()),
        (
            "organizations:RegisterDelegatedAdministrator",
            "ConstraintViolationException",
            "SERVICE_ACCESS_NOT_ENABLED"
        )
    );
}

#[tokio::test]
async fn a_fix_is_called_once_and_a_lost_answer_is_told() {
    let sim = bare().await;
    let operation = "iam.CreateServiceLinkedRole";
    let lost = AimedFault { operation: operation.into(), call: 1, fault: Fault::LostAnswer };
    sim.set_faults(Faults { aimed: vec![lost], ..Faults::none() });
    let writes = SetupWrites::new(&hub(&sim.endpoint()));
    let error = writes.fix(&create(Service::LicenseManager, None), None).await.unwrap_err().error;
    assert_eq!((error.operation, error.code.as_str()), ("iam:CreateServiceLinkedRole", ApiError::NO_ANSWER));
    assert_eq!(sim.calls().of(operation), 1);
}

#[tokio::test]
async fn an_account_in_no_organization_says_so() {
    let sim = bare().await;
    let session = crate::session::session(&sim.endpoint(), "999999999999");
    assert_eq!(Prerequisites::new(&session).organization().await.unwrap(), None);
}
