//! The template that a user deploys reaches CREATE_COMPLETE here, unchanged.

use e2e::{Story, Told};
use local::Options;

#[tokio::test]
async fn the_hub_deploys_as_synthesized() -> Told {
    Story::begin_with(Options::default()).await?;
    Ok(())
}
