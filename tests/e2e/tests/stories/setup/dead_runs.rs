//! Runs that were stopped in the middle, and runs side by side: nothing is done twice, and one writes at a time (P9).

use std::collections::BTreeMap;

use e2e::setup::{Setup, SetupRun};
use e2e::{StoryError, Told, until};
use local::{Follow, Status};
use serde_json::json;

use super::world::linked_roles;

/// A run that was approved and has made its first fixes.
async fn at_work(setup: &Setup) -> Result<Follow, StoryError> {
    setup.sim().reset_calls();
    let mut follow = setup.start(&json!({"fix": true})).await?;
    setup.once_asked(&follow).await?;
    setup.answer("approve", follow.execution().rsplit(':').next().unwrap()).await?;
    until(&mut follow, "a link that was asked for", |_| {
        setup.sim().calls().of("license-manager.UpdateServiceSettings") > 0
    })
    .await?;
    Ok(follow)
}

/// Everything is in place, and each fix was made once, by whichever run.
async fn assert_once(setup: &Setup, run: &SetupRun) -> Told {
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(linked_roles(setup).len(), 5);
    let mut fixes = BTreeMap::<String, usize>::new();
    for call in setup.ledger().await? {
        *fixes.entry(call["fix"].clone()).or_default() += 1;
    }
    // The call that was under way when the run was stopped may be made again: what it asks for is there then.
    assert!(fixes.values().filter(|count| **count > 1).count() <= 1, "{fixes:#?}");
    assert!(fixes.values().all(|count| *count <= 2), "{fixes:#?}");
    let check = setup.check().await?;
    assert!(check.succeeded(), "{}", check.failure());
    Ok(())
}

#[tokio::test]
async fn what_a_dead_run_left_is_done_by_the_next_one() -> Told {
    let setup = Setup::begin().await?;
    let follow = at_work(&setup).await?;
    setup.aws().abort(follow.execution()).await?;
    let dead = setup.to_its_end(follow, None).await?;
    assert_eq!(dead.ended.status, Status::Aborted);

    // It waits until no step of the dead one can be at work any more.
    let next = setup.fix().await?;
    assert!(next.passes[0].plan.len() < dead.passes[0].plan.len(), "{:?}", next.passes[0].plan);
    assert_once(&setup, &next).await
}

#[tokio::test]
async fn a_run_that_is_redriven_goes_on_where_it_was_stopped() -> Told {
    let setup = Setup::begin().await?;
    let follow = at_work(&setup).await?;
    let execution = follow.execution().to_owned();
    setup.aws().abort(&execution).await?;
    setup.to_its_end(follow, None).await?;
    setup.aws().redrive(&execution).await?;
    let redriven = setup.to_its_end(setup.aws().follow(&execution), Some("approve")).await?;
    assert_eq!(redriven.questions.len(), 1, "the answer still counts");
    assert_once(&setup, &redriven).await
}

#[tokio::test]
async fn two_runs_never_write_at_the_same_time() -> Told {
    let setup = Setup::begin().await?;
    let first = setup.start(&json!({"fix": true})).await?;
    setup.once_asked(&first).await?;
    let second = setup.start(&json!({"fix": true})).await?;
    let second = setup.to_its_end(second, None).await?;
    assert_eq!(second.ended.error.as_deref(), Some("Busy"), "{}", second.failure());
    assert!(second.failure().contains(first.execution()), "{}", second.failure());
    assert_eq!(setup.sim().calls().mutating(), 0);

    // To look needs no lease.
    let check = setup.check().await?;
    assert_eq!(check.ended.error.as_deref(), Some("SetupIncomplete"), "{}", check.failure());
    let first = setup.to_its_end(first, Some("approve")).await?;
    assert_once(&setup, &first).await
}
