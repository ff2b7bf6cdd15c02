//! The policy of the guard rail, from its kind being enabled to its end.

use aws::{Prerequisites, SetupWrites};
use domain::setup::fix::Fix;
use domain::setup::scp::{POLICY_DESCRIPTION, POLICY_NAME};
use steps::ports::setup::{SetupReads as _, SetupWrites as _};

use crate::session::{HUB, hub, walk};
use crate::setup::{bare, done};

const TEXT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"aws-marketplace:Subscribe","Resource":"*"}]}"#;

#[tokio::test]
async fn the_guard_rail_is_made_with_our_mark_attached_changed_and_taken_away() {
    let sim = bare().await;
    let session = hub(&sim.endpoint());
    let (reads, writes) = (Prerequisites::new(&session), SetupWrites::new(&session));
    let (roots, _) = walk(async |token| reads.roots(token).await).await;
    let [root] = &roots[..] else { panic!("{roots:?}") };
    assert!(!root.has_control_policies);
    assert_eq!(writes.guard_rail().await.unwrap(), None);

    done(&sim, &[Fix::EnableServiceControlPolicies { root: root.id.clone() }]).await;
    let owner = HUB.parse().unwrap();
    done(&sim, &[Fix::CreateGuardRail { text: TEXT.to_owned(), owner }]).await;
    for extra in ["one", "two", "three"] {
        sim.create_control_policy(extra, TEXT).unwrap();
    }
    let (roots, _) = walk(async |token| reads.roots(token).await).await;
    assert!(roots[0].has_control_policies);
    let (policy, tags) = writes.guard_rail().await.unwrap().unwrap();
    assert_eq!(tags["marketplace-steward"], HUB);
    let (policies, pages) = walk(async |token| reads.control_policies(token).await).await;
    assert!(pages > 2 && policies.iter().any(|one| one.id == policy && one.name == POLICY_NAME));
    let (listed, _) = walk(async |token| reads.policy_tags(&policy, token).await).await;
    assert_eq!(listed, tags.into_iter().collect::<Vec<_>>());
    let made = sim.control_policies().into_iter().find(|one| one.id == policy).unwrap();
    assert_eq!(made.description, POLICY_DESCRIPTION);

    let attach = Fix::AttachGuardRail { target: roots[0].id.clone(), after: None };
    writes.fix(&attach, Some(&policy)).await.unwrap();
    let (targets, _) = walk(async |token| reads.policy_targets(&policy, token).await).await;
    assert_eq!(targets, [roots[0].id.as_str()]);
    let text = TEXT.replace("Subscribe", "Unsubscribe");
    let detach = Fix::DetachGuardRail { policy: policy.clone(), target: roots[0].id.clone() };
    done(&sim, &[Fix::UpdateGuardRail { policy: policy.clone(), text: text.clone() }, detach]).await;
    assert_eq!(reads.policy_text(&policy).await.unwrap(), text);
    done(&sim, &[Fix::DeleteGuardRail { policy }]).await;
    assert_eq!(writes.guard_rail().await.unwrap(), None);
    let early = writes.fix(&attach, None).await.unwrap_err();
    assert_eq!(early.error.code, "PolicyNotFoundException", "it is told as AWS would, and nothing is called");
}
