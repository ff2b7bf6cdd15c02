//! What cannot be published: left out by name, with the reason, and never taken for empty.

use domain::experience::entity::ExperienceStatus as Status;
use domain::experience::skip::Skip;
use domain::experience::snapshot::SourceState;
use serde_json::json;
use sim::{CatalogOptions, DetailsShown, ExperienceStatus, Options};

use super::desk::{DELEGATE, Desk, publishing, with_delegate};
use super::odd_catalog::OddCatalog;
use crate::support::stacks::options;
use crate::support::world::{CENTRAL, SOURCE, experience};

/// Another experience of the organization.
const OTHER: &str = "exp-other00000000";

async fn skip(desk: &Desk, id: &str) -> Skip {
    match desk.source(id).await.state {
        SourceState::Skipped(skip) => skip,
        SourceState::Published(published) => panic!("{published:?} is published"),
    }
}

#[tokio::test]
async fn an_archived_experience_is_skipped_with_its_name() {
    let mut archived = experience(SOURCE, 5, 0);
    (archived.status, archived.archived) = (ExperienceStatus::Disabled, true);
    let desk = Desk::of(vec![archived, experience(OTHER, 3, 0)]).await;

    let answer = desk.publish().await.unwrap();

    assert_eq!(skip(&desk, SOURCE).await, Skip::Archived("Archived".to_owned()));
    assert_eq!(desk.source(SOURCE).await.name, format!("Experience {SOURCE}"));
    assert_eq!((answer.skipped.len(), answer.skipped[0].experience.as_str()), (1, SOURCE));
    assert!(answer.skipped[0].why.contains("reactivate it"), "{answer:?}");
    assert_eq!(answer.counts.approved, 3, "the other one is published");
}

/// Without a policy everything may be bought: a copy of that would be anything but empty.
#[tokio::test]
async fn an_experience_without_a_policy_is_skipped() {
    let mut open = experience(SOURCE, 0, 0);
    open.policy = None;
    let desk = Desk::of(vec![open]).await;

    desk.publish().await.unwrap();

    assert_eq!(skip(&desk, SOURCE).await, Skip::NoPolicy);
}

/// What a member does about it depends on what it mirrors.
#[tokio::test]
async fn a_disabled_experience_is_published_as_disabled_with_all_its_products() {
    let mut disabled = experience(SOURCE, 5, 0);
    disabled.status = ExperienceStatus::Disabled;
    let desk = Desk::of(vec![disabled]).await;

    desk.publish().await.unwrap();

    let published = desk.published(SOURCE).await;
    assert_eq!((published.status, published.products.allowed.len()), (Status::Disabled, 5));
}

#[tokio::test]
async fn an_experience_that_is_not_there_is_skipped_by_its_id() {
    let ids = ["exp-nowhere", SOURCE].map(|id| id.parse().unwrap()).to_vec();
    let desk = Desk::with(publishing(vec![experience(SOURCE, 5, 0)]), options(), CENTRAL, ids).await;

    let answer = desk.publish().await.unwrap();

    assert_eq!(skip(&desk, "exp-nowhere").await, Skip::NotFound);
    assert!(answer.skipped[0].why.contains("correct the id"), "{answer:?}");
    assert_eq!(answer.counts.approved, 5);
}

/// AWS-FACTS section 14: of large policies the details may come cut off.
#[tokio::test]
async fn a_policy_that_cannot_be_understood_is_skipped_and_stays_the_same_snapshot() {
    let catalog = CatalogOptions {
        details: DetailsShown::DetailsOnly,
        details_characters_max: Some(300),
        ..CatalogOptions::default()
    };
    let ids = [SOURCE, OTHER].map(|id| id.parse().unwrap()).to_vec();
    let world = publishing(vec![experience(SOURCE, 50, 0), experience(OTHER, 1, 0)]);
    let desk = Desk::with(world, Options { catalog, ..options() }, CENTRAL, ids).await;

    let answer = desk.publish().await.unwrap();

    let Skip::Unreadable(why) = skip(&desk, SOURCE).await else { panic!("{answer:?}") };
    assert!(why.contains("ProcurementPolicy") && why.contains("`Details` is no JSON"), "{why}");
    assert_eq!(answer.counts.approved, 1, "the other one is published");
    assert!(!desk.publish().await.unwrap().changed);
}

#[tokio::test]
async fn words_that_change_from_answer_to_answer_are_no_new_snapshot() {
    let desk = Desk::of(vec![experience(SOURCE, 5, 0)]).await;
    let mut changed = Vec::new();
    for request in ["request 1a", "request 2b"] {
        let catalog = OddCatalog::refusing(&desk.aws, SOURCE, "ResourceNotSupportedException", request);
        changed.push(desk.publish_from(&catalog, json!({})).await.unwrap().changed);
    }
    assert_eq!(changed, [true, false]);
    let Skip::Unreadable(why) = skip(&desk, SOURCE).await else { panic!("it is skipped") };
    assert!(why.contains(SOURCE) && why.contains("ResourceNotSupportedException"), "{why}");
}

#[tokio::test]
async fn an_experience_whose_policy_went_away_between_two_reads_is_skipped_until_the_next_run() {
    let desk = Desk::of(vec![experience(SOURCE, 5, 0)]).await;
    let policy = desk.sim.experience(SOURCE).unwrap().policy.unwrap().id;
    let catalog = OddCatalog::refusing(&desk.aws, &policy, "ResourceNotFoundException", "gone");

    desk.publish_from(&catalog, json!({})).await.unwrap();

    let Skip::Unreadable(why) = skip(&desk, SOURCE).await else { panic!("it is skipped") };
    assert!(why.contains(&policy) && why.contains("next run"), "{why}");
    assert_eq!(desk.publish().await.unwrap().counts.approved, 5);
}

/// It could belong to any of them: what is published of an audience is all of it.
#[tokio::test]
async fn an_audience_that_cannot_be_understood_leaves_no_audience_known() {
    let mut source = experience(SOURCE, 5, 0);
    source.principals = vec!["o-central000".to_owned()];
    let desk = Desk::of(vec![source, experience(OTHER, 3, 0)]).await;
    let audience = desk.audience().await;
    let refuse = |code| OddCatalog::refusing(&desk.aws, &audience, code, "no");

    desk.publish_from(&refuse("ResourceNotSupportedException"), json!({})).await.unwrap();
    for id in [SOURCE, OTHER] {
        assert!(matches!(skip(&desk, id).await, Skip::Unreadable(why) if why.contains(&audience)));
    }

    desk.publish_from(&refuse("ResourceNotFoundException"), json!({})).await.unwrap();
    assert_eq!(desk.published(SOURCE).await.audience.len(), 0, "it was removed since it was listed");
}

#[tokio::test]
async fn a_missing_permission_stops_the_run_whomever_it_is_about() {
    let desk = Desk::of(vec![experience(SOURCE, 5, 0)]).await;
    let by_policy = "not you because no identity-based policy allows it";
    let catalog = OddCatalog::refusing(&desk.aws, SOURCE, "AccessDeniedException", by_policy);
    let error = desk.publish_from(&catalog, json!({})).await.unwrap_err();
    assert_eq!(error.name(), "Denied");
    assert!(error.to_string().contains("aws-marketplace:DescribeEntity"), "{error}");

    let ids = vec![SOURCE.parse().unwrap()];
    let world = with_delegate(vec![experience(SOURCE, 5, 0)]);
    let former = Desk::with(world, options(), DELEGATE, ids).await;
    former.sim.delegate_administration(CENTRAL, None);
    let error = former.publish().await.unwrap_err();
    assert!(error.name() == "Invalid" && error.to_string().contains("SETUP-041: "), "{error}");
    assert!(desk.table.snapshot().await.is_none() && former.table.snapshot().await.is_none());
}

#[tokio::test]
async fn an_entity_that_did_not_answer_this_time_stops_the_run_and_is_asked_again() {
    let desk = Desk::of(vec![experience(SOURCE, 5, 0)]).await;
    let catalog = OddCatalog::refusing(&desk.aws, SOURCE, "ThrottlingException", "slow down");

    assert_eq!(desk.publish_from(&catalog, json!({})).await.unwrap_err().name(), "Throttled");

    assert!(desk.table.snapshot().await.is_none());
    assert_eq!(desk.publish().await.unwrap().counts.approved, 5);
}
