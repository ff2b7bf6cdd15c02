//! What is published, and when it is another snapshot.

use domain::experience::entity::{ExperienceStatus, RequestSetting};
use domain::experience::snapshot::Counts;
use serde_json::json;
use sim::{BrandingEntry, ExperienceEntry};

use super::desk::{DELEGATE, Desk, publishing, with_delegate};
use crate::support::stacks::options;
use crate::support::world::{CENTRAL, SOURCE, experience, product, products};

/// An experience with everything that can be published of one.
fn whole() -> ExperienceEntry {
    let mut whole = experience(SOURCE, 25, 3);
    whole.principals = vec!["o-central000".to_owned()];
    whole.policy.as_mut().unwrap().without_requests = true;
    whole.branding =
        Some(BrandingEntry { title: Some("Harbour & Finch".to_owned()), ..BrandingEntry::default() });
    whole
}

#[tokio::test]
async fn the_first_run_publishes_everything_of_an_experience_and_tells_everybody() {
    let desk = Desk::of(vec![whole()]).await;

    let answer = desk.publish().await.unwrap();

    assert_eq!((answer.revision, answer.changed, answer.tell), (1, true, true));
    assert_eq!((answer.notice.as_str(), answer.skipped.len()), ("changed", 0));
    assert_eq!(answer.counts, Counts { experiences: 1, approved: 25, rejected: 3 });
    let published = desk.published(SOURCE).await;
    let ids = |ids: &std::collections::BTreeSet<_>| -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    };
    assert_eq!(ids(&published.products.allowed), products(1..=25));
    assert_eq!(ids(&published.products.denied), products(26..=28));
    assert_eq!((published.status, published.requests), (ExperienceStatus::Enabled, RequestSetting::Deny));
    assert_eq!(published.branding.unwrap().title.as_deref(), Some("Harbour & Finch"));
    assert_eq!(published.audience.iter().map(ToString::to_string).collect::<Vec<_>>(), ["o-central000"]);
    assert_eq!(desk.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn a_change_is_the_next_snapshot() {
    let desk = Desk::of(vec![experience(SOURCE, 2, 0)]).await;
    desk.publish().await.unwrap();
    desk.approve(7);

    let answer = desk.publish().await.unwrap();

    assert_eq!((answer.revision, answer.changed, answer.notice.as_str()), (2, true, "changed"));
    let products = desk.published(SOURCE).await.products;
    assert!(products.allowed.contains(&product(7).parse().unwrap()));
}

/// The revision of an experience also goes up for what nobody follows.
#[tokio::test]
async fn a_change_of_what_is_not_published_is_no_new_snapshot() {
    let desk = Desk::of(vec![experience(SOURCE, 2, 0)]).await;
    desk.publish().await.unwrap();
    desk.sim.change_experience(SOURCE, "UpdateExperience", &json!({"Description": "New words"})).unwrap();
    desk.sim.clock().advance_seconds(200);

    let answer = desk.publish().await.unwrap();

    assert_eq!((answer.revision, answer.changed), (1, false));
}

#[tokio::test]
async fn several_experiences_are_one_snapshot_and_each_keeps_its_own_audience() {
    let mut other = experience("exp-other00000000", 4, 0);
    other.principals = vec![CENTRAL.to_owned()];
    let desk = Desk::of(vec![whole(), other]).await;

    let answer = desk.publish().await.unwrap();

    assert_eq!(answer.counts, Counts { experiences: 2, approved: 29, rejected: 3 });
    let audience = desk.published("exp-other00000000").await.audience;
    assert_eq!(audience.iter().map(ToString::to_string).collect::<Vec<_>>(), [CENTRAL]);
    assert_eq!(desk.published(SOURCE).await.audience.len(), 1);
}

#[tokio::test]
async fn an_experience_that_is_not_configured_is_not_published() {
    let world = publishing(vec![whole(), experience("exp-other00000000", 4, 0)]);
    let desk = Desk::with(world, options(), CENTRAL, vec![SOURCE.parse().unwrap()]).await;

    desk.publish().await.unwrap();

    assert_eq!(desk.snapshot().await.content.experiences().len(), 1);
}

/// Seed defect P9: whoever always asks for what is shared finds nothing in the management account.
#[tokio::test]
async fn the_management_account_and_the_delegated_administrator_publish_the_same() {
    let mut snapshots = Vec::new();
    for account in [CENTRAL, DELEGATE] {
        let world = with_delegate(vec![whole()]);
        let desk = Desk::with(world, options(), account, vec![SOURCE.parse().unwrap()]).await;
        desk.publish().await.unwrap();
        snapshots.push(desk.snapshot().await);
    }
    assert_eq!(snapshots[0], snapshots[1]);
    assert_eq!(snapshots[0].content.experiences()[0].published().unwrap().audience.len(), 1);
}
