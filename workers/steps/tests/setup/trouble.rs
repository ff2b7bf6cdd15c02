//! What goes wrong in the middle, is told, and heals.

use std::collections::BTreeSet;

use domain::setup::scp::Stage;
use domain::setup::settings::PurchaseOrders;
use serde_json::json;
use sim::{AimedFault, Fault, Faults, Latency};
use steps::setup::item::{Next, SetupItem};
use steps::setup::{check_fix, fix};
use tokio::sync::Notify;

use crate::support::execution::Execution;
use crate::support::stack::{Stack, options};
use crate::support::world::{LICENSES, everything, nothing};

/// All operations by which setup writes here.
const WRITES: [&str; 6] = [
    "iam.CreateServiceLinkedRole",
    "license-manager.UpdateServiceSettings",
    "organizations.EnableAWSServiceAccess",
    "organizations.EnablePolicyType",
    "organizations.CreatePolicy",
    "organizations.AttachPolicy",
];

#[tokio::test]
async fn lost_answers_make_nothing_twice() {
    for fault in [Fault::LostAnswer, Fault::LostInServerError, Fault::ServerError, Fault::Throttle] {
        let stack = Stack::bare().await;
        let aimed = WRITES.map(|operation| AimedFault { operation: operation.to_owned(), call: 1, fault });
        stack.sim.set_faults(Faults { aimed: aimed.into(), ..Faults::none() });

        let ended = stack.fix("run-1").await;

        assert!(ended.result.is_ok() && ended.ids() == ["SETUP-014"], "{fault:?}: {ended:?}");
        let policies = stack.sim.control_policies();
        assert_eq!(policies.iter().filter(|policy| policy.name.contains("steward")).count(), 1);
        stack.assert_every_write_is_in_the_ledger();
    }
}

#[tokio::test]
async fn every_task_may_be_delivered_twice() {
    let stack = Stack::bare().await;

    let ended = stack.run_with("run-1", json!({"fix": true}), true, &mut async |_: &Stack| ()).await;

    assert!(ended.result.is_ok() && ended.ids() == ["SETUP-014"], "{ended:?}");
    assert_eq!(ended.told.unwrap().failed, Vec::<String>::new());
    stack.assert_every_write_is_in_the_ledger();

    stack.change(|settings| {
        settings.purchase_orders = PurchaseOrders::Remove;
        settings.guard_rail.as_mut().unwrap().stage = Stage::Removed;
    });
    let ended = stack.run_with("run-2", json!({"fix": true}), true, &mut async |_: &Stack| ()).await;

    assert!(ended.result.is_ok() && ended.ids() == ["SETUP-014"], "{ended:?}");
    stack.assert_every_write_is_in_the_ledger();
}

/// An execution that is stopped at its n-th wait; `None`: it ended before.
async fn dies_at(stack: &Stack, execution: &mut Execution, wait: u32) -> Option<()> {
    let died = Notify::new();
    let mut waits = 0;
    let mut at_every_wait = async |_: &Stack| {
        waits += 1;
        if waits == wait {
            died.notify_one();
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = stack.drive(execution, &mut at_every_wait) => {
            ended.result.unwrap();
            return None;
        }
        () = died.notified() => {}
    }
    stack.kill(&execution.name);
    Some(())
}

#[tokio::test]
async fn a_run_that_died_anywhere_can_be_redriven_or_followed_by_another() {
    let mut wait = 1;
    loop {
        let stack = Stack::bare().await;
        let mut execution = Execution::of("run-1", json!({"fix": true}), false);
        if dies_at(&stack, &mut execution, wait).await.is_none() {
            break;
        }
        execution.redrive();
        let ended = stack.drive(&mut execution, &mut async |_: &Stack| ()).await;
        assert!(ended.result.is_ok() && ended.ids() == ["SETUP-014"], "died at wait {wait}: {ended:?}");
        stack.assert_every_write_is_in_the_ledger();

        let stack = Stack::bare().await;
        let mut execution = Execution::of("run-1", json!({"fix": true}), false);
        dies_at(&stack, &mut execution, wait).await.unwrap();
        let ended = stack.fix("run-2").await;
        assert!(ended.result.is_ok() && ended.ids() == ["SETUP-014"], "died at wait {wait}: {ended:?}");
        stack.assert_every_write_is_in_the_ledger();
        wait += 1;
    }
    assert!(wait > 10, "{wait}");
}

#[tokio::test]
async fn a_fix_that_aws_denies_is_told_what_rests_on_it_is_left_out_and_the_rest_goes_on() {
    let stack = Stack::bare().await;
    let link = "license-manager.UpdateServiceSettings";
    stack.sim.refuse(link, (400, "AccessDeniedException", "no, you may not"), u64::MAX);
    let mut execution = Execution::of("run-1", json!({"fix": true}), false);
    let mut nothing = async |_: &Stack| ();

    let ended = stack.drive(&mut execution, &mut nothing).await;

    let error = ended.result.as_ref().unwrap_err();
    assert!(error.name() == "SetupIncomplete" && error.to_string().contains("no, you may not"), "{error}");
    assert_eq!(
        (stack.sim.calls().of(link), ended.asked.len()),
        (1, 1),
        "tried once, and nobody is asked again"
    );
    assert!(!stack.sim.trusted_services().contains(&LICENSES.to_owned()), "it rests on the link");
    assert!(stack.sim.control_policies().iter().any(|policy| policy.name.contains("steward")));
    let pass = ended.passes;

    stack.sim.stop_refusing(link);
    execution.redrive();
    let ended = stack.drive(&mut execution, &mut nothing).await;

    assert!(ended.result.is_ok() && ended.ids() == ["SETUP-014"], "{ended:?}");
    let first: serde_json::Value = stack.file("runs/run-1/pass-01/plan.json");
    let later: serde_json::Value = stack.file(&format!("runs/run-1/pass-{:02}/plan.json", pass + 1));
    assert!(first.as_array().unwrap().len() > later.as_array().unwrap().len(), "passes go on counting");
    let told = ended.told.unwrap();
    assert!(told.fixed.iter().any(|fix| fix.contains("guard") || fix.contains("steward")), "{told:?}");
    stack.assert_every_write_is_in_the_ledger();
}

#[tokio::test]
async fn a_change_that_never_shows_is_told_after_ten_minutes() {
    let mut options = options();
    options.prerequisites.policy_type = Latency { least_seconds: 90_000, most_seconds: 90_000 };
    let stack = Stack::of(nothing(), everything(), options).await;

    let ended = stack.fix("run-1").await;

    let error = ended.result.unwrap_err().to_string();
    assert!(error.contains("after 20 looks") && error.contains("service control policies"), "{error}");
    assert!(!stack.written().contains(&"organizations.CreatePolicy".to_owned()));
}

/// P7.
#[tokio::test]
async fn a_call_that_is_never_taken_is_given_up() {
    let stack = Stack::bare().await;
    let attach = "organizations.AttachPolicy";
    stack.sim.refuse(attach, (400, "PolicyNotFoundException", "We can't find a policy."), u64::MAX);

    let ended = stack.fix("run-1").await;

    assert!(ended.result.unwrap_err().to_string().contains("not yet"));
    assert_eq!(stack.sim.calls().of(attach), 20);
    stack.assert_every_write_is_in_the_ledger();
}

/// P7.
#[tokio::test]
async fn a_run_ends_although_every_call_is_throttled() {
    let stack = Stack::bare().await;
    stack.sim.set_faults(Faults { throttle: 1.0, ..Faults::none() });

    assert_eq!(stack.fix("run-1").await.result.unwrap_err().name(), "Throttled");

    stack.sim.set_faults(Faults::none());
    stack.fix("run-2").await.result.unwrap();
}

/// P9: a run that was taken for dead comes back while another one is at work.
#[tokio::test]
async fn a_run_that_lost_the_lease_writes_nothing_any_more() {
    let stack = Stack::bare().await;
    let mut waits = 0;
    let mut after_the_other = None;

    let ended = stack
        .run_with("run-1", json!({"fix": true}), false, &mut async |stack: &Stack| {
            waits += 1;
            if waits == 3 {
                stack.kill("run-1");
                let mut other = Execution::of("run-2", json!({"fix": true}), false);
                let _died = Box::pin(dies_at(stack, &mut other, 2)).await;
                stack.starts("run-2");
                after_the_other = Some(stack.sim.calls().mutating());
            }
        })
        .await;

    let error = ended.result.unwrap_err();
    assert!(error.name() == "Busy" && error.to_string().contains("does not hold the lease"), "{error}");
    assert_eq!(Some(stack.sim.calls().mutating()), after_the_other);
}

#[tokio::test]
async fn a_second_run_is_refused_with_the_name_of_the_one_at_work() {
    let stack = Stack::bare().await;
    let mut other = None;

    stack
        .run_with("run-1", json!({"fix": true}), false, &mut async |stack: &Stack| {
            if other.is_none() {
                other = Some(Box::pin(stack.fix("run-2")).await.result);
            }
        })
        .await
        .result
        .unwrap();

    let error = other.unwrap().unwrap_err();
    assert!(error.name() == "Busy" && error.to_string().contains("run-1"), "{error}");
}

/// P10.
#[tokio::test]
async fn nothing_is_written_without_its_entry_in_the_ledger() {
    for writes in 0..4 {
        let stack = Stack::bare().await;
        *stack.ledger.writes_until_broken.lock().unwrap() = Some(writes);

        stack.fix("run-1").await.result.unwrap();

        stack.assert_no_write_without_its_entry();
        let tokens: BTreeSet<String> = stack.ledger.all().into_iter().map(|entry| entry.token).collect();
        assert!(tokens.len() >= 8, "each call has its own: {tokens:?}");
    }
}

/// A delivery that comes when everything is done: it looks at everything, and writes nothing.
#[tokio::test]
async fn a_step_that_is_delivered_late_writes_nothing() {
    let stack = Stack::green().await;
    let run = stack.running("begin");
    let late = SetupItem { pass: 2, done: 99, ..SetupItem::new(run) };

    let fixed = fix::run(&stack, &stack.settings(), late.clone()).await.unwrap();
    let checked = check_fix::run(&stack.looks, &stack.bucket, &stack.settings(), late).await.unwrap();

    assert_eq!((fixed.next, checked.next), (Next::Look, Next::Look));
    assert!(stack.sim.calls().counts.is_empty());
}

/// It holds no lease: not when it began, and not when somebody redrives it.
#[tokio::test]
async fn a_run_that_only_looks_can_be_redriven_beside_one_that_fixes() {
    let stack = Stack::bare().await;
    let mut execution = Execution::of("look-1", json!({}), false);
    let mut nothing = async |_: &Stack| ();
    assert!(stack.drive(&mut execution, &mut nothing).await.result.is_err());
    let mut looked = None;

    stack
        .run_with("run-1", json!({"fix": true}), false, &mut async |stack: &Stack| {
            if looked.is_none() {
                execution.redrive();
                looked = Some(Box::pin(stack.drive(&mut execution, &mut async |_: &Stack| ())).await);
            }
        })
        .await
        .result
        .unwrap();

    let looked = looked.unwrap();
    assert_eq!((looked.result.unwrap_err().name(), looked.passes), ("SetupIncomplete", 1));
}
