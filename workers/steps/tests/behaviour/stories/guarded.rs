//! What stops a run before its first write.

use domain::policy::TAG_KEY;
use domain::report::{ActionResult, Class};
use serde_json::json;
use sim::{AimedFault, Fault, Faults, GrantStatus, WorldFile};

use crate::support::driver::Ended;
use crate::support::hub::Hub;
use crate::support::world::{id, one_product, owned};

fn shared_with(accounts: usize) -> WorldFile {
    let mut world = one_product(&vec![Some("true"); accounts]);
    for account in 1..=accounts as u64 {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    world
}

/// P4.
#[tokio::test]
async fn a_run_that_would_take_back_too_much_writes_nothing_and_says_what_to_do() {
    let hub = Hub::of(shared_with(20)).await;
    for account in 1..=11 {
        hub.sim.suspend_account(&id(account));
    }
    // Also what is wanted is not written: something is odd with this plan.
    hub.sim.reset_calls();

    let error = hub.run("run-1", json!({})).await.result.unwrap_err();

    assert_eq!(error.name(), "Invalid");
    assert!(error.to_string().contains("guard.revocations_percent_max"), "{error}");
    assert_eq!(hub.sim.calls().mutating(), 0);
    let report = hub.report("run-1");
    assert_eq!((report.stopped.len(), report.summary.failed), (1, 0));
    assert_eq!(hub.row("run-1", 1).class, Some(Class::Stopped));
    assert_eq!(hub.lease.state.lock().unwrap().holder, None);
}

/// P4: in steps, with `only`, as the guard proposes.
#[tokio::test]
async fn what_is_taken_back_in_small_steps_is_not_stopped() {
    let hub = Hub::of(shared_with(20)).await;
    for account in 1..=11 {
        hub.sim.suspend_account(&id(account));
    }

    hub.run("run-1", json!({"only": {"accounts": [id(1), id(2)]}})).await.result.unwrap();

    assert_eq!((hub.live(1).len(), hub.live(2).len(), hub.live(3).len()), (0, 0, 1));
}

/// P4: the limit is one for the whole run, not for each of its passes.
#[tokio::test]
async fn the_guard_counts_over_all_passes_of_a_run() {
    let hub = Hub::of(shared_with(20)).await;
    hub.set_policy("[guard]\nrevocations_max = 5\nrevocations_percent_max = 100\n");
    for account in 1..=4 {
        hub.sim.suspend_account(&id(account));
    }

    let ended = run_while_more_are_suspended(&hub).await;

    assert_eq!(ended.result.unwrap_err().name(), "Invalid");
    assert_eq!(hub.sim.calls().of("license-manager.DeleteGrant"), 4);
}

/// P4: a deletion whose answer was lost was a deletion.
#[tokio::test]
async fn the_guard_counts_a_revocation_whose_answer_was_lost() {
    let hub = Hub::of(shared_with(20)).await;
    hub.set_policy("[guard]\nrevocations_max = 5\nrevocations_percent_max = 100\n");
    for account in 1..=4 {
        hub.sim.suspend_account(&id(account));
    }
    let lost = |call| AimedFault {
        operation: "license-manager.DeleteGrant".to_owned(),
        call,
        fault: Fault::LostAnswer,
    };
    hub.sim.set_faults(Faults { aimed: (1..=4).map(lost).collect(), ..Faults::none() });

    let ended = run_while_more_are_suspended(&hub).await;

    assert_eq!(ended.result.unwrap_err().name(), "Invalid");
    assert_eq!(hub.live(5).len(), 1);
}

/// P5.
#[tokio::test]
async fn an_organization_that_wants_nothing_any_more_needs_an_explicit_word() {
    let hub = Hub::of(shared_with(2)).await;
    for account in [1, 2] {
        hub.sim.untag_account(&id(account), TAG_KEY).unwrap();
    }
    hub.pass_seconds(60);

    let error = hub.run("run-1", json!({})).await.result.unwrap_err();
    assert!(error.to_string().contains(r#"{"allow_empty": true}"#), "{error}");
    assert_eq!(hub.sim.calls().mutating(), 0);

    hub.run("run-2", json!({"allow_empty": true})).await.result.unwrap();
    assert!(hub.live(1).is_empty() && hub.live(2).is_empty());
}

#[tokio::test]
async fn a_run_that_is_to_plan_only_writes_nothing_and_shows_the_plan() {
    let mut world = one_product(&[Some("true"), Some("false")]);
    world.grants.push(owned(&world, 2, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;

    hub.run("run-1", json!({"plan_only": true})).await.result.unwrap();

    assert_eq!(hub.sim.calls().mutating(), 0);
    assert_eq!(hub.row("run-1", 1).result, ActionResult::Skipped);
    let plan = hub.bucket.0.lock().unwrap()["runs/run-1/pass-01/plan.md"].clone();
    let plan = String::from_utf8(plan).unwrap();
    assert!(plan.contains(&id(1)) && plan.contains(&id(2)), "{plan}");
}

/// P5, seed defect S2.
#[tokio::test]
async fn a_listing_that_breaks_off_writes_nothing() {
    for operation in [
        "organizations.ListAccounts",
        "tagging.GetResources",
        "license-manager.ListReceivedLicenses",
        "license-manager.ListReceivedLicensesForOrganization",
        "license-manager.ListDistributedGrants",
    ] {
        let mut world = shared_with(12);
        world.accounts[1].tags.clear();
        world.accounts.push(sim::AccountEntry { id: id(13), ..world.accounts[2].clone() });
        let hub = Hub::of(world).await;
        let broken = |call| AimedFault { operation: operation.to_owned(), call, fault: Fault::ServerError };
        let from = if operation.contains("Licenses") { 1 } else { 2 };
        hub.sim.set_faults(Faults { aimed: (from..200).map(broken).collect(), ..Faults::none() });

        let error = hub.run("run-1", json!({})).await.result.unwrap_err();

        assert_eq!(error.name(), "Throttled", "{operation}");
        assert_eq!(hub.sim.calls().mutating(), 0, "{operation}");
        let bucket = hub.bucket.0.lock().unwrap();
        assert!(!bucket.keys().any(|key| key.contains("plan")), "{operation}: {:?}", bucket.keys());
    }
}

/// A run during whose first wait four more accounts are suspended.
async fn run_while_more_are_suspended(hub: &Hub) -> Ended {
    let mut more = false;
    hub.run_with("run-1", json!({}), false, &mut async |hub: &Hub| {
        if !more {
            more = true;
            for account in 5..=8 {
                hub.sim.suspend_account(&id(account));
            }
        }
    })
    .await
}
