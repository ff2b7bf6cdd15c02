//! One grant serves a whole unit, or the organization.

use domain::report::{ActionResult, Class, Done};
use e2e::Told;
use serde_json::json;
use sim::GrantStatus;

use super::world::{SHOP, areas, begin, principals, to_everybody, to_the_shop, units};
use crate::world::{ARCHIVE, BILLING, HUB, LAB, ORDERS, all_active, buys_itself, did, grant_writes, rows};

/// Made and activated by one call each, and one after the other: AWS works on no more at a time.
#[tokio::test]
async fn one_grant_serves_a_whole_unit() -> Told {
    let story = begin(units(), &to_the_shop("ou")).await?;
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(principals(&story), [SHOP]);
    assert!(areas(&story).iter().all(|grant| grant.status == GrantStatus::WorkflowCompleted));
    for account in [ORDERS, BILLING] {
        assert!(all_active(&story.live_grants_of(account), 2), "{:?}", story.live_grants_of(account));
    }
    assert_eq!(story.live_grants_of(LAB), []);
    assert_eq!(grant_writes(&run.calls), ["CreateGrant", "CreateGrant"]);
    assert!(run.calls.log.iter().all(|call| call.code.as_deref() != Some("ResourceLimitExceededException")));
    assert_eq!(did(&run, HUB), [(Done::Create, ActionResult::Done); 2]);

    // P6, and whoever asks for one account hears by what it has the product.
    let again = story.run(&json!({})).await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls.counts);
    assert_eq!(did(&again, ORDERS), [(Done::None, ActionResult::Done); 2]);
    assert!(rows(&again, ORDERS)[0].reason.contains(SHOP), "{:?}", rows(&again, ORDERS));
    Ok(())
}

#[tokio::test]
async fn one_grant_serves_the_organization() -> Told {
    let world = units();
    let organization = world.organization.id.clone();
    let story = begin(world, &to_everybody("organization")).await?;
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(principals(&story), [organization]);
    for account in [ORDERS, BILLING, LAB, ARCHIVE] {
        assert!(all_active(&story.live_grants_of(account), 2), "{:?}", story.live_grants_of(account));
    }
    assert_eq!(grant_writes(&run.calls), ["CreateGrant", "CreateGrant"]);
    Ok(())
}

/// It is activated where nothing else is active; what a member bought stays.
#[tokio::test]
async fn a_member_below_keeps_what_it_bought_and_the_others_are_served() -> Told {
    let mut world = units();
    buys_itself(&mut world, BILLING, 0);
    let story = begin(world, &to_the_shop("ou")).await?;
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert!(all_active(&story.live_grants_of(ORDERS), 2), "{:?}", story.live_grants_of(ORDERS));
    let own: Vec<_> = story.live_grants_of(BILLING).into_iter().filter(|own| own.granter != HUB).collect();
    assert!(own.len() == 1 && own[0].status == GrantStatus::Active, "{own:?}");
    let told = rows(&run, BILLING);
    assert_eq!(told.iter().filter(|row| row.class == Some(Class::Conflict)).count(), 1, "{told:?}");

    let again = story.run(&json!({})).await?;
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls.counts);
    Ok(())
}

/// Somebody who is not to have a product is in the unit: it is not shared more widely than the policy says.
#[tokio::test]
async fn a_unit_with_somebody_who_is_excepted_gets_no_grant_and_that_is_told() -> Told {
    let policy = format!("{}\n[except]\naccounts = [\"{BILLING}\"]\n", to_the_shop("ou"));
    let story = begin(units(), &policy).await?;
    let run = story.run(&json!({})).await?;

    assert!(!run.succeeded());
    assert_eq!(run.calls.mutating(), 0, "{:?}", run.calls.counts);
    assert!(principals(&story).is_empty());
    let told = rows(&run, ORDERS);
    assert!(told.iter().all(|row| row.result == ActionResult::Failed), "{told:?}");
    let notes = run.report()?.notes.join("\n");
    assert!(notes.contains(BILLING) && notes.contains("share as"), "{notes}");
    Ok(())
}
