//! What could not be read is told in AWS's words, never taken for off, and nothing rests on it.

use std::sync::atomic::Ordering;

use serde_json::json;

use crate::support::execution::Execution;
use crate::support::stack::Stack;

const DENIED: (u16, &str, &str) =
    (400, "AccessDeniedException", "You don't have permissions to access this resource.");
const CREATE_POLICY: &str = "organizations.CreatePolicy";
const ATTACH_POLICY: &str = "organizations.AttachPolicy";
const ENABLE_ACCESS: &str = "organizations.EnableAWSServiceAccess";
const LINK: &str = "license-manager.UpdateServiceSettings";
const CREATE_ROLE: &str = "iam.CreateServiceLinkedRole";

/// A read that is refused, and what is not called then.
const READS: [(&str, &[&str]); 6] = [
    ("organizations.DescribeOrganization", &[CREATE_POLICY, ATTACH_POLICY, ENABLE_ACCESS, LINK, CREATE_ROLE]),
    ("organizations.ListAWSServiceAccessForOrganization", &[ENABLE_ACCESS, LINK]),
    ("license-manager.GetServiceSettings", &[LINK]),
    ("iam.ListRoles", &[CREATE_ROLE, LINK, ENABLE_ACCESS]),
    ("organizations.ListRoots", &["organizations.EnablePolicyType", CREATE_POLICY, ATTACH_POLICY]),
    ("organizations.ListPolicies", &[CREATE_POLICY, ATTACH_POLICY]),
];

#[tokio::test]
async fn a_read_that_is_refused_withholds_what_rests_on_it_and_nothing_else() {
    for (read, withheld) in READS {
        let stack = Stack::bare().await;
        stack.sim.refuse(read, DENIED, u64::MAX);

        let ended = stack.fix("run-1").await;

        let told = ended.told.as_ref().unwrap();
        let unread = told.findings.iter().find(|finding| finding.id.code() == "SETUP-005").unwrap();
        assert!(unread.what.contains(DENIED.2), "{read}: {}", unread.what);
        let written = stack.written();
        assert!(written.iter().all(|one| !withheld.contains(&one.as_str())), "{read}: {written:?}");
        assert_eq!(written.is_empty(), read.ends_with("DescribeOrganization"), "{read}: {written:?}");

        stack.sim.stop_refusing(read);
        stack.fix("run-2").await.result.unwrap();
        stack.assert_every_write_is_in_the_ledger();
    }
}

/// Of what exists already: that it cannot be described never makes a second one, nor changes it.
#[tokio::test]
async fn what_exists_and_cannot_be_read_is_left_alone() {
    for read in [
        "organizations.DescribePolicy",
        "organizations.ListTagsForResource",
        "organizations.ListTargetsForPolicy",
        "iam.ListAttachedRolePolicies",
    ] {
        let stack = Stack::green().await;
        stack.sim.refuse(read, DENIED, u64::MAX);

        let ended = stack.fix("run-1").await;

        assert!(ended.ids().contains(&"SETUP-005"), "{read}: {ended:?}");
        assert_eq!(stack.sim.calls().mutating(), 0, "{read}");
    }
}

#[tokio::test]
async fn without_the_purchase_role_nobody_is_locked_out() {
    let stack = Stack::bare().await;
    stack.odd.no_purchase_role.store(true, Ordering::Relaxed);

    let ended = stack.fix("run-1").await;

    ended.result.as_ref().unwrap();
    assert!(ended.ids().contains(&"SETUP-057"));
    let written = stack.written();
    assert!(
        !written.contains(&CREATE_POLICY.to_owned()) && written.contains(&LINK.to_owned()),
        "{written:?}"
    );
}

/// Fewer calls, or no answer, is no finding: the step is delivered again, and the run can be redriven where it stopped.
#[tokio::test]
async fn a_read_that_is_throttled_is_tried_again_and_never_told_as_a_finding() {
    let stack = Stack::bare().await;
    let read = "organizations.ListRoots";
    stack.sim.refuse(read, (400, "TooManyRequestsException", "slow down"), u64::MAX);
    let mut execution = Execution::of("run-1", json!({"fix": true}), false);
    let mut nothing = async |_: &Stack| ();

    let ended = stack.drive(&mut execution, &mut nothing).await;
    assert_eq!(ended.result.unwrap_err().name(), "Throttled");
    assert_eq!(stack.sim.calls().mutating(), 0);

    stack.sim.stop_refusing(read);
    execution.redrive();
    stack.drive(&mut execution, &mut nothing).await.result.unwrap();
}
