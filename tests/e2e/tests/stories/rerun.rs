//! A person runs again what failed, with the input that the error names.

use domain::report::{ActionResult, Class};
use e2e::{Run, Story, Told};
use serde_json::{Value, json};

use crate::world::{BILLING, LAB, ORDERS, add, all_active, empty, forbidden, rows, three_are_new};

/// The input that the error of a run ends with, for a person to paste.
fn input_named_by(run: &Run) -> Value {
    let cause: Value = serde_json::from_str(run.ended.cause.as_ref().unwrap()).unwrap();
    let message = cause["errorMessage"].as_str().unwrap();
    let (_, input) = message.split_once("start a run with ").unwrap();
    serde_json::from_str(input).unwrap()
}

#[tokio::test]
async fn the_input_that_the_error_names_runs_what_failed_and_nothing_else() -> Told {
    let story = Story::begin(three_are_new()).await?;
    story.sim().break_account(BILLING, forbidden("CreateGrant"));
    story.sim().break_account(LAB, forbidden("CreateGrantVersion"));
    let failed = story.run(&json!({})).await?;
    assert_eq!(failed.red_accounts(), [BILLING, LAB]);

    story.sim().heal_account(BILLING);
    story.sim().heal_account(LAB);
    let input = input_named_by(&failed);
    assert_eq!(input, json!({"only": {"accounts": [BILLING, LAB]}}));
    let rerun = story.run(&input).await?;
    assert!(rerun.succeeded(), "{}", rerun.failure());
    for account in [BILLING, LAB] {
        assert!(all_active(&story.live_grants_of(account), 2), "{account}");
    }
    // The grants of Lab were there, and needed their activation only.
    assert_eq!(rerun.calls.of("license-manager.CreateGrant"), 2);
    assert!(rows(&rerun, ORDERS).is_empty());
    Ok(())
}

#[tokio::test]
async fn a_run_of_one_product_leaves_the_others_alone() -> Told {
    let mut world = empty(2);
    add(&mut world, ORDERS, "Orders", Some("true"));
    let sku = world.licenses[1].sku.clone();
    let story = Story::begin(world).await?;
    let run = story.run(&json!({"only": {"products": [sku]}})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    let grants = story.live_grants_of(ORDERS);
    assert!(all_active(&grants, 1), "{grants:?}");
    assert_eq!(grants[0].sku, sku);
    assert_eq!(rows(&run, ORDERS).len(), 1);
    Ok(())
}

/// An event says that something changed, and not that somebody asked the account's owner.
#[tokio::test]
async fn a_rejected_grant_is_made_again_for_a_person_but_not_for_an_event() -> Told {
    let mut world = empty(1);
    add(&mut world, ORDERS, "Orders", Some("true"));
    world.accounts.last_mut().unwrap().without_member_roles = true;
    let mut story = Story::begin(world).await?;
    story.sim().let_grants_wait(true);
    let shared = story.run(&json!({})).await?;
    assert_eq!(rows(&shared, ORDERS)[0].class, Some(Class::NotAccepted), "{}", shared.failure());
    let rejected = story.live_grants_of(ORDERS)[0].arn.clone();
    story.sim().reject_grant(ORDERS, &rejected)?;
    story.sim().let_grants_wait(false);

    story.sim().reset_calls();
    story.when_the_account_is_tagged(ORDERS, "true")?;
    let event = story.the_run_that_follows().await?;
    assert_eq!(event.calls.mutating(), 0, "{:?}", event.calls);
    let row = &rows(&event, ORDERS)[0];
    assert_eq!((row.result, row.class), (ActionResult::Failed, Some(Class::Rejected)), "{row:?}");

    let rerun = story.run(&input_named_by(&event)).await?;
    assert!(rerun.succeeded(), "{}", rerun.failure());
    assert!(all_active(&story.live_grants_of(ORDERS), 1));
    assert_eq!(rerun.calls.of("license-manager.CreateGrant"), 1);
    Ok(())
}
