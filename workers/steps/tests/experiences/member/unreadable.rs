//! What cannot be read or understood of one experience: told, never taken for empty, and nobody else's trouble.

use domain::experience::report::{Ended, Outcome};
use domain::report::Class;
use steps::experiences::{compare, conclude_experience, keys};
use steps::ports::experiences::Catalog;

use crate::publish::odd_catalog::OddCatalog;
use crate::support::stacks::Stacks;
use crate::support::world::{SOURCE, STORES, experience, world};

async fn stacks() -> Stacks {
    let stacks = Stacks::of(world(experience(SOURCE, 3, 0), vec![experience(STORES, 5, 0)])).await;
    stacks.publish().await;
    stacks
}

/// One look at [`STORES`] through a Catalog of its own, and its outcome.
async fn outcome(stacks: &Stacks, catalog: &impl Catalog) -> Outcome {
    let item = stacks.fetched("run-1").await.pop().unwrap();
    let item = stacks.worked(catalog, item).await;

    assert!(stacks.sim.change_sets().is_empty());
    let key = keys::outcome(&item.run, item.pass, &item.experience);
    assert_eq!(conclude_experience::run(&stacks.bucket, item).await.unwrap_err().name(), "ExperienceFailed");
    stacks.file(&key)
}

/// Seed defect P2: five products would be denied if this were an empty list.
#[tokio::test]
async fn a_policy_that_cannot_be_read_is_a_failure_and_no_empty_list() {
    let stacks = stacks().await;
    let policy = stacks.policy(STORES).id;
    for code in ["Unreadable", "ResourceNotFoundException", "ResourceNotSupportedException"] {
        let catalog = OddCatalog::refusing(&stacks.aws, &policy, code, "not today");
        let outcome = outcome(&stacks, &catalog).await;
        assert_eq!(
            (outcome.ended, outcome.class, outcome.planned.deny),
            (Ended::Failed, Some(Class::Bug), 0)
        );
        assert!(outcome.reason.contains(&policy), "{}", outcome.reason);
    }
}

/// Seed defects P11 and S13: the first policy counted, and none was an error that nobody saw.
#[tokio::test]
async fn an_experience_with_two_policies_is_refused_by_name() {
    let stacks = stacks().await;
    let id = STORES.parse().unwrap();
    let mut described = stacks.aws.experience(&id).await.unwrap();
    let both = serde_json::json!(["procpolicy-one", "procpolicy-two"]);
    described.details_document.as_mut().unwrap()["ProcurementPolicies"] = both;
    let catalog = OddCatalog { wire: &stacks.aws, odd: [(STORES.to_owned(), Ok(described))].into() };

    let outcome = outcome(&stacks, &catalog).await;

    assert_eq!(outcome.ended, Ended::Failed);
    assert!(outcome.reason.contains("more than one entity"), "{}", outcome.reason);
}

/// A missing permission is told as such, and what AWS was too busy for is asked again.
#[tokio::test]
async fn what_aws_refuses_altogether_stops_the_look() {
    let stacks = stacks().await;
    let by_policy = "not you because no identity-based policy allows it";
    for (code, message, class) in [
        ("AccessDeniedException", by_policy, "Denied"),
        // The Catalog's own rule: whoever asks does not administer the private marketplace.
        ("AccessDeniedException", "not you", "Invalid"),
        ("ThrottlingException", "no", "Throttled"),
    ] {
        let catalog = OddCatalog::refusing(&stacks.aws, STORES, code, message);
        let item = stacks.working(vec![]);
        let settings = stacks.settings.lock().unwrap().clone();
        let looked = compare::run(&catalog, &stacks.ledger, &stacks.bucket, &settings, item).await;
        assert_eq!(looked.unwrap_err().name(), class);
    }
}
