//! `ClientRequestToken`: the same request is the same change set, also when it failed.

use serde_json::{Value, json};
use sim::TokenReuse;

use super::{BAY, LOGISTICS, OFFICE, change, decide, start, start_as};
use crate::client::by_hand;

fn request(token: &str, change: Value) -> Value {
    let mut request = json!({"Catalog": "AWSMarketplace", "ClientRequestToken": token, "ChangeSet": []});
    request["ChangeSet"] = Value::Array(vec![change]);
    request
}

#[tokio::test]
async fn a_repeated_request_is_answered_by_the_first_set_even_after_it_failed() {
    let (sim, bay) = start(BAY).await;
    let again = request("one", change("RestrictExperience", OFFICE, json!({})));
    let first = bay.catalog("StartChangeSet", again.clone()).await.ok();
    assert_eq!(
        bay.catalog("StartChangeSet", again.clone()).await.ok(),
        first,
        "while its entities are locked"
    );
    sim.clock().advance_seconds(200);
    assert_eq!(bay.catalog("StartChangeSet", again).await.ok(), first);
    assert_eq!(sim.change_sets().len(), 1);
    let new = request("two", change("RestrictExperience", OFFICE, json!({})));
    assert_ne!(bay.catalog("StartChangeSet", new).await.ok(), first, "only a new token is a new attempt");
}

#[tokio::test]
async fn a_token_with_another_request_is_refused() {
    let (sim, bay) = start(BAY).await;
    bay.catalog("StartChangeSet", request("one", decide("DenyProductProcurement", OFFICE, [1]))).await.ok();
    sim.clock().advance_seconds(200);
    let other = request("one", decide("DenyProductProcurement", OFFICE, [2]));
    let answer = bay.catalog("StartChangeSet", other).await;
    assert_eq!((answer.status, answer.error().0.as_str()), (422, "ValidationException"));
    let elsewhere = request("one", decide("DenyProductProcurement", super::FLEET, [2]));
    let answer = bay.with_key(LOGISTICS).catalog("StartChangeSet", elsewhere).await;
    assert_eq!(answer.status, 200, "a token is its account's own");
}

#[tokio::test]
async fn a_token_can_also_win_over_the_request() {
    let mut options = by_hand();
    options.token_reuse = TokenReuse::FirstAnswer;
    let (_sim, bay) = start_as(BAY, options).await;
    let first = bay
        .catalog("StartChangeSet", request("one", decide("DenyProductProcurement", OFFICE, [1])))
        .await
        .ok();
    let other = request("one", decide("DenyProductProcurement", OFFICE, [2]));
    assert_eq!(bay.catalog("StartChangeSet", other).await.ok(), first);
}
