//! Faults on purpose: lost answers, server errors, change sets at which AWS fails.

use serde_json::json;
use sim::{AimedFault, ChangeSetStatus, FailureCode, Fault, Faults};

use super::{BAY, OFFICE, RETAIL, STORES, decide, start};
use crate::client::text;

fn aimed(fault: Fault) -> Faults {
    let operation = "marketplace-catalog.StartChangeSet".to_owned();
    Faults { aimed: vec![AimedFault { operation, call: 1, fault }], ..Faults::none() }
}

#[tokio::test]
async fn a_set_whose_answer_was_lost_is_found_by_its_token_and_in_the_list() {
    for fault in [Fault::LostAnswer, Fault::LostInServerError] {
        let (sim, bay) = start(BAY).await;
        sim.set_faults(aimed(fault));
        let change = decide("DenyProductProcurement", OFFICE, [1]);
        let request =
            json!({"Catalog": "AWSMarketplace", "ClientRequestToken": "one", "ChangeSet": [change]});
        match bay.try_catalog("StartChangeSet", request.clone()).await {
            Ok(answer) => {
                assert_eq!((answer.status, answer.error().0.as_str()), (500, "InternalServiceException"));
            }
            Err(_) => assert_eq!(fault, Fault::LostAnswer),
        }
        assert_eq!(sim.change_sets().len(), 1, "it runs");
        let filters = json!([{"Name": "EntityId", "ValueList": [OFFICE]}]);
        let listed = bay
            .catalog("ListChangeSets", json!({"Catalog": "AWSMarketplace", "FilterList": filters}))
            .await
            .ok();
        let repeated = bay.catalog("StartChangeSet", request).await.ok();
        assert_eq!(listed["ChangeSetSummaryList"][0]["ChangeSetId"], repeated["ChangeSetId"]);
        assert_eq!(sim.change_sets().len(), 1);
    }
}

#[tokio::test]
async fn throttles_and_server_errors_start_nothing() {
    for (fault, status, code) in
        [(Fault::Throttle, 429, "ThrottlingException"), (Fault::ServerError, 500, "InternalServiceException")]
    {
        let (sim, bay) = start(BAY).await;
        sim.set_faults(aimed(fault));
        let answer = bay.start_set(vec![decide("DenyProductProcurement", OFFICE, [1])]).await;
        assert_eq!((answer.status, text(&answer.body["__type"]).as_str()), (status, code));
        assert!(sim.change_sets().is_empty());
    }
}

#[tokio::test]
async fn a_set_at_which_aws_fails_leaves_everything_as_it_was() {
    let (sim, retail) = start(RETAIL.0).await;
    sim.fail_change_sets(RETAIL.1, 1);
    let before = sim.experience(STORES);
    let set = retail.ended(&sim, vec![decide("AllowProductProcurement", STORES, [1])]).await;
    assert_eq!((&set["Status"], &set["FailureCode"]), (&json!("FAILED"), &json!("SERVER_FAULT")));
    assert_eq!(set["ChangeSet"][0]["ErrorDetailList"], json!([]));
    assert_eq!(sim.experience(STORES), before);
    let set = retail.ended(&sim, vec![decide("AllowProductProcurement", STORES, [1])]).await;
    assert_eq!(set["Status"], "SUCCEEDED", "the same succeeds the next time");
}

#[tokio::test]
async fn a_share_of_the_sets_fails_by_seed() {
    let (sim, retail) = start(RETAIL.0).await;
    sim.set_faults(Faults { change_set_server_fault: 0.5, ..Faults::none() });
    for number in 1..=20 {
        retail.ended(&sim, vec![decide("AllowProductProcurement", STORES, [number])]).await;
    }
    let sets = sim.change_sets();
    let failed = sets.iter().filter(|set| set.failure == Some(FailureCode::ServerFault)).count();
    assert!((4..=16).contains(&failed), "{failed}");
    let done = sets.iter().filter(|set| set.status == ChangeSetStatus::Succeeded).count();
    assert_eq!(sim.experience(STORES).unwrap().policy.unwrap().allowed.len(), done);
}
