//! The guard rail: one unit first, then everything; never somebody else's; and away again.

use domain::setup::scp::{POLICY_NAME, Stage};
use serde_json::json;
use sim::ControlPolicyView;

use crate::support::stack::Stack;
use crate::support::world::{LICENSES, MANAGEMENT, MEMBER, OTHER_UNIT, PURCHASE, PURCHASE_ROLE, ROOT, UNIT};

fn ours(stack: &Stack) -> Option<ControlPolicyView> {
    stack.sim.control_policies().into_iter().find(|policy| policy.name == POLICY_NAME)
}

fn stage(stack: &Stack, stage: Stage) {
    stack.change(|settings| settings.guard_rail.as_mut().unwrap().stage = stage);
}

#[tokio::test]
async fn a_person_moves_it_from_the_unit_to_the_root_and_back() {
    let stack = Stack::green().await;
    assert!(stack.may_buy(MEMBER, "Administrator"), "outside of the unit");

    stage(&stack, Stage::Root);
    stack.fix("run-1").await.result.unwrap();
    assert_eq!(stack.written(), ["organizations.AttachPolicy"]);
    let mut targets = ours(&stack).unwrap().targets;
    targets.sort();
    assert_eq!(targets, [UNIT, ROOT]);
    assert!(!stack.may_buy(MEMBER, "Administrator") && stack.may_buy(PURCHASE, PURCHASE_ROLE));
    assert!(stack.may_buy(MANAGEMENT, "BreakGlass"));

    stack.sim.reset_calls();
    stage(&stack, Stage::Unit);
    stack.fix("run-2").await.result.unwrap();
    assert_eq!(stack.written(), ["organizations.DetachPolicy"]);
    assert!(stack.may_buy(MEMBER, "Administrator") && !stack.may_buy(PURCHASE, "Administrator"));
}

#[tokio::test]
async fn the_unit_comes_before_the_root() {
    let stack = Stack::bare().await;
    stage(&stack, Stage::Root);

    stack.fix("run-1").await.result.unwrap();

    let attached: Vec<String> = stack
        .ledger
        .all()
        .into_iter()
        .map(|entry| entry.fix)
        .filter(|fix| fix.starts_with("Attach"))
        .collect();
    assert!(attached.len() == 2 && attached[0].contains(UNIT) && attached[1].contains(ROOT), "{attached:?}");
}

#[tokio::test]
async fn what_a_person_attached_elsewhere_is_told_and_left() {
    let stack = Stack::green().await;
    stack.sim.attach_control_policy(&ours(&stack).unwrap().id, OTHER_UNIT).unwrap();
    stack.sim.reset_calls();

    let ended = stack.fix("run-1").await;

    assert!(ended.result.is_ok() && ended.ids().contains(&"SETUP-054"), "{ended:?}");
    assert_eq!(stack.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn it_is_detached_everywhere_and_deleted() {
    let stack = Stack::green().await;
    stack.sim.attach_control_policy(&ours(&stack).unwrap().id, OTHER_UNIT).unwrap();
    stack.sim.reset_calls();
    stage(&stack, Stage::Removed);

    stack.fix("run-1").await.result.unwrap();

    let detach = "organizations.DetachPolicy";
    assert_eq!(stack.written(), [detach, detach, "organizations.DeletePolicy"]);
    assert!(ours(&stack).is_none() && stack.may_buy(PURCHASE, "Administrator"));
}

#[tokio::test]
async fn a_run_that_is_to_remove_it_looks_at_nothing_else() {
    let stack = Stack::green().await;
    stack.sim.set_trust(LICENSES, false);

    let looked = stack.run("look-1", json!({"remove_guard_rail": true})).await;
    looked.result.as_ref().unwrap();
    assert_eq!(looked.ids(), ["SETUP-054", "SETUP-055"]);
    assert_eq!(stack.sim.calls().mutating(), 0);

    let ended = stack.run("run-1", json!({"remove_guard_rail": true, "fix": true})).await;

    assert!(ended.result.is_ok() && ended.ids().is_empty(), "{ended:?}");
    assert_eq!(stack.written(), ["organizations.DetachPolicy", "organizations.DeletePolicy"]);
    stack.assert_no_write_without_its_entry();
}

#[tokio::test]
async fn a_guard_rail_that_the_settings_do_not_have_is_not_removed() {
    let stack = Stack::green().await;
    stack.change(|settings| settings.guard_rail = None);

    let ended = stack.run("run-1", json!({"remove_guard_rail": true, "fix": true})).await;

    let error = ended.result.unwrap_err();
    assert!(error.name() == "Invalid" && error.to_string().contains("`guard_rail`"), "{error}");
    assert!(ours(&stack).is_some());
}

#[tokio::test]
async fn somebody_elses_policy_of_the_same_name_is_never_touched() {
    for at_the_end in [Stage::Unit, Stage::Root, Stage::Removed] {
        let stack = Stack::bare().await;
        stack.sim.use_control_policies(true);
        let text =
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]}"#;
        let id = stack.sim.create_control_policy(POLICY_NAME, text).unwrap();
        stack.sim.attach_control_policy(&id, OTHER_UNIT).unwrap();
        stack.sim.reset_calls();
        stage(&stack, at_the_end);

        let ended = stack.fix("run-1").await;

        ended.result.as_ref().unwrap();
        assert_eq!(ended.ids().contains(&"SETUP-056"), at_the_end != Stage::Removed, "{ended:?}");
        let policy = ours(&stack).unwrap();
        assert_eq!(
            (policy.id, policy.content, policy.targets),
            (id, text.to_owned(), vec![OTHER_UNIT.to_owned()])
        );
        assert!(stack.written().iter().all(|one| !one.contains("Policy")), "{:?}", stack.written());
    }
}

#[tokio::test]
async fn a_policy_that_would_be_too_long_is_told_before_anything_is_written_of_it() {
    let stack = Stack::bare().await;
    stack.change(|settings| {
        let role =
            |number| format!("arn:aws:iam::{MANAGEMENT}:role/Procurement-{number:040}").parse().unwrap();
        settings.guard_rail.as_mut().unwrap().exempt_roles = (0..150).map(role).collect();
    });

    let ended = stack.fix("run-1").await;

    let told = ended.told.unwrap();
    let invalid = told.findings.iter().find(|finding| finding.id.code() == "SETUP-058").unwrap();
    assert!(invalid.what.contains("10240"), "{}", invalid.what);
    assert!(stack.written().iter().all(|one| !one.contains("Policy") || one.ends_with("PolicyType")));
}

/// 10 policies on a target (AWS-FACTS 7.4).
#[tokio::test]
async fn a_unit_with_as_many_policies_as_it_may_have_is_told_with_what_to_do() {
    let stack = Stack::bare().await;
    stack.sim.use_control_policies(true);
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]}"#;
    let mut policies = Vec::new();
    for number in 0..9 {
        let id = stack.sim.create_control_policy(&format!("theirs-{number}"), text).unwrap();
        stack.sim.attach_control_policy(&id, UNIT).unwrap();
        policies.push(id);
    }
    stack.sim.reset_calls();

    let ended = stack.fix("run-1").await;

    let error = ended.result.unwrap_err().to_string();
    assert!(error.contains("as many service control policies are attached there as may be (10)"), "{error}");
    let written = stack.written();
    assert_eq!(written.iter().filter(|one| one.ends_with("AttachPolicy")).count(), 1);

    stack.sim.detach_control_policy(&policies[0], UNIT).unwrap();
    stack.fix("run-2").await.result.unwrap();
    assert_eq!(ours(&stack).unwrap().targets, [UNIT]);
}

#[tokio::test]
async fn a_root_that_the_organization_does_not_have_is_told() {
    let stack = Stack::bare().await;
    stack.change(|settings| settings.guard_rail.as_mut().unwrap().root = "r-zz99".to_owned());

    let ended = stack.fix("run-1").await;

    let told = ended.told.unwrap();
    let unread = told.findings.iter().find(|finding| finding.id.code() == "SETUP-005").unwrap();
    assert!(unread.what.contains(ROOT) && unread.what.contains("r-zz99"), "{}", unread.what);
    assert!(ours(&stack).is_none());
}

/// Somebody makes one of our name between the look and the call.
#[tokio::test]
async fn a_policy_that_somebody_else_made_meanwhile_is_not_taken_for_ours() {
    let stack = Stack::bare().await;
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]}"#;
    let mut id = None;
    let mut somebody_is_faster = async |stack: &Stack| {
        if id.is_none() && stack.written().contains(&"organizations.EnablePolicyType".to_owned()) {
            id = Some(stack.sim.create_control_policy(POLICY_NAME, text).unwrap());
        }
    };

    let ended = stack.run_with("run-1", json!({"fix": true}), false, &mut somebody_is_faster).await;

    let error = ended.result.as_ref().unwrap_err().to_string();
    assert!(error.contains("does not carry our tag"), "{error}");
    let policy = ours(&stack).unwrap();
    assert!(Some(policy.id) == id && policy.content == text && policy.targets.is_empty());
    assert!(ended.told.unwrap().fixed.iter().all(|fix| !fix.contains("steward-buying")));
}
