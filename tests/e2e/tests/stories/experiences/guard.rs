//! More denials than the guard allows: a person is asked (P4, P5).

use domain::experience::report::Ended;
use e2e::experiences::{Group, SOURCE};
use e2e::{Build, LETTERS, Run, StoryError, Told, letters};
use local::{Follow, Options};
use serde_json::{Value, json};
use sim::WorldFile;

use super::world::{BAY, OFFICE, ids, listing, lists, outcome, own_products, products, settled};

/// The member has 150 products that the source does not list; the guard allows 100 denials.
fn far_apart() -> WorldFile {
    listing(settled(), OFFICE, vec![products(1, 6), own_products(1, 150)], vec![products(7, 2)])
}

async fn published(world: WorldFile, build: &Build) -> Result<Group, StoryError> {
    let options = Options { world: Some(world), ..Group::options() };
    let group = Group::begin_with(options, build, &[BAY]).await?;
    group.publish().await?;
    Ok(group)
}

/// The run that the message starts, as soon as it has asked.
async fn asks(group: &Group) -> Result<Follow, StoryError> {
    let follow = group.first_run(BAY).await?;
    group.once_asked(BAY, name(&follow), 1).await?;
    assert_eq!(group.sim().change_sets(), [], "nothing before the answer");
    Ok(follow)
}

/// The name of a run, by which people answer it.
fn name(run: &Follow) -> &str {
    run.execution().rsplit(':').next().unwrap()
}

async fn answered(group: &Group, answer: &str) -> Result<Run, StoryError> {
    let run = asks(group).await?;
    group.answer(BAY, answer, name(&run)).await?;
    group.to_its_end(BAY, run).await
}

#[tokio::test]
async fn what_is_approved_is_applied() -> Told {
    let group = published(far_apart(), &Build::as_built()?).await?;
    let run = answered(&group, "approve").await?;
    assert!(run.succeeded(), "{}", run.failure());
    let (allowed, denied) = lists(group.sim(), OFFICE);
    assert_eq!(allowed, ids(&[products(1, 6)]));
    assert_eq!(denied, ids(&[products(7, 2), own_products(1, 150)]));
    assert!(outcome(&run, OFFICE).answer.is_some());
    Ok(())
}

#[tokio::test]
async fn what_is_rejected_is_not_written() -> Told {
    let group = published(far_apart(), &Build::as_built()?).await?;
    let before = group.experience(OFFICE);
    let run = answered(&group, "reject").await?;
    assert!(!run.succeeded());
    assert_eq!(outcome(&run, OFFICE).ended, Ended::Stopped);
    assert!(run.failure().contains(OFFICE), "{}", run.failure());
    assert_eq!((group.experience(OFFICE), group.sim().change_sets()), (before, vec![]));
    Ok(())
}

#[tokio::test]
async fn what_nobody_answers_is_not_written() -> Told {
    let build = Build::as_built()?.with_definition_of("sync-experiences", |definition| {
        *state(definition, "Wait for the answer").get_mut("TimeoutSeconds").unwrap() = json!(1);
    })?;
    let group = published(far_apart(), &build).await?;
    group.once_all_is_quiet_after(1, 1).await?;
    let runs = group.runs_of(BAY).await?;
    assert!(runs.iter().any(|run| run.error.as_deref() == Some("ExperiencesFailed")), "{runs:?}");
    assert_eq!(group.sim().change_sets(), []);
    Ok(())
}

/// What the question named is approved, and no more: the experience is read anew.
#[tokio::test]
async fn what_came_after_the_question_is_asked_for_anew() -> Told {
    let group = published(far_apart(), &Build::as_built()?).await?;
    let run = asks(&group).await?;
    let more = own_products(151, 5).ids();
    group.sim().approve_products(OFFICE, &more.iter().map(String::as_str).collect::<Vec<_>>())?;
    group.sim().clock().advance_seconds(80);
    let before = lists(group.sim(), OFFICE);
    assert!(before.0.is_superset(&ids(&[own_products(1, 155)])));

    group.answer(BAY, "approve", name(&run)).await?;
    group.once_asked(BAY, name(&run), 2).await?;
    assert_eq!(lists(group.sim(), OFFICE), before);

    group.answer(BAY, "approve", name(&run)).await?;
    let run = group.to_its_end(BAY, run).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(lists(group.sim(), OFFICE).0, ids(&[products(1, 6)]));
    Ok(())
}

/// Whoever is to decide reads what would be denied, and how to answer.
#[tokio::test]
async fn the_question_comes_by_the_topic_and_says_how_to_answer() -> Told {
    let options = Options { world: Some(far_apart()), ..Group::options() };
    let group = Group::begin_with(options, &Build::as_built()?, &[BAY]).await?;
    group.account_of(BAY).deploy_beside("Letters", &letters(group.member(BAY).alerts())).await?;
    group.publish().await?;
    let run = asks(&group).await?;

    let letters = group.account_of(BAY).messages_in(LETTERS).await?;
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    for word in ["150", OFFICE, "guard.denials_max", &format!("{{\"approve\": \"{}", name(&run))] {
        assert!(letter.contains(word), "{word}: {letter}");
    }
    group.answer(BAY, "reject", name(&run)).await
}

/// The state of this name, wherever it is.
fn state<'a>(definition: &'a mut Value, name: &str) -> &'a mut Value {
    let states = definition["States"].as_object_mut().unwrap();
    if states.contains_key(name) {
        return states.get_mut(name).unwrap();
    }
    let inner = states.values_mut().filter_map(|state| state.get_mut("ItemProcessor"));
    inner
        .filter(|inner| !inner["States"][name].is_null())
        .map(|inner| &mut inner["States"][name])
        .next()
        .unwrap()
}

/// An empty list is what an outage looks like: it needs a person, however little it would take.
#[tokio::test]
async fn an_empty_source_list_stops_unless_it_is_meant() -> Told {
    let group =
        published(listing(settled(), SOURCE, vec![], vec![products(7, 2)]), &Build::as_built()?).await?;
    let run = answered(&group, "reject").await?;
    assert_eq!(outcome(&run, OFFICE).ended, Ended::Stopped);
    assert_eq!(group.sim().change_sets(), []);

    let meant = group.run(BAY, &json!({"allow_empty": true})).await?;
    assert!(meant.succeeded(), "{}", meant.failure());
    assert!(lists(group.sim(), OFFICE).0.is_empty());
    Ok(())
}
