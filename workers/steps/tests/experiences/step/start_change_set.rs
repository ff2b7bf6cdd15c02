//! Start the change set.

use domain::experience::change_set::{Hold, NAME_PREFIX};
use domain::experience::limits::IN_USE_WAITS_MAX;
use sim::{AimedFault, CatalogOptions, ChangeSetStatus, Fault, Faults, Options};
use steps::experiences::item::{ExperienceItem, Next};
use steps::experiences::{keys, start_change_set};
use steps::ports::experiences::ChangeSets as _;

use crate::support::stacks::{Stacks, options};
use crate::support::workbench::allow;
use crate::support::world::{MEMBER, STORES, experience, product, products, world};

async fn stacks() -> Stacks {
    Stacks::of(world(experience("exp-source0000000", 5, 0), vec![experience(STORES, 0, 0)])).await
}

fn faults(fault: Fault) -> Faults {
    let operation = "marketplace-catalog.StartChangeSet".to_owned();
    Faults { aimed: vec![AimedFault { operation, call: 1, fault }], ..Faults::none() }
}

#[tokio::test]
async fn sends_the_present_set_after_it_is_in_the_ledger_and_says_when_to_look() {
    let stacks = stacks().await;
    let item = stacks.working(vec![allow(1..=2), allow(3..=3)]);

    let item = start_change_set::run(&stacks, item).await.unwrap();

    let sets = stacks.sim.change_sets();
    assert_eq!((sets.len(), &sets[0].changes[0].products), (1, &products(1..=2)));
    assert!(sets[0].name.as_ref().unwrap().starts_with(NAME_PREFIX));
    assert_eq!(item.change_set.unwrap().as_str(), sets[0].id);
    assert_eq!((item.next, item.wait_seconds, item.sets_left), (Next::Check, 5, 2));
    let entries = stacks.ledger.all();
    assert_eq!(entries.len(), 1);
    assert!(entries[0].result.starts_with(&format!("ok {}", sets[0].id)), "{entries:?}");
    assert!(entries[0].changes.contains(&product(2)) && entries[0].reason.contains("exp-source0000000"));
}

#[tokio::test]
async fn what_cannot_be_put_into_the_ledger_is_not_sent() {
    let stacks = stacks().await;
    let item = stacks.working(vec![allow(1..=2)]);
    *stacks.ledger.writes_until_broken.lock().unwrap() = Some(0);

    assert_eq!(start_change_set::run(&stacks, item).await.unwrap_err().name(), "Throttled");
    assert!(stacks.sim.change_sets().is_empty());
}

#[tokio::test]
async fn without_the_lease_nothing_is_sent() {
    let stacks = stacks().await;
    let item = stacks.working(vec![allow(1..=2)]);
    stacks.running("run-2");

    let error = start_change_set::run(&stacks, item).await.unwrap_err();

    assert_eq!(error.name(), "Busy");
    assert!(error.to_string().contains("run-2"), "{error}");
    assert_eq!((stacks.sim.calls().mutating(), stacks.ledger.all().len()), (0, 0));
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_set() {
    for fault in [Fault::LostAnswer, Fault::LostInServerError] {
        let stacks = stacks().await;
        let item = stacks.working(vec![allow(1..=2)]);
        stacks.sim.set_faults(faults(fault));

        assert_eq!(start_change_set::run(&stacks, item.clone()).await.unwrap_err().name(), "Throttled");
        let item = start_change_set::run(&stacks, item).await.unwrap();

        assert_eq!(stacks.sim.change_sets().len(), 1, "{fault:?}");
        assert_eq!(item.change_set.unwrap().as_str(), stacks.sim.change_sets()[0].id);
        let tokens: Vec<_> = stacks.ledger.all().into_iter().map(|entry| entry.token).collect();
        assert_eq!((tokens.len(), &tokens[0]), (2, &tokens[1]));
    }
}

/// Where AWS looks at the lock before it looks at the token.
#[tokio::test]
async fn an_open_set_of_the_same_name_is_this_very_set() {
    let stacks = stacks().await;
    let item = stacks.working(vec![allow(1..=2)]);
    let mut same = stacks.work(&item).next().unwrap();
    same.token = "another".to_owned();
    let started = stacks.aws.start(&same).await.unwrap();

    let item = start_change_set::run(&stacks, item).await.unwrap();

    assert_eq!((item.next, item.change_set), (Next::Check, Some(started.id)));
}

#[tokio::test]
async fn a_change_set_of_somebody_else_is_waited_for_and_the_experience_read_anew() {
    let stacks = stacks().await;
    let item = stacks.working(vec![allow(1..=2)]);
    stacks.sim.approve_products(STORES, &[&product(9)]).unwrap();

    let item = start_change_set::run(&stacks, item).await.unwrap();

    assert_eq!((item.next, item.wait_seconds, item.waits), (Next::Compare, 5, 1));
    assert_eq!(stacks.work(&item).held, None);
}

#[tokio::test]
async fn a_change_set_of_somebody_else_that_does_not_end_holds_the_experience_and_is_named() {
    let stacks = stacks().await;
    let item = ExperienceItem { waits: IN_USE_WAITS_MAX, ..stacks.working(vec![allow(1..=2)]) };
    let other = stacks.sim.approve_products(STORES, &[&product(9)]).unwrap();

    let item = start_change_set::run(&stacks, item).await.unwrap();

    assert_eq!(item.next, Next::Conclude);
    assert_eq!(stacks.work(&item).held, Some(Hold::InUse(vec![other.parse().unwrap()])));
}

#[tokio::test]
async fn too_many_open_sets_of_the_account_are_waited_for_until_it_takes_too_long() {
    let catalog = CatalogOptions { change_sets_open_max: 0, ..CatalogOptions::default() };
    let world = world(experience("exp-source0000000", 5, 0), vec![experience(STORES, 0, 0)]);
    let stacks = Stacks::with(world, Options { catalog, ..options() }).await;
    let mut item = stacks.working(vec![allow(1..=2)]);
    let mut seconds = 0;

    for _ in 0..IN_USE_WAITS_MAX {
        item = start_change_set::run(&stacks, item).await.unwrap();
        assert_eq!(item.next, Next::Start);
        seconds += item.wait_seconds;
        stacks.pass_seconds(item.wait_seconds);
    }
    item = start_change_set::run(&stacks, item).await.unwrap();

    assert_eq!((item.next, seconds), (Next::Conclude, 1_795));
    assert_eq!(stacks.work(&item).held, Some(Hold::TooManyOpen));
}

#[tokio::test]
async fn an_experience_that_is_gone_is_held() {
    let stacks = stacks().await;
    let mut item = stacks.working(vec![allow(1..=2)]);
    let mut work = stacks.work(&item);
    item.experience = "exp-gone".parse().unwrap();
    work.experience = item.experience.clone();
    stacks.put(&keys::work_of(&item), &work);

    let item = start_change_set::run(&stacks, item).await.unwrap();

    assert_eq!((item.next, stacks.work(&item).held), (Next::Conclude, Some(Hold::ClosedToChanges)));
}

#[tokio::test]
async fn who_may_not_change_the_private_marketplace_is_told_what_to_check() {
    let stacks = stacks().await;
    let item = stacks.working(vec![allow(1..=2)]);
    stacks.sim.delegate_administration(MEMBER, None);

    let error = start_change_set::run(&stacks, item).await.unwrap_err();

    assert_eq!(error.name(), "Invalid");
    let told = error.to_string();
    assert!(told.contains("SETUP-041: ") && told.contains("delegated administrator"), "{error}");
}

/// The form of a request is our own affair: nothing of what it names is suspected for it.
#[tokio::test]
async fn a_request_that_is_refused_at_once_is_told_and_puts_nothing_into_quarantine() {
    let stacks = stacks().await;
    let item = stacks.working(vec![allow(1..=51)]);

    let error = start_change_set::run(&stacks, item.clone()).await.unwrap_err();

    assert_eq!(error.name(), "Invalid");
    assert!(error.to_string().contains("ValidationException"), "{error}");
    assert!(stacks.work(&item).refused.is_empty());
}

#[tokio::test]
async fn a_step_that_comes_late_sends_nothing() {
    let stacks = stacks().await;
    let item = stacks.working(vec![]);

    let item = start_change_set::run(&stacks, item).await.unwrap();

    assert_eq!((item.next, stacks.sim.calls().mutating()), (Next::Compare, 0));
}

#[tokio::test]
async fn a_set_that_ended_is_never_sent_again_under_its_old_token() {
    let stacks = stacks().await;
    let item = stacks.working(vec![allow(1..=2)]);
    let item = start_change_set::run(&stacks, item).await.unwrap();
    stacks.pass_seconds(100);
    let again = start_change_set::run(&stacks, item).await.unwrap();

    let sets = stacks.sim.change_sets();
    assert_eq!((sets.len(), sets[0].status), (1, ChangeSetStatus::Succeeded));
    assert_eq!(again.change_set.unwrap().as_str(), sets[0].id, "it is found, and looked at next");
}
