//! Check the change set.

use domain::experience::change_set::{FailureCode, Hold, Observed};
use domain::experience::limits::POLLS_MAX;
use sim::ChangeSetStatus;
use steps::experiences::item::{ExperienceItem, Next};
use steps::experiences::{check_change_set, keys, start_change_set};
use steps::ports::experiences::{ChangeSetPorts, ChangeSets, Seen, Started};
use steps::ports::{ApiResult, Page};

use crate::support::stacks::Stacks;
use crate::support::tables::Bucket;
use crate::support::workbench::allow;
use crate::support::world::{MEMBER, STORES, experience, product, products, world};

async fn stacks() -> Stacks {
    Stacks::of(world(experience("exp-source0000000", 5, 0), vec![experience(STORES, 0, 0)])).await
}

/// The item after its first set was started, and ended.
async fn ended(stacks: &Stacks, item: ExperienceItem) -> ExperienceItem {
    let item = start_change_set::run(stacks, item).await.unwrap();
    stacks.pass_seconds(100);
    item
}

#[tokio::test]
async fn a_set_that_is_at_work_is_looked_at_ever_more_rarely_and_then_left_under_its_token() {
    let stacks = stacks().await;
    let mut item = start_change_set::run(&stacks, stacks.working(vec![allow(1..=2)])).await.unwrap();
    let mut waits = vec![item.wait_seconds];
    for _ in 0..POLLS_MAX {
        item = check_change_set::run(&stacks, item).await.unwrap();
        assert_eq!(item.next, Next::Check);
        waits.push(item.wait_seconds);
    }
    assert!(waits.is_sorted() && waits[0] == 5 && waits[35] == 120, "{waits:?}");

    let item = check_change_set::run(&stacks, item).await.unwrap();

    assert_eq!((item.next, stacks.work(&item).held), (Next::Conclude, Some(Hold::TooSlow)));
    assert_eq!(stacks.work(&item).generation, 0, "its token is the one to find it by");
}

#[tokio::test]
async fn after_an_applied_set_comes_the_next_one_and_after_the_last_the_experience_is_read_back() {
    let stacks = stacks().await;
    let item = ended(&stacks, stacks.working(vec![allow(1..=2), allow(3..=3)])).await;

    let item = check_change_set::run(&stacks, item).await.unwrap();
    assert_eq!((item.next, item.wait_seconds, item.sets_applied, item.sets_left), (Next::Start, 0, 1, 1));

    let item = ended(&stacks, item).await;
    let item = check_change_set::run(&stacks, item).await.unwrap();
    assert_eq!((item.next, item.sets_applied, item.sets_left), (Next::Compare, 2, 0));
    assert_eq!(stacks.experience(STORES).policy.unwrap().allowed, products(1..=3).into_iter().collect());
}

#[tokio::test]
async fn a_step_that_is_delivered_twice_concludes_once() {
    let stacks = stacks().await;
    let item = ended(&stacks, stacks.working(vec![allow(1..=2), allow(1..=2)])).await;

    let once = check_change_set::run(&stacks, item.clone()).await.unwrap();
    let twice = check_change_set::run(&stacks, item).await.unwrap();

    assert_eq!(once, twice);
    assert_eq!((stacks.work(&once).sets_applied, stacks.work(&once).generation), (1, 1));
}

#[tokio::test]
async fn a_step_that_died_after_the_head_concludes_the_same_generation_again() {
    let stacks = stacks().await;
    let item = ended(&stacks, stacks.working(vec![allow(1..=2)])).await;
    let before = stacks.work(&item);

    let once = check_change_set::run(&stacks, item.clone()).await.unwrap();
    stacks.put(&keys::work_of(&item), &before);
    let again = check_change_set::run(&stacks, item).await.unwrap();

    assert_eq!((&once, stacks.work(&again).generation), (&again, 1));
    assert_eq!(*stacks.ledger.heads.lock().unwrap().values().next().unwrap(), 1);
}

#[tokio::test]
async fn a_run_that_lost_the_lease_concludes_nothing() {
    let stacks = stacks().await;
    let item = ended(&stacks, stacks.working(vec![allow(1..=2)])).await;
    stacks.running("run-2");

    assert_eq!(check_change_set::run(&stacks, item.clone()).await.unwrap_err().name(), "Busy");

    assert!(stacks.ledger.heads.lock().unwrap().is_empty());
    assert_eq!(stacks.work(&item).sets.len(), 1);
}

#[tokio::test]
async fn a_set_with_something_bad_in_it_is_cut_and_what_is_bad_alone_is_refused_with_its_reason() {
    let stacks = stacks().await;
    stacks.sim.set_product_known(MEMBER, &product(2), false);
    let mut item = ended(&stacks, stacks.working(vec![allow(1..=3)])).await;
    while item.next != Next::Compare {
        item = check_change_set::run(&stacks, item).await.unwrap();
        if item.next == Next::Start {
            item = ended(&stacks, item).await;
        }
    }

    let work = stacks.work(&item);
    assert_eq!((work.refused.len(), work.sets_applied, work.held), (1, 1, None));
    assert!(work.refused[0].error.contains(&product(2)), "{:?}", work.refused);
    assert_eq!(stacks.experience(STORES).policy.unwrap().allowed, [product(1), product(3)].into());
}

#[tokio::test]
async fn a_fault_of_the_service_is_sent_again_later_under_a_new_token_and_not_for_ever() {
    let stacks = stacks().await;
    stacks.sim.fail_change_sets(MEMBER, 100);
    let mut item = stacks.working(vec![allow(1..=2)]);
    let mut waits = Vec::new();
    while item.next == Next::Start {
        item = ended(&stacks, item).await;
        item = check_change_set::run(&stacks, item).await.unwrap();
        waits.push(item.wait_seconds);
    }
    assert_eq!((waits, item.next), (vec![30, 60, 120, 0], Next::Conclude));
    assert_eq!((stacks.sim.change_sets().len(), stacks.work(&item).held), (4, Some(Hold::ServerFault)));
}

#[tokio::test]
async fn a_set_that_somebody_cancelled_holds_the_experience() {
    let stacks = stacks().await;
    let item = start_change_set::run(&stacks, stacks.working(vec![allow(1..=2)])).await.unwrap();
    assert!(stacks.aws.cancel(item.change_set.as_ref().unwrap()).await);

    let item = check_change_set::run(&stacks, item).await.unwrap();

    assert_eq!(stacks.sim.change_sets()[0].status, ChangeSetStatus::Cancelled);
    assert_eq!((item.next, stacks.work(&item).held), (Next::Conclude, Some(Hold::Cancelled)));
    assert_eq!(stacks.work(&item).generation, 1, "the next run sends it anew");
}

/// Without the second look every product would go into quarantine, one by one.
#[tokio::test]
async fn an_experience_that_was_archived_meanwhile_is_held_and_no_product_is_suspected() {
    let stacks = stacks().await;
    stacks.sim.set_product_known(MEMBER, &product(1), false);
    let item = ended(&stacks, stacks.working(vec![allow(1..=2)])).await;
    stacks.sim.enable_experience(STORES, false).unwrap();
    stacks.pass_seconds(100);
    stacks.sim.archive_experience(STORES, true).unwrap();
    stacks.pass_seconds(100);

    let item = check_change_set::run(&stacks, item).await.unwrap();

    let work = stacks.work(&item);
    assert_eq!((item.next, work.held, work.refused.len()), (Next::Conclude, Some(Hold::ClosedToChanges), 0));
}

#[tokio::test]
async fn a_status_and_a_failure_that_this_version_does_not_know_are_named() {
    let failed = |failure: Option<FailureCode>| ("FAILED", failure);
    for ((status, failure), hold) in [
        (("RECONSIDERING", None), Hold::UnknownStatus("RECONSIDERING".to_owned())),
        (failed(Some("LUNAR_ECLIPSE".into())), Hold::UnknownFailure("LUNAR_ECLIPSE".to_owned())),
        (failed(None), Hold::UnknownFailure("no reason given".to_owned())),
    ] {
        let stacks = stacks().await;
        let item = start_change_set::run(&stacks, stacks.working(vec![allow(1..=2)])).await.unwrap();
        let observed = Observed {
            change_set: item.change_set.clone().unwrap(),
            status: status.into(),
            failure,
            description: None,
            errors: Vec::new(),
            takes_changes: true,
        };
        let name = stacks.work(&item).next().unwrap().name;
        let odd = Odd { stacks: &stacks, says: Says(Seen { name, observed }) };

        let item = check_change_set::run(&odd, item).await.unwrap();

        assert_eq!((item.next, stacks.work(&item).held), (Next::Conclude, Some(hold)));
    }
}

/// A Catalog that says of every change set the same.
struct Says(Seen);

impl ChangeSets for Says {
    async fn start(&self, _: &domain::experience::change_set::ChangeSet) -> ApiResult<Started> {
        panic!("nothing is to be started")
    }

    async fn change_set(&self, _: &domain::experience::identity::ChangeSetId) -> ApiResult<Seen> {
        Ok(self.0.clone())
    }

    async fn open(
        &self,
        _: &domain::experience::identity::ExperienceId,
        _: domain::experience::identity::Administrator,
        _: Option<String>,
    ) -> ApiResult<Page<domain::experience::change_set::OpenSet>> {
        panic!("nobody is to be asked for")
    }
}

/// The stacks, with a Catalog that says odd things.
struct Odd<'a> {
    stacks: &'a Stacks,
    says: Says,
}

impl ChangeSetPorts for Odd<'_> {
    type Leasing = <Stacks as ChangeSetPorts>::Leasing;
    type Catalog = <Stacks as ChangeSetPorts>::Catalog;
    type ChangeSets = Says;
    type Ledger = <Stacks as ChangeSetPorts>::Ledger;
    type Store = Bucket;

    fn leasing(&self) -> &Self::Leasing {
        self.stacks.leasing()
    }

    fn catalog(&self) -> &Self::Catalog {
        self.stacks.catalog()
    }

    fn change_sets(&self) -> &Says {
        &self.says
    }

    fn ledger(&self) -> &Self::Ledger {
        self.stacks.ledger()
    }

    fn store(&self) -> &Bucket {
        self.stacks.store()
    }
}
