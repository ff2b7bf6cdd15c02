//! What follows a change without anybody starting anything.

use e2e::experiences::{Group, SOURCE};
use e2e::{Build, Told};
use local::{Options, Status};
use serde_json::json;
use sim::EventFaults;

use super::quiet_hours::{PUBLISH_SCHEDULE, SYNC_SCHEDULE};
use super::world::{
    BAY, FINCH, OFFICE, STORES, change_sets, is_in_step, listing, lists, own_products, product, products,
    settled,
};

#[tokio::test]
async fn a_change_of_the_managed_experience_reaches_the_members_by_itself() -> Told {
    let group = Group::begin_in(settled(), &[FINCH, BAY]).await?;
    group.sim().approve_products(SOURCE, &[&product(9)])?;
    group.once_all_is_quiet_after(1, 1).await?;

    let publications = group.publications().await?;
    assert!(publications.iter().all(|run| run.name().starts_with("change-set-")), "{publications:?}");
    for experience in [STORES, OFFICE] {
        assert!(lists(group.sim(), experience).0.contains(&product(9)), "{experience}");
        assert!(is_in_step(&group, experience), "{experience}");
    }
    Ok(())
}

/// Nobody tells a member what people do to its own experiences; it looks by itself.
#[tokio::test]
async fn what_was_changed_by_hand_in_a_member_is_put_right_by_its_own_schedule() -> Told {
    let group = Group::begin_in(settled(), &[BAY]).await?;
    group.publish_and_follow().await?;
    let own = own_products(1, 1).ids().remove(0);
    for (change, product) in [("Allow", &own), ("Deny", &product(1))] {
        let details = json!({"Products": [{"Ids": [product]}]});
        group.sim().change_experience(OFFICE, &format!("{change}ProductProcurement"), &details)?;
        group.sim().clock().advance_seconds(80);
    }
    assert!(!is_in_step(&group, OFFICE));
    group.once_all_is_quiet().await?;
    let before = group.runs_of(BAY).await?.len();

    group.account_of(BAY).fire_schedule(SYNC_SCHEDULE).await?;
    group.once_all_is_quiet_after(1, before + 1).await?;

    let (allowed, denied) = lists(group.sim(), OFFICE);
    assert!(allowed.contains(&product(1)) && denied.contains(&own), "{allowed:?} {denied:?}");
    assert_eq!(allowed, lists(group.sim(), SOURCE).0);
    Ok(())
}

/// The record in the management table tells that it has not come to the snapshot; the next hour tells it again.
#[tokio::test]
async fn a_member_that_is_behind_is_told_again() -> Told {
    let world = listing(settled(), SOURCE, vec![products(1, 9)], vec![]);
    let group = Group::begin_in(world, &[BAY]).await?;
    group.sim().fail_change_sets(group.member(BAY).account(), 1_000);
    group.publish().await?;
    group.once_all_is_quiet_after(1, 1).await?;
    assert_eq!(change_sets(&group, OFFICE, sim::ChangeSetStatus::Succeeded), 0);
    let first = group.runs_of(BAY).await?;
    assert!(first.iter().any(|run| run.status == Status::Failed), "{first:?}");

    group.sim().fail_change_sets(group.member(BAY).account(), 0);
    group.management().fire_schedule(PUBLISH_SCHEDULE).await?;
    group.once_all_is_quiet_after(2, first.len() + 1).await?;

    let output = group.publications().await?.pop().unwrap().output.unwrap();
    assert_eq!(output["changed"], false, "{output}");
    assert!(output["members_behind"].to_string().contains(BAY), "{output}");
    assert!(lists(group.sim(), OFFICE).0.contains(&product(9)));
    Ok(())
}

/// Events are best effort: what none told of is found by the hour.
#[tokio::test]
async fn what_no_event_told_of_is_published_within_the_hour() -> Told {
    let sim = sim::Options {
        event_faults: EventFaults { lost: 1.0, ..EventFaults::default() },
        ..sim::Options::default()
    };
    let options = Options { world: Some(settled()), sim, ..Group::options() };
    let group = Group::begin_with(options, &Build::as_built()?, &[BAY]).await?;
    group.publish_and_follow().await?;
    group.sim().approve_products(SOURCE, &[&product(9)])?;
    group.sim().clock().advance_seconds(80);
    group.once_all_is_quiet().await?;
    assert_eq!(group.publications().await?.len(), 1, "no event came");

    group.management().fire_schedule(PUBLISH_SCHEDULE).await?;
    group.once_all_is_quiet_after(2, 2).await?;
    assert!(lists(group.sim(), OFFICE).0.contains(&product(9)));
    Ok(())
}
