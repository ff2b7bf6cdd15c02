//! What fails, is told, and heals.

use domain::limits::PASSES_MAX;
use domain::report::{ActionResult, Class};
use serde_json::json;
use sim::{AimedFault, ConflictShows, Failure, Fault, Faults, GrantStatus, Latency, LicenseStatus, Options};

use crate::support::hub::{Hub, options};
use crate::support::world::{bought_by, foreign, id, one_product, owned, world};

fn refuse(operation: &str) -> Failure {
    Failure::Refuse {
        operation: operation.to_owned(),
        code: "AccessDeniedException".to_owned(),
        message: "an SCP says no".to_owned(),
    }
}

#[tokio::test]
async fn an_account_that_fails_is_red_by_itself_and_a_rerun_heals_it() {
    let hub = Hub::of(world(&[Some("true"), Some("true"), Some("true")])).await;
    hub.sim.break_account(&id(2), refuse("CreateGrant"));

    let ended = hub.run("run-1", json!({})).await;

    let error = ended.result.unwrap_err();
    assert_eq!((ended.red.len(), ended.red[0].name(), error.name()), (1, "AccountFailed", "AccountsFailed"));
    assert!(ended.red[0].to_string().contains(&id(2)) && error.to_string().contains(&id(2)), "{error}");
    assert_eq!((hub.statuses(1), hub.statuses(3)), (vec!["ACTIVE"; 3], vec!["ACTIVE"; 3]));
    assert_eq!(hub.lease.state.lock().unwrap().holder, None);

    hub.sim.heal_account(&id(2));
    let (_, rerun) =
        error.to_string().split_once("start a run with ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let ended = hub.run("run-2", serde_json::from_str(&rerun).unwrap()).await;

    assert_eq!(ended.result, Ok(()));
    assert_eq!(hub.statuses(2), ["ACTIVE"; 3]);
}

#[tokio::test]
async fn a_failure_is_tried_once_in_a_run_and_not_again_in_every_pass() {
    let hub = Hub::of(one_product(&[Some("true"), Some("true")])).await;
    hub.sim.break_account(&id(1), refuse("CreateGrant"));

    let ended = hub.run("run-1", json!({})).await;

    assert_eq!(ended.passes, 2);
    assert_eq!(hub.ledger.entries_of("license-manager:CreateGrant").len(), 2);
}

#[tokio::test]
async fn a_failed_workflow_is_made_anew_until_it_works() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    hub.sim.fail_workflows(&id(1), &hub.world.licenses[0].sku, 2);

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_eq!((hub.statuses(1), hub.given().len()), (vec!["ACTIVE"], 3));
}

#[tokio::test]
async fn a_workflow_that_fails_for_ever_is_made_anew_twice_then_reported_and_held_until_someone_acts() {
    let hub = Hub::of(one_product(&[Some("true"), Some("true")])).await;
    hub.sim.break_account(&id(1), Failure::FailWorkflow { reason: "no room".to_owned() });

    hub.run("run-1", json!({})).await.result.unwrap_err();

    let row = hub.row("run-1", 1);
    assert_eq!((row.result, row.class), (ActionResult::Failed, Some(Class::WorkflowFailed)));
    assert!(row.reason.contains("made anew twice") && row.reason.contains("no room"), "{}", row.reason);
    assert_eq!(hub.sim.grants_of(&id(1)).len(), 3);

    hub.sim.heal_account(&id(1));
    hub.sim.reset_calls();
    hub.run("run-2", json!({})).await.result.unwrap_err();
    assert_eq!(hub.sim.calls().mutating(), 0, "it is held: nobody said that the cause is gone");
    assert_eq!(hub.row("run-2", 1).class, Some(Class::WorkflowFailed));

    let only = json!({"only": {"accounts": [id(1)]}});
    hub.run("run-3", only).await.result.unwrap();
    assert_eq!(hub.statuses(1), ["ACTIVE"]);
}

/// A deletion whose answer is lost was a deletion, and counts as one grant made anew.
#[tokio::test]
async fn a_workflow_that_fails_for_ever_is_made_anew_twice_also_when_answers_are_lost() {
    for (twice, fault) in
        [(true, None), (false, Some(Fault::LostAnswer)), (true, Some(Fault::LostInServerError))]
    {
        let hub = Hub::of(one_product(&[Some("true"), Some("true")])).await;
        hub.sim.break_account(&id(1), Failure::FailWorkflow { reason: "no room".to_owned() });
        let operation = || "license-manager.DeleteGrant".to_owned();
        let aimed = fault
            .into_iter()
            .flat_map(|fault| [1, 2].map(|call| AimedFault { operation: operation(), call, fault }));
        hub.sim.set_faults(Faults { aimed: aimed.collect(), ..Faults::none() });

        hub.run_with("run-1", json!({}), twice, &mut async |_: &Hub| ()).await.result.unwrap_err();

        assert_eq!(hub.sim.grants_of(&id(1)).len(), 3, "{twice} {fault:?}");
        assert!(
            hub.ledger.heads.lock().unwrap().values().any(|head| head.failures == 2),
            "{twice} {fault:?}"
        );
    }
}

#[tokio::test]
async fn a_grant_that_its_account_rejected_is_offered_again_only_when_someone_acts() {
    let mut world = one_product(&[Some("true")]);
    world.accounts[1].without_member_roles = true;
    let hub = Hub::of(world).await;
    hub.sim.let_grants_wait(true);
    hub.run("run-1", json!({})).await.result.unwrap();
    hub.sim.reject_grant(&id(1), &hub.live(1)[0].arn).unwrap();
    hub.sim.reset_calls();

    // AWS lists a grant that has ended for a day; the ledger remembers it for longer.
    for (run, days) in [("run-2", 0), ("run-3", 2)] {
        hub.pass_seconds(days * 86_400);
        hub.run(run, json!({})).await.result.unwrap_err();
        assert_eq!((hub.row(run, 1).class, hub.sim.calls().mutating()), (Some(Class::Rejected), 0));
    }

    hub.run("run-4", json!({"only": {"accounts": [id(1)]}})).await.result.unwrap();
    assert_eq!(hub.statuses(1), ["PENDING_ACCEPT"]);
}

#[tokio::test]
async fn a_revocation_that_fails_leaves_the_grant_and_is_reported() {
    let mut world = one_product(&[Some("false"), Some("true")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    hub.sim.break_account(&id(1), refuse("DeleteGrant"));

    hub.run("run-1", json!({})).await.result.unwrap_err();

    assert_eq!((hub.statuses(1), hub.row("run-1", 1).class), (vec!["ACTIVE"], Some(Class::Denied)));
    hub.sim.heal_account(&id(1));
    hub.run("run-2", json!({})).await.result.unwrap();
    assert!(hub.live(1).is_empty());
}

/// A refused activation makes a red child; what was created stays and is taken up by the next run.
#[tokio::test]
async fn a_grant_that_could_not_be_activated_is_taken_up_where_it_stands() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    hub.sim.break_account(&id(1), refuse("CreateGrantVersion"));
    hub.run("run-1", json!({})).await.result.unwrap_err();
    assert_eq!(hub.statuses(1), ["DISABLED"]);
    hub.sim.heal_account(&id(1));

    hub.run("run-2", json!({})).await.result.unwrap();

    assert_eq!((hub.statuses(1), hub.given().len()), (vec!["ACTIVE"], 1));
}

#[tokio::test]
async fn a_run_takes_over_after_one_that_died_and_goes_on_where_it_stood() {
    let hub = Hub::of(world(&[Some("true"), Some("true")])).await;
    let died = tokio::sync::Notify::new();
    let mut waits = 0;
    let mut dies_at_the_fifth_wait = async |_: &Hub| {
        waits += 1;
        if waits == 5 {
            died.notify_one();
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = hub.run_with("run-1", json!({}), false, &mut dies_at_the_fifth_wait) => panic!("{ended:?}"),
        () = died.notified() => hub.kill("run-1"),
    }

    hub.run("run-2", json!({})).await.result.unwrap();

    hub.assert_converged();
    assert_eq!(hub.given().len(), 6);
    hub.assert_every_write_is_in_the_ledger();
}

/// The account has the product from another member, which the hub cannot see. The old reason is still on the grant when its
/// activation is sent again.
#[tokio::test]
async fn a_conflict_is_left_alone_until_someone_acts_and_then_tried_again() {
    for conflict in [ConflictShows::DisabledWithReason, ConflictShows::FailedWorkflow, ConflictShows::Refused]
    {
        let mut world = one_product(&[Some("true"), None]);
        world.licenses.push(bought_by(&world, 2, 0));
        world.grants.push(foreign(&world, 1, 1, GrantStatus::Active));
        let hub = Hub::with(world, Options { conflict, ..options() }).await;

        hub.run("run-1", json!({})).await.result.unwrap();
        let rows = hub.report("run-1").outcomes;
        assert!(rows.iter().any(|row| row.class == Some(Class::Conflict)), "{conflict:?}: {rows:#?}");
        assert_eq!(hub.live(1)[0].status, GrantStatus::Active, "{conflict:?}");

        // P6: what was refused once is not sent again by every run.
        hub.sim.reset_calls();
        hub.run("run-again", json!({})).await.result.unwrap();
        assert_eq!(hub.sim.calls().mutating(), 0, "{conflict:?}: {:?}", hub.sim.calls());

        hub.sim.set_license_status(&hub.world.licenses[1].arn, LicenseStatus::Expired);
        hub.run("run-2", json!({"only": {"accounts": [id(1)]}})).await.result.unwrap();
        assert_eq!(hub.statuses(1), ["ACTIVE", "ACTIVE"], "{conflict:?}");
    }
}

/// P9: a run that was taken for dead comes back while another one is at work.
#[tokio::test]
async fn a_run_that_lost_the_lease_writes_nothing_any_more() {
    let hub = Hub::of(one_product(&[Some("true"), Some("true"), Some("true")])).await;
    let mut calls_of_the_other = None;

    let ended = hub
        .run_with("run-1", json!({}), false, &mut async |hub: &Hub| {
            if calls_of_the_other.is_none() {
                calls_of_the_other = Some(0);
                hub.kill("run-1");
                Box::pin(hub.run("run-2", json!({}))).await.result.unwrap();
                calls_of_the_other = Some(hub.sim.calls().mutating());
            }
        })
        .await;

    // The first account was done before; what is left is refused by name.
    assert_eq!(ended.red.len(), 2, "{:?}", ended.red);
    assert!(ended.red[0].to_string().contains("does not hold the lease"), "{}", ended.red[0]);
    assert_eq!(Some(hub.sim.calls().mutating()), calls_of_the_other);
    hub.assert_converged();
}

/// P7.
#[tokio::test]
async fn a_run_ends_although_aws_never_does() {
    let never = Latency { least_seconds: 10_000_000, most_seconds: 10_000_000 };
    let hub = Hub::with(one_product(&[Some("true")]), Options { latency: never, ..options() }).await;

    let ended = hub.run("run-1", json!({})).await;

    assert_eq!((ended.result, ended.passes), (Ok(()), PASSES_MAX + 1));
    assert_eq!(hub.row("run-1", 1).result, ActionResult::Waiting);
    assert_eq!(hub.given().len(), 1);
    assert_eq!(hub.lease.state.lock().unwrap().holder, None);
}

/// P7.
#[tokio::test]
async fn a_run_ends_although_every_call_is_throttled() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    hub.sim.set_faults(Faults { throttle: 1.0, ..Faults::none() });

    let error = hub.run("run-1", json!({})).await.result.unwrap_err();

    assert_eq!(error.name(), "Throttled");
    hub.sim.set_faults(Faults::none());
    hub.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(hub.statuses(1), ["ACTIVE"]);
}
