//! From nothing to everything in one run, and what a second run does.

use serde_json::json;
use sim::LinkedRoleView;

use crate::support::stack::Stack;
use crate::support::world::{
    DESCRIPTION, LICENSE_MANAGER, LICENSES, MANAGEMENT, PRIVATE_MARKETPLACE, PURCHASE, PURCHASE_ORDERS,
    PURCHASE_ROLE, UNIT,
};

#[tokio::test]
async fn everything_is_in_place_after_one_run() {
    let stack = Stack::bare().await;

    let ended = stack.fix("run-1").await;

    ended.result.as_ref().unwrap();
    assert_eq!(ended.ids(), ["SETUP-014"], "procurement insights are told, and nothing else");
    assert_eq!((ended.asked.len(), ended.passes), (1, 3), "asked once, and looked at everything at the end");
    let services = stack.sim.trusted_services();
    assert!(
        [LICENSE_MANAGER, LICENSES, PRIVATE_MARKETPLACE]
            .iter()
            .all(|one| services.contains(&(*one).to_owned()))
    );
    stack.pass_seconds(200);
    assert!(stack.sim.is_license_manager_linked());
    let purchase_orders = |role: &LinkedRoleView| {
        role.account == MANAGEMENT
            && role.service == PURCHASE_ORDERS
            && role.description.as_deref() == Some(DESCRIPTION)
    };
    assert!(stack.sim.linked_roles().iter().any(purchase_orders));
    assert!(!stack.may_buy(PURCHASE, "Administrator") && stack.may_buy(PURCHASE, PURCHASE_ROLE));
    let guard_rail =
        stack.sim.control_policies().into_iter().find(|one| one.name.contains("steward")).unwrap();
    assert_eq!(guard_rail.targets, [UNIT]);
    stack.assert_every_write_is_in_the_ledger();
}

/// AWS-FACTS 10.
#[tokio::test]
async fn the_calls_come_in_the_order_that_aws_wants_and_none_twice() {
    let stack = Stack::bare().await;

    stack.fix("run-1").await.result.unwrap();

    let written = stack.written();
    let ledger: Vec<String> = stack.ledger.all().into_iter().map(|entry| entry.fix).collect();
    let at = |words: &str| ledger.iter().position(|fix| fix.contains(words)).unwrap();
    let orders = [
        ("role of License Manager in", "Link License Manager"),
        ("Link License Manager", "access for Marketplace license management"),
        ("access for Marketplace license management", "role of Marketplace license management"),
        ("role of private marketplaces", "access for private marketplaces"),
        ("Enable service control policies", "Create the service control policy"),
        ("Create the service control policy", "Attach the policy"),
    ];
    for (first, second) in orders {
        assert!(at(first) < at(second), "{first} before {second}: {ledger:#?}");
    }
    assert!(written.len() == ledger.len() && stack.writes().iter().all(|call| call.status == 200));
}

#[tokio::test]
async fn a_second_run_changes_nothing_and_asks_nobody() {
    let stack = Stack::green().await;

    let ended = stack.fix("run-2").await;

    ended.result.unwrap();
    assert_eq!((stack.sim.calls().mutating(), ended.asked.len(), ended.passes), (0, 0, 1));
}

#[tokio::test]
async fn a_run_that_only_looks_changes_nothing_needs_no_lease_and_says_what_to_do() {
    let stack = Stack::bare().await;

    let ended = stack.run("run-1", json!({})).await;

    let error = ended.result.as_ref().unwrap_err();
    assert_eq!(error.name(), "SetupIncomplete");
    let said = error.to_string();
    assert!(
        said.starts_with("MPA-012") && said.contains("SETUP-010") && said.contains(r#"{"fix":true}"#),
        "{said}"
    );
    let told = ended.told.as_ref().unwrap();
    let link = told.findings.iter().find(|finding| finding.id.code() == "SETUP-010").unwrap();
    assert!(link.command.as_ref().unwrap().starts_with("aws license-manager update-service-settings"));
    assert_eq!((stack.sim.calls().mutating(), stack.lease.state.lock().unwrap().holder.clone()), (0, None));
    assert!(ended.asked.is_empty() && stack.ledger.all().is_empty());
}

/// P6: each thing is read once.
#[tokio::test]
async fn a_look_reads_each_thing_once() {
    let stack = Stack::bare().await;

    let _incomplete = stack.look("run-1").await;

    let calls = stack.sim.calls();
    for operation in [
        "organizations.DescribeOrganization",
        "organizations.ListAWSServiceAccessForOrganization",
        "license-manager.GetServiceSettings",
        "organizations.ListRoots",
    ] {
        assert_eq!(calls.of(operation), 1, "{operation}");
    }
    assert_eq!(calls.of("organizations.DescribePolicy"), 0, "there is none to be described");
}

#[tokio::test]
async fn what_is_written_down_can_be_read_by_people_and_programs() {
    let stack = Stack::bare().await;
    stack.fix("run-1").await.result.unwrap();

    for file in ["pass-01/observed.json", "pass-01/findings.json", "pass-02/plan.json", "report.json"] {
        let _read: serde_json::Value = stack.file(&format!("runs/run-1/{file}"));
    }
    let bucket = stack.bucket.0.lock().unwrap();
    let text = |file: &str| String::from_utf8(bucket[&format!("runs/run-1/{file}")].clone()).unwrap();
    assert!(text("pass-01/plan.md").contains("aws organizations create-policy"));
    assert!(text("report.md").contains("Fixed and seen to be in place"));
}
