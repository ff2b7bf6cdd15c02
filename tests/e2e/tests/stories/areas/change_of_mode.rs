//! Account by account today, by the unit tomorrow: a person is asked, and nobody goes without in between (P2).

use e2e::{Story, StoryError, Told, until};
use serde_json::json;
use sim::{GrantStatus, WorldFile};

use super::world::{SHOP, areas, begin, own_grants_of, principals, to_the_shop, units};
use crate::world::{BILLING, ORDERS, all_active, buys_itself, gaps, give, grant_writes};

const BOTH: [&str; 2] = [ORDERS, BILLING];

/// Both accounts of the Shop have both products by grants of their own.
fn by_account() -> WorldFile {
    let mut world = units();
    for account in BOTH {
        for license in 0..2 {
            give(&mut world, account, license, GrantStatus::Active);
        }
    }
    world
}

/// The same, where the policy now says to share by unit.
async fn to_be_changed() -> Result<Story, StoryError> {
    begin(by_account(), &to_the_shop("ou")).await
}

fn assert_untouched(story: &Story) {
    assert!(areas(story).is_empty(), "{:?}", areas(story));
    for account in BOTH {
        assert!(all_active(&own_grants_of(story, account), 2), "{:?}", story.live_grants_of(account));
    }
}

fn assert_changed(story: &Story) {
    assert_eq!(principals(story), [SHOP]);
    for account in BOTH {
        assert!(all_active(&story.live_grants_of(account), 2), "{:?}", story.live_grants_of(account));
    }
    assert_eq!(gaps(story, &BOTH, &units().licenses), []);
}

#[tokio::test]
async fn a_change_is_noted_with_how_to_be_asked_and_nothing_else_happens() -> Told {
    let story = to_be_changed().await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.calls.mutating(), 0, "{:?}", run.calls.counts);
    let notes = run.report()?.notes.join("\n");
    for license in units().licenses {
        assert!(notes.contains(&license.sku), "{notes}");
    }
    assert!(notes.contains(r#"{"change_mode": true}"#), "{notes}");
    assert_untouched(&story);
    Ok(())
}

#[tokio::test]
async fn an_approved_change_swaps_without_a_gap() -> Told {
    let story = to_be_changed().await?;
    story.with_policy(&format!("{}\n[guard]\nrevocations_max = 0\n", to_the_shop("ou"))).await?;
    let run = story.start(&json!({"change_mode": true})).await?;
    let question = story.once_asked(&run).await?;
    for license in units().licenses {
        assert!(question.covers.iter().any(|key| key.contains(&license.sku)), "{:?}", question.covers);
    }
    assert_eq!(story.sim().calls().mutating(), 0, "nothing is written before a person approved");
    assert_untouched(&story);

    story.answer("approve", &run).await?;
    let run = story.to_its_end(run).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_changed(&story);
    let writes = grant_writes(&run.calls);
    let count = |name: &str| writes.iter().filter(|write| **write == name).count();
    assert_eq!((count("CreateGrant"), count("DeleteGrant"), writes.len()), (2, 4, 6), "{writes:?}");

    let again = story.run(&json!({"change_mode": true})).await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!(again.calls.mutating(), 0, "there is nothing left to ask for: {:?}", again.calls.counts);
    Ok(())
}

#[tokio::test]
async fn a_refused_change_leaves_everything_as_it_was() -> Told {
    let story = to_be_changed().await?;
    let run = story.start(&json!({"change_mode": true})).await?;
    story.once_asked(&run).await?;
    story.answer("reject", &run).await?;
    let run = story.to_its_end(run).await?;
    assert!(!run.succeeded());
    assert!(run.failure().contains("Invalid") && run.failure().contains("reject"), "{}", run.failure());
    assert_eq!(story.sim().calls().mutating(), 0);
    assert_untouched(&story);

    let next = story.run(&json!({})).await?;
    assert!(next.succeeded(), "{}", next.failure());
    assert_untouched(&story);
    Ok(())
}

/// What was begun was approved once: no other run has to be asked for the rest.
#[tokio::test]
async fn a_change_that_died_half_way_is_finished_by_the_next_run_without_a_gap() -> Told {
    let story = to_be_changed().await?;
    let mut run = story.start(&json!({"change_mode": true})).await?;
    story.once_asked(&run).await?;
    story.answer("approve", &run).await?;
    let took_over = || {
        let parts = |account: &&str| {
            let mut parts = story.live_grants_of(account);
            parts.retain(|grant| grant.parent != grant.license);
            all_active(&parts, 2)
        };
        BOTH.iter().all(parts)
    };
    until(&mut run, "grants for the unit that are active", |_| took_over()).await?;
    story.abort(run).await?;
    assert!(BOTH.iter().all(|account| own_grants_of(&story, account).len() == 2), "it came too late to die");

    let next = story.run(&json!({})).await?;
    assert!(next.succeeded(), "{}", next.failure());
    assert_changed(&story);
    Ok(())
}

/// AWS's swap would switch off what the member bought as well: for that product nothing is changed.
#[tokio::test]
async fn no_swap_is_made_above_an_account_that_has_its_own_license() -> Told {
    let mut world = by_account();
    let bought = world.licenses[0].sku.clone();
    world.grants.retain(|grant| grant.account != BILLING || grant.license != world.licenses[0].arn);
    buys_itself(&mut world, BILLING, 0);
    let products = units().licenses;
    let story = begin(world, &to_the_shop("ou")).await?;
    let run = story.run_approved(&json!({"change_mode": true})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    let notes = run.report()?.notes.join("\n");
    assert!(notes.contains(BILLING) && notes.contains("its own license"), "{notes}");
    let kept = own_grants_of(&story, ORDERS);
    assert!(all_active(&kept, 1) && kept[0].sku == bought, "{kept:?}");
    assert!(all_active(&story.live_grants_of(BILLING), 2), "{:?}", story.live_grants_of(BILLING));
    assert_eq!(gaps(&story, &BOTH, &products), []);
    Ok(())
}
