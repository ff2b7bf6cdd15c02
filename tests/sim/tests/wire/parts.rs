//! The parts of a grant for a unit or the organization follow who is there, and are each their account's own matter
//! (AWS-FACTS 3.2).

use std::path::Path;

use serde_json::{Value, json};
use sim::{AccountState, GrantStatus, GrantView, JoinerParts, Options, Sim, WorldFile};

use crate::client::{HUB, MEMBER, SUBSCRIBER, by_hand, start, start_world, text};
use crate::organization_grants::{ORGANIZATION, SETTLED, children, create, unit_arn};

/// The newest part of a grant in an account.
fn part(sim: &Sim, whole: &str, account: &str) -> GrantView {
    sim.grants_of(account).into_iter().rfind(|grant| grant.parent == whole).unwrap()
}

#[tokio::test]
async fn who_moves_in_gets_a_child_and_who_moves_out_loses_it() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, &unit_arn(&sim, MEMBER), Value::Null).await;
    sim.clock().advance_seconds(SETTLED);
    let engineering = unit_arn(&sim, MEMBER).rsplit('/').next().unwrap().to_owned();
    sim.move_account("206000000001", &engineering).unwrap();
    sim.move_account(MEMBER, "r-hf01").unwrap();
    sim.clock().advance_seconds(SETTLED);
    let has = |account: &str| {
        sim.grants_of(account).iter().any(|grant| grant.parent == arn && !grant.status.is_terminal())
    };
    assert!(has("206000000001"));
    assert!(!has(MEMBER));
}

#[tokio::test]
async fn a_newcomer_gets_a_part_that_is_not_in_force_until_the_whole_is_activated_again() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, ORGANIZATION, json!({"DesiredStatus": "ACTIVE"})).await;
    sim.clock().advance_seconds(SETTLED);
    sim.join_account("209000000001", "Newcomer");
    assert_eq!(part(&sim, &arn, "209000000001").status, GrantStatus::PendingWorkflow);
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(part(&sim, &arn, "209000000001").status, GrantStatus::Disabled);
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(part(&sim, &arn, "209000000001").status, GrantStatus::Active);
}

#[tokio::test]
async fn a_newcomer_can_get_what_the_others_have_in_force() {
    let options = Options { joiner_parts: JoinerParts::Active, ..by_hand() };
    let (sim, hub) = start(options).await;
    let arn = create(&hub, ORGANIZATION, json!({"DesiredStatus": "ACTIVE"})).await;
    sim.clock().advance_seconds(SETTLED);
    sim.join_account("209000000001", "Newcomer");
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(part(&sim, &arn, "209000000001").status, GrantStatus::Active);
}

#[tokio::test]
async fn who_comes_and_goes_while_the_whole_is_activated_is_not_forgotten() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, ORGANIZATION, Value::Null).await;
    sim.clock().advance_seconds(SETTLED);
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    sim.join_account("209000000001", "Newcomer");
    sim.suspend_account(MEMBER);
    sim.clock().advance_seconds(2 * SETTLED);
    assert_eq!(part(&sim, &arn, "209000000001").status, GrantStatus::Disabled);
    assert_eq!(part(&sim, &arn, MEMBER).status, GrantStatus::Deleted);
}

#[tokio::test]
async fn a_part_on_its_way_while_the_whole_is_activated_arrives_in_force() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, ORGANIZATION, Value::Null).await;
    sim.clock().advance_seconds(SETTLED);
    sim.join_account("209000000001", "Newcomer");
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    sim.clock().advance_seconds(SETTLED);
    let status = part(&sim, &arn, "209000000001").status;
    assert!(matches!(status, GrantStatus::Active | GrantStatus::Disabled), "{status:?}");
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(part(&sim, &arn, "209000000001").status, status, "nothing runs any more");
}

#[tokio::test]
async fn an_account_that_can_not_use_it_any_more_loses_its_part_and_gets_another_when_it_can() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, ORGANIZATION, json!({"DesiredStatus": "ACTIVE"})).await;
    sim.clock().advance_seconds(SETTLED);
    sim.suspend_account(MEMBER);
    sim.close_account("202000000003").unwrap();
    assert_eq!(part(&sim, &arn, "202000000003").status, GrantStatus::Active, "it is only about to close");
    sim.clock().advance_seconds(2 * SETTLED);
    for account in [MEMBER, "202000000003"] {
        assert_eq!(part(&sim, &arn, account).status, GrantStatus::Deleted);
    }
    sim.set_account_state(MEMBER, AccountState::Active);
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(part(&sim, &arn, MEMBER).status, GrantStatus::Disabled);
}

#[tokio::test]
async fn an_account_switches_its_part_off_until_the_whole_is_activated_again() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, ORGANIZATION, json!({"DesiredStatus": "ACTIVE"})).await;
    sim.clock().advance_seconds(SETTLED);
    sim.switch_grant_by_hand(MEMBER, &part(&sim, &arn, MEMBER).arn, false).unwrap();
    sim.clock().advance_seconds(SETTLED);
    let off = children(&hub, &arn)
        .await
        .into_iter()
        .find(|part| text(&part["GranteePrincipalArn"]).contains(MEMBER));
    assert_eq!(off.unwrap()["GrantStatus"], "DISABLED");
    hub.set_status(&arn, "ACTIVE", None).await.ok();
    sim.clock().advance_seconds(SETTLED);
    assert_eq!(part(&sim, &arn, MEMBER).status, GrantStatus::Active);
}

#[tokio::test]
async fn a_part_is_not_listed_among_what_was_given_and_not_deleted_alone() {
    let (sim, hub) = start(by_hand()).await;
    let arn = create(&hub, ORGANIZATION, Value::Null).await;
    sim.clock().advance_seconds(SETTLED);
    let (given, _) = hub.walk("ListDistributedGrants", "Grants", json!({"MaxResults": 100})).await;
    assert!(given.iter().any(|grant| grant["GrantArn"] == arn));
    assert!(given.iter().all(|grant| grant["ParentArn"] == grant["LicenseArn"]));
    let refused = sim.delete_grant_by_hand(&part(&sim, &arn, MEMBER).arn).unwrap_err();
    assert_eq!(refused.code, "AccessDeniedException");
}

#[tokio::test]
async fn a_world_begins_with_its_grants_for_areas_and_their_parts() {
    let mut world = WorldFile::sample().unwrap();
    let license = world.licenses[1].arn.clone();
    let mut json = serde_json::to_value(&world).unwrap();
    json["area_grants"] = json!([
        {"name": "for all", "license": license, "area": "o-hf4tz81kqe", "tags": {"made": "by hand"}},
        {"name": "waits", "license": world.licenses[0].arn, "area": "ou-hf01-dbe931f2", "activated": false},
    ]);
    world = WorldFile::parse("with areas", &json.to_string()).unwrap();
    let (sim, hub) = start_world(&world, by_hand()).await;
    let whole = |name: &str| {
        sim.grants().into_iter().find(|grant| grant.name == name && grant.account.is_none()).unwrap()
    };
    let for_all = whole("for all");
    assert_eq!(hub.grant(&for_all.arn).await["GrantStatus"], "WORKFLOW_COMPLETED");
    assert_eq!(part(&sim, &for_all.arn, MEMBER).status, GrantStatus::Active);
    let refused = part(&sim, &for_all.arn, SUBSCRIBER);
    assert_eq!(refused.status, GrantStatus::Disabled);
    assert!(refused.status_reason.unwrap().contains("already active"));
    assert_eq!(part(&sim, &whole("waits").arn, MEMBER).status, GrantStatus::Disabled);
    assert!(sim.grants_of(HUB).iter().all(|grant| grant.parent != for_all.arn));
}

#[tokio::test]
async fn a_large_organization_takes_longer_and_comes_in_many_pages() {
    let world =
        WorldFile::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../worlds/large-organization.json")));
    let (sim, hub) = start_world(&world.unwrap(), by_hand()).await;
    let license = text(&hub.license("Palisade").await["LicenseArn"]);
    let whole = sim.create_area_grant_by_hand(&license, "o-ng4k8v2s7xq1").unwrap();
    sim.clock().advance_seconds(15 * 60);
    assert_eq!(hub.grant(&whole).await["GrantStatus"], "PENDING_WORKFLOW");
    sim.clock().advance_seconds(10 * 60);
    let request = json!({
        "LicenseArn": license,
        "Filters": [{"Name": "ParentArn", "Values": [whole]}],
        "MaxResults": 100,
    });
    let (parts, pages) = hub.walk("ListReceivedGrantsForOrganization", "Grants", request).await;
    assert!(parts.iter().all(|part| part["GrantStatus"] == "ACTIVE"));
    assert_eq!((parts.len(), pages.iter().filter(|size| **size > 0).count()), (2_099, 21));
}
