//! A grant is taken up wherever somebody or something left it.

use domain::report::{ActionResult, Class, Done};
use e2e::{Story, Told};
use serde_json::json;
use sim::GrantStatus;

use crate::world::{ORDERS, add, all_active, did, empty, give, rows};

#[tokio::test]
async fn activates_a_grant_that_was_left_disabled() -> Told {
    let mut world = empty(1);
    add(&mut world, ORDERS, "Orders", Some("true"));
    give(&mut world, ORDERS, 0, GrantStatus::Disabled);
    let story = Story::begin(world).await?;
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(did(&run, ORDERS), [(Done::Activate, ActionResult::Done)]);
    assert!(all_active(&story.live_grants_of(ORDERS), 1));
    assert_eq!(run.calls.of("license-manager.CreateGrant"), 0);
    Ok(())
}

#[tokio::test]
async fn accepts_a_pending_grant_through_the_member_role() -> Told {
    let mut world = empty(1);
    add(&mut world, ORDERS, "Orders", Some("true"));
    let story = Story::begin(world).await?;
    story.sim().let_grants_wait(true);
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert!(all_active(&story.live_grants_of(ORDERS), 1), "{:?}", story.live_grants_of(ORDERS));
    assert_eq!(run.calls.of("license-manager.AcceptGrant"), 1);
    Ok(())
}

#[tokio::test]
async fn reports_a_pending_grant_as_waiting_where_there_is_no_member_role() -> Told {
    let mut world = empty(1);
    add(&mut world, ORDERS, "Orders", Some("true"));
    if let Some(orders) = world.accounts.last_mut() {
        orders.without_member_roles = true;
    }
    let story = Story::begin(world).await?;
    story.sim().let_grants_wait(true);
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "waiting for a person is no failure: {}", run.failure());
    let rows = rows(&run, ORDERS);
    assert_eq!((rows[0].result, rows[0].class), (ActionResult::Waiting, Some(Class::NotAccepted)));
    assert!(rows[0].reason.contains("has to accept"), "{}", rows[0].reason);
    assert_eq!(story.live_grants_of(ORDERS)[0].status, GrantStatus::PendingAccept);
    Ok(())
}

#[tokio::test]
async fn makes_a_failed_grant_anew_and_shares_it() -> Told {
    let mut world = empty(1);
    add(&mut world, ORDERS, "Orders", Some("true"));
    let story = Story::begin(world.clone()).await?;
    story.sim().fail_workflows(ORDERS, &world.licenses[0].sku, 2);
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert!(all_active(&story.live_grants_of(ORDERS), 1));
    assert_eq!(run.calls.of("license-manager.CreateGrant"), 3);
    Ok(())
}

#[tokio::test]
async fn makes_a_failed_grant_anew_at_most_twice_and_then_reports_it() -> Told {
    let mut world = empty(1);
    add(&mut world, ORDERS, "Orders", Some("true"));
    let story = Story::begin(world.clone()).await?;
    story.sim().fail_workflows(ORDERS, &world.licenses[0].sku, 100);
    let run = story.run(&json!({})).await?;

    assert!(!run.succeeded());
    assert_eq!(run.calls.of("license-manager.CreateGrant"), 3);
    assert!(run.failure().contains("AccountsFailed") && run.failure().contains(ORDERS), "{}", run.failure());
    assert_eq!(rows(&run, ORDERS)[0].class, Some(Class::WorkflowFailed));

    // Held: the next run tells it again and does not try.
    let again = story.run(&json!({})).await?;
    assert!(!again.succeeded());
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls);

    // Until somebody acts: the cause is gone, and a run names the account.
    story.sim().heal_account(ORDERS);
    let healed = story.run(&json!({"only": {"accounts": [ORDERS]}})).await?;
    assert!(healed.succeeded(), "{}", healed.failure());
    assert!(all_active(&story.live_grants_of(ORDERS), 1));
    Ok(())
}
