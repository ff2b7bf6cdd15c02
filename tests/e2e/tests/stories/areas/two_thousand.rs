//! More accounts than a license can have grants: 2,099 beside the hub.

use e2e::{Story, StoryError, Told};
use local::Options;
use serde_json::json;
use sim::GrantStatus;

use crate::world::{grant_writes, sample};

const SENSOR: &str = "prod-pes9m1t4y7kbw";
/// Lists of thousands take long at the rates of AWS.
const SPEED: f64 = 500.0;

async fn begin(policy: &str) -> Result<Story, StoryError> {
    let (world, _) = sample("large-organization");
    let story = Story::begin_with(Options { world: Some(world), speed: SPEED, ..Options::default() }).await?;
    story.with_policy(policy).await?;
    Ok(story)
}

/// How many accounts have an active grant of this product.
fn served(story: &Story, sku: &str) -> usize {
    let grants = story.sim().grants().into_iter();
    let of = grants.filter(|grant| grant.sku == sku && grant.status == GrantStatus::Active);
    of.filter(|grant| grant.granter == "111111111111").count()
}

/// One for the organization, one for the stores, two for logistics and digital, and 99 that asked for one by their tag.
#[tokio::test]
async fn an_organization_of_2_100_accounts_converges_by_103_grants() -> Told {
    let (_, policy) = sample("large-organization");
    let story = begin(&policy).await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    let made = grant_writes(&run.calls).into_iter().filter(|write| *write == "CreateGrant").count();
    assert_eq!(made, 103);
    for (sku, accounts) in [
        (SENSOR, 2_099),
        ("prod-tpr7h2k5v9sme", 1_400),
        ("prod-wrp3x6n8c4qdz", 699),
        ("prod-hdf5j8r2u6gac", 99),
    ] {
        assert_eq!(served(&story, sku), accounts, "{sku}");
    }

    let again = story.run(&json!({})).await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!(again.calls.mutating(), 0);
    // The parts are read once each, a hundred at a time: 2,099, 1,400, 500 and 199, of which some pages are empty.
    let pages = again.calls.of("license-manager.ListReceivedGrantsForOrganization");
    assert!((42..=100).contains(&pages), "{pages}");
    Ok(())
}

/// AWS would refuse the last ninety-nine, so not even the first one is made.
#[tokio::test]
async fn account_by_account_2_099_are_too_many_and_the_way_out_is_told() -> Told {
    let policy = format!("[[rules]]\nproducts = {{ skus = [\"{SENSOR}\"] }}\naccounts = \"all\"\n");
    let story = begin(&policy).await?;
    let run = story.run(&json!({})).await?;
    assert!(!run.succeeded());
    assert_eq!(run.calls.mutating(), 0, "{:?}", run.calls.counts);
    let notes = run.report()?.notes.join("\n");
    for part in ["2099", "2000", "share as `auto`", "L-55F04DE6"] {
        assert!(notes.contains(part), "{part}: {notes}");
    }
    assert_eq!(served(&story, SENSOR), 0);
    Ok(())
}
