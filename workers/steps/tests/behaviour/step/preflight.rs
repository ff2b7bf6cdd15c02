//! Stop a run before its first write when something is missing that it needs.

use domain::run::{Run, RunRequest};
use serde_json::json;
use sim::{Sim, WorldFile};
use steps::error::StepError;
use steps::preflight::{Answer, Request, run};

use crate::support::hub::{Hub, execution};
use crate::support::prerequisites::Asking;
use crate::support::world::{HUB, id, one_product};

const LICENSE_MANAGER: &str = "license-manager.amazonaws.com";
const MANAGEMENT_SIDE: &str = "license-manager.master-account.amazonaws.com";
const MARKETPLACE: &str = "license-management.marketplace.amazonaws.com";
/// What a run of the management account asks for.
const READS: [&str; 4] = [
    "organizations.DescribeOrganization",
    "organizations.ListAWSServiceAccessForOrganization",
    "license-manager.GetServiceSettings",
    "iam.ListRoles",
];

/// What is missing, how a story breaks it, and which finding tells it.
type Broken = (&'static str, fn(&Sim), &'static str);

/// The same for a member.
type BrokenFor = (fn(&Sim, &str), &'static str);

const EACH: [Broken; 8] = [
    ("all features", |sim| sim.set_all_features(false), "SETUP-002"),
    ("the link", |sim| sim.link_license_manager(false), "SETUP-010"),
    ("License Manager's trust", |sim| sim.set_trust(LICENSE_MANAGER, false), "SETUP-011"),
    ("AWS Marketplace's trust", |sim| sim.set_trust(MARKETPLACE, false), "SETUP-012"),
    ("the core role", |sim| sim.remove_linked_role(HUB, LICENSE_MANAGER), "SETUP-020"),
    ("the management role", |sim| sim.remove_linked_role(HUB, MANAGEMENT_SIDE), "SETUP-021"),
    ("the Marketplace role", |sim| sim.remove_linked_role(HUB, MARKETPLACE), "SETUP-023"),
    ("the organization", |sim| refuse_organization(sim), "SETUP-002"),
];

fn refuse_organization(sim: &Sim) {
    let text = "Your account is not a member of an organization.";
    sim.refuse(
        "organizations.DescribeOrganization",
        (400, "AWSOrganizationsNotInUseException", text),
        u64::MAX,
    );
}

/// An account that is to get a product.
fn wanting() -> WorldFile {
    one_product(&[Some("true")])
}

/// What one account is told about a run of its own in a Region.
async fn told(hub: &Hub, account: &str, region: &str) -> Result<Answer, StepError> {
    let arn = execution("run-1").to_string().replace(HUB, account).replace("us-east-1", region);
    let started = "2026-11-22T01:00:00Z".to_owned();
    let run_of = Run { execution: arn.parse().unwrap(), started, request: RunRequest::default() };
    run(&Asking { account, ..hub.aws.prerequisites() }, Request { run: run_of }).await
}

fn calls(hub: &Hub) -> Vec<(String, u64)> {
    hub.sim.calls().counts.into_iter().collect()
}

#[tokio::test]
async fn each_prerequisite_that_is_missing_stops_a_run_before_its_first_write_by_a_finding_of_its_own() {
    for (what, break_it, finding) in EACH {
        let hub = Hub::of(wanting()).await;
        break_it(&hub.sim);
        for input in [json!({}), json!({"plan_only": true}), json!({"only": {"accounts": [id(1)]}})] {
            let ended = hub.run("run-1", input.clone()).await;

            let error = ended.result.unwrap_err();
            assert_eq!((error.name(), ended.passes), ("Invalid", 1), "{what}, {input}: {error}");
            let message = error.to_string();
            assert!(
                message.contains(&format!("{finding}: ")) && message.contains("To do in "),
                "{what}: {message}"
            );
            assert_eq!(hub.sim.calls().mutating(), 0, "{what}, {input}");
            assert!(hub.bucket.0.lock().unwrap().is_empty(), "{what}, {input}: not even a listing");
        }
    }
}

#[tokio::test]
async fn what_is_put_right_lets_the_run_go_on() {
    let hub = Hub::of(wanting()).await;
    hub.sim.set_trust(MARKETPLACE, false);
    let mut execution = crate::support::execution::Execution::of("run-1", json!({}));
    hub.drive(&mut execution, false, &mut async |_: &Hub| ()).await.result.unwrap_err();
    hub.sim.set_trust(MARKETPLACE, true);

    hub.redrive(&mut execution).await.result.unwrap();

    assert_eq!(hub.statuses(1), ["ACTIVE"]);
}

#[tokio::test]
async fn what_is_in_place_costs_four_calls_and_stops_nothing() {
    let hub = Hub::of(wanting()).await;

    let answer = told(&hub, HUB, "us-east-1").await.unwrap();

    assert_eq!(answer.management_account.as_str(), HUB);
    let mut expected: Vec<(String, u64)> = READS.map(|call| (call.to_owned(), 1)).into();
    expected.sort();
    assert_eq!(calls(&hub), expected);
}

#[tokio::test]
async fn another_region_stops_a_run_without_a_call() {
    let hub = Hub::of(wanting()).await;

    let error = told(&hub, HUB, "eu-central-1").await.unwrap_err();

    assert!(error.name() == "Invalid" && error.to_string().contains("SETUP-001: "), "{error}");
    assert_eq!(calls(&hub), []);
}

#[tokio::test]
async fn a_read_that_is_not_allowed_names_the_permission() {
    for call in READS {
        let hub = Hub::of(wanting()).await;
        let why =
            "User: x is not authorized to perform: y because no identity-based policy allows the y action";
        hub.sim.refuse(call, (403, "AccessDeniedException", why), u64::MAX);

        let error = told(&hub, HUB, "us-east-1").await.unwrap_err();

        let (operation, message) = (call.replace('.', ":"), error.to_string());
        assert_eq!(error.name(), "Denied", "{error}");
        assert!(
            message.contains("SETUP-004: ")
                && message.contains(&format!("Allow the permission for {operation}")),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_read_that_is_too_busy_is_asked_again() {
    let hub = Hub::of(wanting()).await;
    hub.sim.refuse("iam.ListRoles", (400, "Throttling", "Rate exceeded"), u64::MAX);

    assert_eq!(told(&hub, HUB, "us-east-1").await.unwrap_err().name(), "Throttled");
}

/// What can be known in the account of a delegated administrator: not the link, and not the roles of the management account.
#[tokio::test]
async fn a_delegated_administrator_is_asked_for_what_it_can_know() {
    let hub = Hub::of(wanting()).await;
    let member = id(1);
    hub.sim.delegate(LICENSE_MANAGER, Some(&member));
    told(&hub, &member, "us-east-1").await.unwrap();
    let expected: [(String, u64); 4] = [
        ("iam.ListRoles".into(), 1),
        ("organizations.DescribeOrganization".into(), 1),
        ("organizations.ListAWSServiceAccessForOrganization".into(), 1),
        ("organizations.ListDelegatedAdministrators".into(), 1),
    ];
    assert_eq!(calls(&hub), expected);

    let breaks: [BrokenFor; 3] = [
        (|sim, member| sim.remove_linked_role(member, MARKETPLACE), "SETUP-023"),
        // Of another service: it may ask, and is not the one.
        (
            |sim, member| {
                sim.delegate(LICENSE_MANAGER, None);
                sim.delegate("private-marketplace.marketplace.amazonaws.com", Some(member));
            },
            "SETUP-040",
        ),
        (|sim, _| sim.delegate("private-marketplace.marketplace.amazonaws.com", None), "SETUP-040"),
    ];
    for (break_it, finding) in breaks {
        break_it(&hub.sim, &member);
        let error = told(&hub, &member, "us-east-1").await.unwrap_err();
        let message = error.to_string();
        assert!(error.name() == "Invalid" && message.contains(&format!("{finding}: ")), "{message}");
        hub.sim.add_linked_role(&member, MARKETPLACE);
    }
}

/// Trusted access that goes while a run is at work: the listing that is refused ends it with the same finding.
#[tokio::test]
async fn what_is_switched_off_while_a_run_is_at_work_ends_it_with_the_same_finding() {
    let hub = Hub::of(wanting()).await;
    let mut looked = false;
    let switch_off = &mut async |hub: &Hub| {
        if !std::mem::replace(&mut looked, true) {
            hub.sim.set_trust(MARKETPLACE, false);
        }
    };

    let ended = hub.run_with("run-1", json!({}), false, switch_off).await;

    let told = ended.result.map_err(|error| error.to_string());
    let remedy =
        "aws organizations enable-aws-service-access --service-principal license-management.marketplace";
    assert!(matches!(&told, Err(told) if told.contains("SETUP-012: ") && told.contains(remedy)), "{told:?}");
}
