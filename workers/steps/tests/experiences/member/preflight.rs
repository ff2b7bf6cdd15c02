//! What is missing in a member's organization stops its run before it writes anything.

use serde_json::json;
use sim::WorldFile;

use crate::support::stacks::Stacks;
use crate::support::world::{MEMBER, SOURCE, STORES, experience, world};

/// A member that has everything to catch up, in a world like this.
async fn stacks(change: impl FnOnce(&mut WorldFile)) -> Stacks {
    let mut world = world(experience(SOURCE, 5, 1), vec![experience(STORES, 0, 0)]);
    change(&mut world.other_organizations[0]);
    Stacks::of(world).await
}

/// The run of a member fails with this finding, and left everything as it was.
async fn is_stopped(stacks: &Stacks, finding: &str) {
    stacks.publish().await;
    for input in [json!({}), json!({"plan_only": true})] {
        stacks.sim.reset_calls();
        let error = stacks.run("run-1", input).await.result.unwrap_err();
        let told = error.to_string();
        assert!(error.name() == "Invalid" && told.contains(&format!("{finding}: ")), "{told}");
        assert!(told.contains("To do in "), "{told}");
        assert_eq!(stacks.sim.calls().mutating(), 0);
        assert!(stacks.bucket.0.lock().unwrap().is_empty() && stacks.ours(STORES).is_empty());
    }
}

#[tokio::test]
async fn without_trusted_access_nothing_is_changed() {
    let without = |member: &mut WorldFile| {
        // Another service keeps the account a delegated administrator, so that it may ask.
        member.organization.trusted_services = vec!["license-manager.amazonaws.com".to_owned()];
        let delegate = json!([{"service": "license-manager.amazonaws.com", "account": MEMBER}]);
        member.organization.delegated_administrators = serde_json::from_value(delegate).unwrap();
    };
    is_stopped(&stacks(without).await, "SETUP-013").await;
}

#[tokio::test]
async fn an_account_that_does_not_administer_the_private_marketplace_changes_nothing() {
    let stacks = stacks(|_| {}).await;
    stacks.sim.delegate_administration(MEMBER, None);
    is_stopped(&stacks, "SETUP-041").await;
}

#[tokio::test]
async fn without_all_features_nothing_is_changed() {
    is_stopped(&stacks(|member| member.organization.all_features = false).await, "SETUP-002").await;
}

#[tokio::test]
async fn the_role_of_private_marketplaces_is_asked_for_where_it_has_to_be() {
    let stacks = stacks(|_| {}).await;
    stacks.publish().await;
    stacks.sim.reset_calls();

    stacks.run("run-1", json!({"plan_only": true})).await.result.unwrap();

    let calls = stacks.sim.calls();
    assert_eq!(calls.of("organizations.ListDelegatedAdministrators"), 1);
    assert_eq!(calls.of("iam.ListRoles"), 0, "a delegate knows nothing of the management account");
}
