//! Models of others on Bedrock and Oracle Database@AWS are licenses of AWS Marketplace like any other.

use std::path::Path;

use e2e::{Story, Told};
use serde_json::json;
use sim::WorldFile;

use crate::world::{all_active, gaps};

#[tokio::test]
async fn models_on_bedrock_and_oracle_databases_are_shared_like_any_other_product() -> Told {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../worlds/bedrock-and-oracle.json");
    let world = WorldFile::load(Path::new(path)).unwrap();
    let tagged = |account: &&sim::AccountEntry| {
        account.tags.get(domain::policy::TAG_KEY).is_some_and(|value| value == "true")
    };
    let accounts: Vec<_> = world.accounts.iter().filter(tagged).map(|account| account.id.clone()).collect();
    let products = world.licenses.clone();
    assert!(!accounts.is_empty() && products.len() >= 2);
    let story = Story::begin(world).await?;
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.report()?.not_shared, []);
    for account in &accounts {
        let grants = story.live_grants_of(account);
        assert!(all_active(&grants, products.len()), "{account}: {grants:?}");
    }

    // A renewal of a model is one as well.
    let model = products.iter().find(|license| license.product.contains("Bedrock")).unwrap();
    story.sim().renew(&model.arn, None)?;
    story.sim().clock().advance_seconds(600);
    let renewed = story.run(&json!({})).await?;
    assert!(renewed.succeeded(), "{}", renewed.failure());
    let accounts: Vec<_> = accounts.iter().map(String::as_str).collect();
    assert_eq!(gaps(&story, &accounts, &products), []);
    for account in accounts {
        assert!(all_active(&story.live_grants_of(account), products.len()));
    }
    Ok(())
}
