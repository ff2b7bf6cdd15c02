//! A redrive from the console does what is missing, and nothing twice.

use std::collections::{BTreeMap, BTreeSet};

use domain::report::{ActionResult, Done};
use e2e::{Build, Run, Story, Told, is_working, until};
use local::{Child, Follow, Options, Status};
use serde_json::json;
use sim::Faults;

use crate::world::{BILLING, LAB, ORDERS, add, all_active, did, empty, forbidden, settled, three_are_new};

/// Orders, Billing and Lab are to have two products each, and one of them is refused to Billing.
async fn failed_for_billing() -> Result<(Story, Run), e2e::StoryError> {
    let story = Story::begin(three_are_new()).await?;
    story.sim().break_account(BILLING, forbidden("CreateGrant"));
    let run = story.run(&json!({"only": {"accounts": [ORDERS, BILLING]}})).await?;
    assert_eq!(run.red_accounts(), [BILLING]);
    assert!(run.failure().contains("redrive this run"), "{}", run.failure());
    Ok((story, run))
}

/// The children that ended well, each with when it started and ended.
fn well(children: &[Child]) -> BTreeMap<&str, (&Child, String)> {
    let well = children.iter().filter(|child| child.status == Status::Succeeded);
    well.map(|child| (child.execution.as_str(), (child, format!("{:?}", (child.started, child.stopped)))))
        .collect()
}

/// Whether every child that had ended well is as it was.
fn kept(before: &Run, after: &Run) -> bool {
    let after = well(&after.children);
    well(&before.children)
        .iter()
        .all(|(execution, (_, times))| after.get(execution).is_some_and(|(_, unchanged)| unchanged == times))
}

#[tokio::test]
async fn a_redrive_does_what_failed_and_nothing_else() -> Told {
    let (story, failed) = failed_for_billing().await?;
    assert_eq!(failed.report()?.summary.failed, 2);
    let (before, written) = (story.live_grants_of(ORDERS), story.ledger().await?);

    story.sim().heal_account(BILLING);
    let redriven = story.redrive(&failed).await?;
    assert!(redriven.succeeded(), "{}", redriven.failure());
    assert_eq!(redriven.ended.redrives, 1);
    assert!(all_active(&story.live_grants_of(BILLING), 2));

    // Not a call for the others: neither to License Manager nor in the ledger, and no child of theirs.
    assert_eq!(story.live_grants_of(ORDERS), before);
    assert_eq!(redriven.calls.of("license-manager.CreateGrant"), 2);
    assert_eq!(redriven.changes().count(), 4, "two grants and their activations: {:?}", redriven.calls);
    let mut new = story.ledger().await?;
    new.retain(|call| !written.contains(call));
    assert!(!new.is_empty() && new.iter().all(|call| call["account"] == BILLING), "{new:?}");
    assert!(kept(&failed, &redriven));
    let first: BTreeSet<_> = failed.children.iter().map(|child| &child.execution).collect();
    let second = redriven.children.iter().filter(|child| !first.contains(&child.execution));
    assert_eq!(second.filter_map(Child::account).collect::<Vec<_>>(), [BILLING]);

    // The same report tells the new outcome, and still what the first part did.
    assert_eq!(redriven.report()?.summary.failed, 0);
    for account in [ORDERS, BILLING] {
        assert_eq!(did(&redriven, account), [(Done::Create, ActionResult::Done); 2]);
    }
    let again = story.run(&json!({"only": {"accounts": [ORDERS, BILLING]}})).await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!(again.calls.mutating(), 0);
    Ok(())
}

#[tokio::test]
async fn a_redriven_run_that_finds_another_at_work_says_which_and_works_when_that_has_ended() -> Told {
    let (story, failed) = failed_for_billing().await?;
    story.sim().heal_account(BILLING);

    // The other run does not get on: AWS answers nobody.
    story.sim().set_faults(Faults { throttle: 1.0, ..Faults::none() });
    let mut other = story.start(&json!({"only": {"accounts": [LAB]}})).await?;
    until(&mut other, "the state Preflight", |progress| progress.state.as_deref() == Some("Preflight"))
        .await?;
    let refused = story.redrive(&failed).await?;
    assert_eq!(refused.ended.status, Status::Failed);
    assert!(
        refused.failure().starts_with("Busy") && refused.failure().contains(other.execution()),
        "{}",
        refused.failure()
    );
    assert_eq!(refused.calls.mutating(), 0);

    story.sim().set_faults(Faults::none());
    let other = story.to_its_end(other).await?;
    assert!(other.succeeded(), "{}", other.failure());
    assert!(all_active(&story.live_grants_of(LAB), 2));
    assert_eq!(story.live_grants_of(BILLING), []);

    let redriven = story.redrive(&refused).await?;
    assert!(redriven.succeeded(), "{}", redriven.failure());
    assert_eq!(redriven.ended.redrives, 2);
    assert!(all_active(&story.live_grants_of(BILLING), 2));
    Ok(())
}

/// Two children run at a time instead of twenty: so of six accounts one is done, some are at work and some not begun.
#[tokio::test]
async fn a_run_that_was_stopped_in_the_middle_goes_on_where_it_was() -> Told {
    const ACCOUNTS: usize = 6;
    let accounts: Vec<String> = (1..=ACCOUNTS).map(|number| format!("2000000000{number:02}")).collect();
    let mut world = empty(1);
    for account in &accounts {
        add(&mut world, account, "Member", Some("true"));
    }
    let two_at_a_time = Build::as_built()?
        .with_definition(|machine| machine["States"]["Apply"]["MaxConcurrency"] = json!(2))?;
    let options = Options { world: Some(world), ..Options::default() };
    let story = Story::begin_deployed(options, &two_at_a_time).await?;
    let mut working = story.start(&json!({})).await?;
    until(&mut working, "a child that has ended", |progress| {
        progress.children.iter().any(|child| child.status == Status::Succeeded)
    })
    .await?;
    let aborted = story.abort(working).await?;
    let count = |run: &Run, status| run.children.iter().filter(|child| child.status == status).count();
    assert!(count(&aborted, Status::Aborted) > 0, "{:?}", aborted.children);
    assert!(aborted.children.len() < ACCOUNTS, "all have begun");
    let written = story.ledger().await?;

    let mut redriven = story.start_redriven(&aborted).await?;
    until(&mut redriven, "a child that runs", is_working).await?;
    assert_coalesced(&story, &redriven).await?;
    let redriven = story.to_its_end(redriven).await?;
    assert!(redriven.succeeded(), "{}", redriven.failure());
    assert!(kept(&aborted, &redriven));
    assert_eq!(count(&redriven, Status::Succeeded), ACCOUNTS, "one child for each, be it redriven");

    let done: BTreeSet<_> =
        well(&aborted.children).values().filter_map(|(child, _)| child.account()).collect();
    let mut new = story.ledger().await?;
    new.retain(|call| !written.contains(call));
    assert!(new.iter().all(|call| !done.contains(call["account"].as_str())), "{new:?}");
    // P3: not even one that ended again.
    for account in &accounts {
        assert_eq!(story.sim().grants_of(account).len(), 1, "{account}");
        assert!(all_active(&story.live_grants_of(account), 1), "{account}");
    }
    let next = story.run(&json!({})).await?;
    assert!(next.succeeded(), "{}", next.failure());
    assert_eq!((next.decision(), next.calls.mutating()), (None, 0), "the lease is free again");
    Ok(())
}

async fn assert_coalesced(story: &Story, holder: &Follow) -> Told {
    let another = story.start(&json!({"reason": "while the redriven one is at work"})).await?;
    let another = story.to_its_end(another).await?;
    assert_eq!(another.decision(), Some("coalesced"), "{}", another.failure());
    assert_eq!(another.ended.output.as_ref().unwrap()["holder"], holder.execution());
    Ok(())
}

#[tokio::test]
async fn a_run_that_the_guard_stopped_goes_on_when_the_limit_was_raised() -> Told {
    let story = Story::begin(settled()).await?;
    story.with_policy("[guard]\nrevocations_max = 1\n").await?;
    story.sim().suspend_account(ORDERS);
    let stopped = story.run(&json!({})).await?;
    assert!(stopped.failure().contains("revocations_max"), "{}", stopped.failure());
    assert_eq!(stopped.calls.mutating(), 0);

    story.with_policy("[guard]\nrevocations_max = 2\n").await?;
    let redriven = story.redrive(&stopped).await?;
    assert!(redriven.succeeded(), "{}", redriven.failure());
    assert_eq!(story.live_grants_of(ORDERS), []);
    assert_eq!(did(&redriven, ORDERS), [(Done::Delete, ActionResult::Done); 2]);
    assert!(all_active(&story.live_grants_of(BILLING), 2));
    assert!(redriven.report()?.stopped.is_empty());
    Ok(())
}
