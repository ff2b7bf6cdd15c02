//! A run about a part reads that part, however large the rest is.

use e2e::{Run, Story, StoryError, Told};
use local::Options;
use serde_json::json;
use sim::{GrantStatus, WorldFile};

use crate::world::{add, all_active, empty, give};

/// The ten minutes that an event of a purchase waits pass in two seconds.
const SPEED: f64 = 300.0;

fn account(number: usize) -> String {
    format!("{:012}", 200_000_000_000_usize + number)
}

/// So many accounts that all have three products, but for the last one, which has none.
fn organization(accounts: usize) -> WorldFile {
    let mut world = empty(3);
    for number in 0..accounts {
        add(&mut world, &account(number), &format!("Account {number}"), Some("true"));
        for license in (0..3).filter(|_| number < accounts - 1) {
            give(&mut world, &account(number), license, GrantStatus::Active);
        }
    }
    world
}

/// The run that a tag on an account starts; its calls are counted from its start.
async fn tagged(story: &mut Story, account: &str) -> Result<Run, StoryError> {
    story.when_the_account_is_tagged(account, "true")?;
    story.sim().reset_calls();
    let run = story.the_run_that_follows().await?;
    assert!(run.succeeded(), "{}", run.failure());
    Ok(run)
}

/// Four of them are preflight's, once a run.
#[tokio::test]
async fn a_look_at_one_account_is_the_same_eleven_calls_in_an_organization_of_any_size() -> Told {
    let mut counts = Vec::new();
    for accounts in [20, 300] {
        let mut story = Story::begin(organization(accounts)).await?;
        counts.push(tagged(&mut story, &account(0)).await?.calls.counts);
    }
    assert_eq!(counts[0], counts[1]);
    assert_eq!(counts[0].values().sum::<u64>(), 11, "{:?}", counts[0]);
    Ok(())
}

#[tokio::test]
async fn sharing_with_one_account_of_hundreds_reads_nothing_of_the_others() -> Told {
    let mut story = Story::begin(organization(300)).await?;
    let newest = account(299);
    let calls = tagged(&mut story, &newest).await?.calls;

    assert!(all_active(&story.live_grants_of(&newest), 3), "{:?}", story.live_grants_of(&newest));
    for all in ["organizations.ListAccounts", "tagging.GetResources"] {
        assert_eq!(calls.of(all), 0, "{:?}", calls.counts);
    }
    // Two questions about the account and two pages of grants with each look: all others are about grants that it made.
    let looks = calls.of("organizations.DescribeAccount") / 2;
    assert_eq!(calls.of("license-manager.ListDistributedGrants"), 2 * looks, "{:?}", calls.counts);
    assert_eq!(calls.of("license-manager.CreateGrant"), 3);
    Ok(())
}

#[tokio::test]
async fn a_purchase_reads_the_grants_of_that_product_and_no_others() -> Told {
    let mut world = organization(300);
    world.accounts.pop();
    let product = world.licenses[0].sku.clone();
    let story = Story::begin_with(Options { world: Some(world), speed: SPEED, ..Options::default() }).await?;
    let event = story.aws().sample_event("purchase-agreement-amended", &[("prod-abc", product.as_str())])?;
    story.aws().put_aws_event(&event).await?;
    let run = story.the_run_called("purchase-").await?;
    let full = story.run(&json!({})).await?;

    let pages = |run: &Run| run.calls.of("license-manager.ListDistributedGrants");
    assert!(0 < pages(&run) && 2 * pages(&run) < pages(&full), "{} of {}", pages(&run), pages(&full));
    let rows = run.report()?.outcomes;
    assert_eq!(rows.len(), 299);
    assert!(rows.iter().all(|row| row.product.as_ref().is_some_and(|sku| sku.as_str() == product)));
    Ok(())
}
