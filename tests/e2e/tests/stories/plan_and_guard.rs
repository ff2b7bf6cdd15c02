//! Runs that end before the first write.

use domain::report::{Class, Done};
use e2e::{Story, Told};
use serde_json::json;

use crate::world::{BILLING, ORDERS, add, all_active, did, rows, settled};

#[tokio::test]
async fn a_plan_only_run_writes_nothing_and_tells_what_it_would_do() -> Told {
    let mut world = settled();
    add(&mut world, "666666666666", "Newcomer", Some("true"));
    let story = Story::begin(world).await?;
    let run = story.run(&json!({"plan_only": true})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.calls.mutating(), 0);
    assert_eq!(did(&run, "666666666666").iter().filter(|(action, _)| *action == Done::Create).count(), 2);
    Ok(())
}

/// P4: over the limit nothing is taken back.
#[tokio::test]
async fn the_guard_stops_a_run_that_takes_back_too_much() -> Told {
    let story = Story::begin(settled()).await?;
    story.with_policy("[guard]\nrevocations_max = 1\n").await?;
    story.sim().suspend_account(ORDERS);
    let run = story.run(&json!({})).await?;

    assert!(!run.succeeded());
    assert!(
        run.failure().contains("Invalid") && run.failure().contains("revocations_max"),
        "{}",
        run.failure()
    );
    assert_eq!(run.calls.mutating(), 0);
    assert!(all_active(&story.live_grants_of(ORDERS), 2));
    assert!(rows(&run, ORDERS).iter().all(|row| row.class == Some(Class::Stopped)));
    Ok(())
}

/// P5: nothing wanted at all is more often a mistake than a wish.
#[tokio::test]
async fn an_empty_wish_needs_a_word() -> Told {
    let story = Story::begin(settled()).await?;
    for account in [ORDERS, BILLING] {
        story.sim().suspend_account(account);
    }
    let stopped = story.run(&json!({})).await?;
    assert!(!stopped.succeeded());
    assert!(stopped.failure().contains("allow_empty"), "{}", stopped.failure());
    assert_eq!(stopped.calls.mutating(), 0);

    let meant = story.run(&json!({"allow_empty": true})).await?;
    assert!(meant.succeeded(), "{}", meant.failure());
    assert_eq!(story.live_grants_of(ORDERS), []);
    assert_eq!(story.live_grants_of(BILLING), []);
    Ok(())
}

#[tokio::test]
async fn a_mistake_in_the_policy_file_is_told_with_its_line() -> Told {
    let story = Story::begin(settled()).await?;
    story.with_policy("untagged = \"keep\"\n").await?;
    let run = story.run(&json!({})).await?;
    assert!(run.failure().contains("Invalid") && run.failure().contains("line 1"), "{}", run.failure());
    assert_eq!(run.calls.mutating(), 0);
    Ok(())
}
