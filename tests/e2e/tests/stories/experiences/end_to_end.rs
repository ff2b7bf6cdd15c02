//! From the management experience to those of all members, through SNS.

use e2e::experiences::{Group, SOURCE};
use e2e::{Build, Told};
use local::Options;
use serde_json::json;
use sim::ChangeSetStatus;

use super::world::{
    BAY, BEFORE, FINCH, FLEET, HARBOUR, OFFICE, PILOT, STORES, change_sets, is_in_step, lists, product,
};

/// Forty change sets of a minute pass in a few seconds.
const SPEED: f64 = 1000.0;

/// The world of the sample, whole: 2,000 products for a fresh experience, a product that one organization cannot name, and
/// a member that is administered from its management account.
#[tokio::test]
async fn what_is_published_is_followed_by_all_members_without_anybody_starting_them() -> Told {
    let options = Options { speed: SPEED, ..Group::options() };
    let group = Group::begin_with(options, &Build::as_built()?, &[FINCH, HARBOUR, BAY]).await?;
    let (allowed, denied) = lists(group.sim(), SOURCE);
    let untouched = [PILOT, BEFORE].map(|id| group.experience(id));

    let published = group.publish_and_follow().await?;

    let output = published.output.unwrap();
    assert_eq!((&output["revision"], &output["tell"]), (&json!(1), &json!(true)), "{output}");
    // Fresh: the proven minimum, one after the other.
    assert!(is_in_step(&group, STORES));
    assert_eq!(change_sets(&group, STORES, ChangeSetStatus::Succeeded), 40);
    assert_eq!(change_sets(&group, STORES, ChangeSetStatus::Failed), 0);
    // One product cannot be named there: everything else is.
    let mut without_it = allowed.clone();
    assert!(without_it.remove(&product(42)));
    assert_eq!(lists(group.sim(), FLEET), (without_it, denied.clone()));
    // Its own products are taken back.
    let (office_allowed, office_denied) = lists(group.sim(), OFFICE);
    assert_eq!(office_allowed, allowed);
    let own: Vec<_> = office_denied.difference(&denied).collect();
    assert_eq!((office_denied.is_superset(&denied), own.len()), (true, 3));
    assert_eq!([PILOT, BEFORE].map(|id| group.experience(id)), untouched);

    for member in [FINCH, HARBOUR, BAY] {
        let record = group.record_of(member).await?;
        assert_eq!((&record["revision"], &record["member"]), (&json!(1), &json!(member)), "{record}");
        assert!(record["at"].as_str().unwrap().ends_with('Z'), "{record}");
        for experience in record["experiences"].as_array().unwrap() {
            let is_done = experience["settled"] == true || !experience["skipped"].is_null();
            assert!(is_done, "{member}: {experience}");
        }
        let failures = record["experiences"].to_string().contains(&product(42));
        assert_eq!(failures, member == HARBOUR, "what could not be named is told: {record}");
        let runs = group.runs_of(member).await?;
        assert!(runs.iter().any(|run| run.name().starts_with("snapshot-")), "{member}: {runs:?}");
    }
    Ok(())
}
