//! An experience becomes like the one that it follows.

use serde_json::json;

use crate::support::stacks::Stacks;
use crate::support::world::{STORES, experience, world};

/// AWS-FACTS 9.9.
#[tokio::test]
async fn two_thousand_products_go_to_a_fresh_experience_in_forty_change_sets() {
    let stacks =
        Stacks::of(world(experience("exp-source0000000", 2_000, 0), vec![experience(STORES, 0, 0)])).await;
    stacks.publish().await;

    let ended = stacks.run("run-1", json!({})).await;

    assert_eq!(ended.result, Ok(()));
    assert_eq!(stacks.ours(STORES).len(), 40);
    stacks.assert_like_the_source(STORES, &[]);
    stacks.assert_serial(STORES);
    stacks.assert_every_write_is_in_the_ledger();
}
