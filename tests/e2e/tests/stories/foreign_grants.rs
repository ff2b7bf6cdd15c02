//! Grants of others stay as they are.

use domain::report::{ActionResult, Class};
use e2e::{Story, Told};
use serde_json::json;
use sim::GrantEntry;

use crate::world::{ARCHIVE, LAB, all_active, rows, settled};

#[tokio::test]
async fn leaves_foreign_grants_alone() -> Told {
    let mut world = settled();
    // By hand for an account that is to have nothing, and by the seed's script (name = account id) for one that is.
    for (name, account) in [("a favour for the lab", LAB), (ARCHIVE, ARCHIVE)] {
        let entry = GrantEntry {
            name: name.into(),
            account: account.into(),
            tags: Default::default(),
            ..world.grants[0].clone()
        };
        world.grants.push(entry);
    }
    let mut story = Story::begin(world).await?;
    let before = [story.live_grants_of(LAB), story.live_grants_of(ARCHIVE)];
    story.when_the_account_is_tagged(ARCHIVE, "true")?;
    let run = story.the_run_that_follows().await?;
    let full = story.run(&json!({})).await?;

    assert!(run.succeeded() && full.succeeded(), "{} {}", run.failure(), full.failure());
    assert_eq!(story.live_grants_of(LAB), before[0]);
    let (foreign, ours): (Vec<_>, Vec<_>) =
        story.live_grants_of(ARCHIVE).into_iter().partition(|grant| grant.name == ARCHIVE);
    assert_eq!(foreign, before[1]);
    assert!(all_active(&ours, 1), "only the other product is shared: {ours:?}");
    for (run, account) in [(&full, LAB), (&run, ARCHIVE), (&full, ARCHIVE)] {
        let skipped: Vec<_> =
            rows(run, account).into_iter().filter(|row| row.class == Some(Class::Foreign)).collect();
        assert_eq!(skipped.len(), 1, "{skipped:?}");
        assert_eq!(skipped[0].result, ActionResult::Skipped);
    }
    Ok(())
}

/// A name like ours is not enough: without our tag a grant is not touched (P1).
#[tokio::test]
async fn a_grant_that_only_looks_like_ours_is_left_alone() -> Told {
    let mut world = settled();
    let entry = GrantEntry {
        name: format!("marketplace-steward-{LAB}"),
        account: LAB.into(),
        tags: Default::default(),
        ..world.grants[0].clone()
    };
    world.grants.push(entry);
    let story = Story::begin(world).await?;
    let before = story.live_grants_of(LAB);
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(story.live_grants_of(LAB), before);
    assert_eq!(run.calls.mutating(), 0);
    assert_eq!(rows(&run, LAB)[0].class, Some(Class::Foreign));
    Ok(())
}
