//! Runs from end to end.

use serde_json::json;
use sim::GrantStatus;

use crate::support::hub::Hub;
use crate::support::world::{foreign, owned, world};

#[tokio::test]
async fn shares_every_product_with_a_tagged_account_and_nobody_else() {
    let hub = Hub::of(world(&[Some("true"), Some("false"), None])).await;

    let ended = hub.run("run-1", json!({})).await;

    assert_eq!(ended.result, Ok(()));
    assert_eq!(hub.statuses(1), ["ACTIVE"; 3]);
    assert!(hub.live(2).is_empty() && hub.live(3).is_empty());
    assert_eq!(hub.report("run-1").summary.changed, 3);
}
