//! Products are bought, amended and ended. A purchase is looked at minutes later, when its license has come.

use domain::report::ActionResult;
use e2e::{Story, StoryError, Told};
use local::Options;
use serde_json::json;
use sim::{AgreementEnd, EventFaults, GrantStatus, Intent, LicenseEntry, WorldFile};

use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, add, all_active, did, empty, give, rows, settled};

/// The ten minutes that an event of a purchase waits pass in two seconds.
const SPEED: f64 = 300.0;
/// Within these a license has come.
const MINUTES_OF_A_LICENSE: u64 = 5;

async fn begin(world: WorldFile) -> Result<Story, StoryError> {
    Story::begin_with(Options { world: Some(world), speed: SPEED, ..Options::default() }).await
}

/// A third product beside the two of [`settled`], which nobody has bought yet.
fn not_bought_yet() -> LicenseEntry {
    WorldFile::generate(1, 3, 7).licenses.swap_remove(2)
}

#[tokio::test]
async fn shares_a_product_with_everybody_minutes_after_it_was_bought() -> Told {
    let story = begin(settled()).await?;
    let license = not_bought_yet();
    story.sim().buy(&license, Intent::New);
    let run = story.the_run_called("purchase-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input["only"], json!({"accounts": [], "products": [license.sku]}));
    for account in [ORDERS, BILLING] {
        assert!(all_active(&story.live_grants_of(account), 3), "{:?}", story.live_grants_of(account));
        assert_eq!(did(&run, account).len(), 1, "only the new product is looked at");
    }
    for account in [LAB, ARCHIVE] {
        assert_eq!(story.live_grants_of(account), []);
    }
    assert_eq!(story.once_all_is_quiet().await?.len(), 1);
    Ok(())
}

/// The run looks for the product, then at everything, and ends; the full pass finds the license when it has come.
#[tokio::test]
async fn a_license_that_comes_later_than_its_event_is_found_by_the_full_pass() -> Told {
    let sim = sim::Options {
        event_faults: EventFaults { lost: 1.0, ..EventFaults::default() },
        ..sim::Options::default()
    };
    let options = Options { world: Some(settled()), speed: SPEED, sim, ..Options::default() };
    let story = Story::begin_with(options).await?;
    let license = not_bought_yet();
    // The event is a sample, and the purchase's own one is lost: so the license can come after the run.
    let event =
        story.aws().sample_event("purchase-agreement-created", &[("prod-abc", license.sku.as_str())])?;
    story.aws().put_aws_event(&event).await?;
    let early = story.the_run_called("purchase-").await?;
    assert!(early.succeeded(), "{}", early.failure());
    assert_eq!(early.ended.input["only"]["products"], json!([license.sku]));
    assert_eq!(early.calls.mutating(), 0);
    assert_eq!(did(&early, ORDERS).len(), 2, "in the end it looked at everything");

    story.sim().buy(&license, Intent::New);
    story.sim().clock().advance_seconds(MINUTES_OF_A_LICENSE * 60);
    story.aws().fire_schedule("marketplace-steward-full-pass").await?;
    let pass = story.the_run_called("schedule-").await?;
    assert!(pass.succeeded(), "{}", pass.failure());
    assert!(all_active(&story.live_grants_of(ORDERS), 3), "{:?}", story.live_grants_of(ORDERS));
    Ok(())
}

#[tokio::test]
async fn looks_at_a_product_whose_agreement_was_amended() -> Told {
    let world = settled();
    let license = world.licenses[0].clone();
    let story = begin(world).await?;
    story.sim().amend_agreement(&license.arn)?;
    let run = story.the_run_called("purchase-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input["only"]["products"], json!([license.sku]));
    assert_eq!(run.calls.mutating(), 0);
    assert!(all_active(&story.live_grants_of(ORDERS), 2));
    Ok(())
}

/// Its grants end with it, and nothing of ours is written; the other product is not looked at.
#[tokio::test]
async fn leaves_a_product_alone_whose_agreement_has_ended() -> Told {
    let world = settled();
    let license = world.licenses[0].clone();
    let story = begin(world).await?;
    story.sim().end_agreement(&license.arn, AgreementEnd::Cancelled)?;
    let run = story.the_run_called("purchase-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input["only"]["products"], json!([license.sku]));
    assert_eq!(run.calls.mutating(), 0);
    let rows = rows(&run, ORDERS);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].result == ActionResult::Skipped && rows[0].reason.contains("not shared"), "{rows:?}");
    Ok(())
}

/// The agreement and its successor are two events about one product, and so one run.
#[tokio::test]
async fn shares_the_license_that_follows_another_one() -> Told {
    let mut world = empty(1);
    add(&mut world, ORDERS, "Orders", Some("true"));
    give(&mut world, ORDERS, 0, GrantStatus::Active);
    let next = LicenseEntry { sku: world.licenses[0].sku.clone(), ..not_bought_yet() };
    let last = world.licenses[0].arn.clone();
    let story = begin(world).await?;
    story.sim().end_agreement(&last, AgreementEnd::Renewed)?;
    story.sim().buy(&next, Intent::Renew);
    let run = story.the_run_called("purchase-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.ended.input["only"]["products"], json!([next.sku]));
    assert!(run.ended.input["reason"].as_str().unwrap().ends_with("and 1 more event"), "{:?}", run.ended);
    let grants = story.live_grants_of(ORDERS);
    let status =
        |license: &str| grants.iter().find(|grant| grant.license == license).map(|grant| grant.status);
    assert_eq!(status(&next.arn), Some(GrantStatus::Active), "{grants:?}");
    assert_eq!(story.once_all_is_quiet().await?.len(), 1);
    Ok(())
}
