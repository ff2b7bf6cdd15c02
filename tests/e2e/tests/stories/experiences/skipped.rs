//! Experiences that are left alone, with the reason, and are never emptied.

use domain::experience::report::Ended;
use domain::experience::skip::Skip;
use e2e::experiences::{Group, SOURCE};
use e2e::{Run, StoryError, Told};
use serde_json::json;
use sim::{ExperienceStatus, WorldFile};

use super::world::{
    BAY, BEFORE, FINCH, HARBOUR, OFFICE, PILOT, STORES, entry, listing, outcome, own_products, settled,
    with_settings,
};

/// The story of one member, in a world in which nothing may be written.
async fn nothing_is_written(world: WorldFile, member: &str) -> Result<Run, StoryError> {
    let group = Group::begin_in(world, &[member]).await?;
    let before = group.sim().experiences();
    group.publish_and_follow().await?;
    let run = group.run(member, &json!({})).await?;
    assert_eq!(group.sim().experiences(), before);
    assert_eq!(group.sim().change_sets(), []);
    Ok(run)
}

/// What a member allows of its own: it would be taken back if the source were taken for empty.
fn with_own_products(experience: &str) -> WorldFile {
    listing(settled(), experience, vec![own_products(1, 5)], vec![])
}

#[tokio::test]
async fn archived_and_disabled_experiences_of_a_member_are_left_alone() -> Told {
    let mut world = with_own_products(OFFICE);
    entry(&mut world, OFFICE).status = ExperienceStatus::Disabled;
    let run = nothing_is_written(world, BAY).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(outcome(&run, OFFICE).skipped, Some(Skip::Disabled));
    assert!(matches!(outcome(&run, BEFORE).skipped, Some(Skip::Archived(_))));
    Ok(())
}

#[tokio::test]
async fn an_experience_of_a_member_without_a_policy_is_left_alone() -> Told {
    let run = nothing_is_written(settled(), HARBOUR).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(
        (outcome(&run, PILOT).ended, outcome(&run, PILOT).skipped),
        (Ended::Skipped, Some(Skip::NoPolicy))
    );
    Ok(())
}

#[tokio::test]
async fn a_source_without_a_policy_is_not_an_empty_one() -> Told {
    let mut world = with_own_products(STORES);
    entry(&mut world, SOURCE).policy = None;
    let run = nothing_is_written(world, FINCH).await?;
    assert!(run.succeeded(), "{}", run.failure());
    let skipped = outcome(&run, STORES).skipped.unwrap();
    assert!(matches!(&skipped, Skip::Source { skip, .. } if **skip == Skip::NoPolicy), "{skipped}");
    Ok(())
}

#[tokio::test]
async fn an_archived_source_is_not_an_empty_one() -> Told {
    let mut world = with_own_products(STORES);
    let source = entry(&mut world, SOURCE);
    (source.status, source.archived) = (ExperienceStatus::Disabled, true);
    let run = nothing_is_written(world, FINCH).await?;
    let skipped = outcome(&run, STORES).skipped.unwrap();
    assert!(
        matches!(&skipped, Skip::Source { skip, .. } if matches!(**skip, Skip::Archived(_))),
        "{skipped}"
    );
    Ok(())
}

#[tokio::test]
async fn a_disabled_source_is_not_followed_unless_its_status_is_mirrored() -> Told {
    let mut world = with_own_products(STORES);
    entry(&mut world, SOURCE).status = ExperienceStatus::Disabled;
    let run = nothing_is_written(world, FINCH).await?;
    assert!(outcome(&run, STORES).skipped.is_some());
    Ok(())
}

/// Settings that name what is not there would stay unnoticed for ever: that run is red, and goes on with the others.
#[tokio::test]
async fn an_experience_that_is_not_there_is_told_and_the_others_follow() -> Told {
    let build = with_settings(BAY, |settings| {
        settings["follows"][0]["experiences"] = json!([OFFICE, "exp-bi00missing00"]);
    })?;
    let world = with_own_products(OFFICE);
    let options = local::Options { world: Some(world), ..Group::options() };
    let group = Group::begin_with(options, &build, &[BAY]).await?;
    group.publish().await?;
    group.once_all_is_quiet_after(1, 1).await?;
    let run = group.run(BAY, &json!({})).await?;
    assert_eq!(outcome(&run, "exp-bi00missing00").skipped, Some(Skip::NotFound));
    assert!(run.failure().contains("exp-bi00missing00"), "{}", run.failure());
    assert_eq!(super::world::lists(group.sim(), OFFICE).0, super::world::lists(group.sim(), SOURCE).0);
    Ok(())
}
