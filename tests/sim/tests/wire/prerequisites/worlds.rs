//! What world files say about it.

use std::path::Path;

use serde_json::{Value, json};
use sim::WorldFile;

use crate::client::{HUB, MEMBER, by_hand, start, start_world};

use super::{LICENSE_MANAGER, MARKETPLACE, PURCHASE_ORDERS, ready};

fn sample() -> Value {
    serde_json::to_value(WorldFile::sample().unwrap()).unwrap()
}

#[tokio::test]
async fn a_world_that_says_nothing_has_the_roles_of_its_trusted_access_and_link() {
    let (sim, _hub) = start(by_hand()).await;
    let services = |account: &str| -> Vec<String> {
        let roles = sim.linked_roles().into_iter().filter(|role| role.account == account);
        roles.map(|role| role.service).collect()
    };
    let management = "license-manager.master-account.amazonaws.com";
    assert_eq!(services(HUB), [management, LICENSE_MANAGER, MARKETPLACE]);
    assert_eq!(services(MEMBER), ["license-manager.member-account.amazonaws.com", MARKETPLACE]);
    assert!(sim.is_license_manager_linked());
    assert!(sim.control_policies().iter().all(|policy| policy.targets.is_empty()));
}

#[tokio::test]
async fn everything_and_nothing_can_be_set_up_at_the_start() {
    let (sim, _hub) = ready().await;
    assert_eq!(sim.trusted_services().len(), 3);
    assert!(sim.linked_roles().iter().any(|role| role.service == PURCHASE_ORDERS));
    assert_eq!(sim.control_policies()[0].targets.len(), 24 + 6 + 1);
    let (sim, _hub) = super::bare().await;
    assert!(sim.trusted_services().is_empty() && sim.linked_roles().is_empty());
    assert!(!sim.is_license_manager_linked());
}

#[tokio::test]
async fn a_world_lists_roles_administrators_and_policies() {
    let mut world = sample();
    world["organization"]["service_linked_roles"] = json!([
        {"service": PURCHASE_ORDERS, "description": "Ours", "used_by": ["arn:aws:purchase-orders::1:x"]},
    ]);
    world["organization"]["delegated_administrators"] =
        json!([{"service": LICENSE_MANAGER, "account": MEMBER}]);
    world["organization"]["service_control_policies"] = json!([{
        "name": "Guard",
        "content": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Deny", "Action": "aws-marketplace:Subscribe", "Resource": "*"},
        ]},
        "targets": ["r-hf01"],
    }]);
    let world = WorldFile::parse("the world", &world.to_string()).unwrap();
    let (sim, _hub) = start_world(&world, by_hand()).await;
    let own = sim.linked_roles().into_iter().filter(|role| role.account == HUB).collect::<Vec<_>>();
    assert_eq!((own.len(), own[0].description.as_deref()), (1, Some("Ours")));
    assert_eq!(sim.delegated_administrators(), [(LICENSE_MANAGER.to_owned(), MEMBER.to_owned())]);
    let developer = format!("arn:aws:iam::{MEMBER}:role/Developer");
    assert!(sim.is_denied(MEMBER, &developer, "aws-marketplace:Subscribe"));
}

#[tokio::test]
async fn the_shipped_world_with_nothing_set_up_has_nothing_set_up() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../worlds/nothing-set-up.json");
    let world = WorldFile::load(&path).unwrap();
    assert_eq!(world, world.clone().with_nothing_enabled());
    let (sim, _hub) = start_world(&world, by_hand()).await;
    assert!(sim.trusted_services().is_empty() && sim.linked_roles().is_empty());
}

#[test]
fn what_is_wrong_with_it_is_told_with_its_place() {
    let mut world = sample();
    world["organization"]["service_linked_roles"] = json!([{"service": "ecs.amazonaws.com"}]);
    world["organization"]["delegated_administrators"] =
        json!([{"service": LICENSE_MANAGER, "account": "999999999999"}]);
    world["organization"]["policy_administrator"] = json!("999999999999");
    world["organization"]["service_control_policies"] =
        json!([{"name": "Guard", "content": {}, "targets": ["ou-hf01-00000000"]}]);
    let told = WorldFile::parse("the world", &world.to_string()).unwrap_err().to_string();
    for place in [
        "/organization/service_linked_roles/0/service: ",
        "/organization/delegated_administrators/0/account: ",
        "/organization/policy_administrator: ",
        "/organization/service_control_policies/0/content: ",
        "/organization/service_control_policies/0/targets/0: ",
    ] {
        assert!(told.contains(place), "{place} is not in {told}");
    }
}
