//! Runs that break off, meet, or come late.

use domain::experience::limits::PART_BYTES_MAX;
use domain::experience::snapshot::{Content, Publication};
use sim::ProductsEntry;
use steps::ports::experiences::Published as _;

use super::desk::Desk;
use crate::support::world::{SOURCE, experience, product};

/// A desk whose snapshot has three parts: ids may be long.
async fn large() -> Desk {
    let id = |number: u32| ProductsEntry::One(format!("prod-{number:0>240}"));
    let mut source = experience(SOURCE, 0, 0);
    source.policy.as_mut().unwrap().allowed = (1..=3_000).map(id).collect();
    Desk::of(vec![source]).await
}

#[tokio::test]
async fn wherever_a_run_breaks_off_a_snapshot_is_whole_and_the_next_run_publishes() {
    let mut writes = 0;
    loop {
        let desk = large().await;
        desk.publish().await.unwrap();
        desk.approve(7);
        let before = desk.snapshot().await;
        *desk.table.breaks_after.lock().unwrap() = Some(writes);

        let answer = desk.publish().await;

        let there = desk.snapshot().await;
        match answer {
            Err(error) => {
                assert_eq!(error.name(), "Throttled", "{error}");
                assert_eq!(there, before, "after {writes} writes");
            }
            Ok(answer) => {
                assert_eq!((answer.revision, there.revision, writes), (2, 2, 4), "three parts and the head");
                return;
            }
        }
        let again = desk.publish().await.unwrap();
        assert_eq!((again.revision, again.changed), (2, true));
        assert!(desk.published(SOURCE).await.products.allowed.contains(&product(7).parse().unwrap()));
        writes += 1;
    }
}

/// Its head is there, and nobody was told: the next attempt finds no change, and every member behind.
#[tokio::test]
async fn a_run_that_breaks_off_after_its_head_still_tells_the_members() {
    let desk = Desk::of(vec![experience(SOURCE, 1, 0)]).await;
    for number in 2..=3 {
        desk.publish().await.unwrap();
        desk.approve(number);
    }
    *desk.table.breaks_after.lock().unwrap() = Some(2);

    desk.publish().await.unwrap_err();
    assert_eq!(desk.snapshot().await.revision, 3);

    let answer = desk.publish().await.unwrap();
    assert_eq!((answer.revision, answer.changed, answer.notice.as_str()), (3, false, "behind"));
    assert_eq!(answer.members_behind.len(), 2);
}

#[tokio::test]
async fn a_run_that_was_overtaken_is_busy_and_its_next_attempt_builds_on_the_other() {
    let desk = Desk::of(vec![experience(SOURCE, 2, 0)]).await;
    desk.publish().await.unwrap();
    desk.approve(7);
    let present = desk.table.kept.head().await.unwrap();
    let content = Content::new(vec![]).unwrap();
    let Publication::New { head, parts } =
        Publication::of(present.as_ref(), &content, PART_BYTES_MAX).unwrap()
    else {
        panic!("it differs")
    };
    *desk.table.faster.lock().unwrap() = Some((head, parts));

    let error = desk.publish().await.unwrap_err();
    assert_eq!(error.name(), "Busy");
    assert_eq!(desk.snapshot().await.content, content, "the other one is whole");

    let answer = desk.publish().await.unwrap();
    assert_eq!((answer.revision, answer.counts.approved), (3, 3));
}

/// Whatever another run published before the head is read, the experiences are read after that.
#[tokio::test]
async fn what_was_read_earlier_never_replaces_what_was_read_later() {
    let desk = Desk::of(vec![experience(SOURCE, 2, 0)]).await;
    let sim = desk.sim.clone();
    *desk.table.before_head.lock().unwrap() = Some(Box::new(move || {
        sim.approve_products(SOURCE, &[&product(7)]).unwrap();
        sim.clock().advance_seconds(200);
    }));

    desk.publish().await.unwrap();

    assert_eq!(desk.published(SOURCE).await.products.allowed.len(), 3);
}

#[tokio::test]
async fn the_last_two_snapshots_stay() {
    let desk = Desk::of(vec![experience(SOURCE, 1, 0)]).await;
    let mut kept = Vec::new();
    for number in 2..=5 {
        desk.publish().await.unwrap();
        kept.push(desk.table.revisions());
        desk.approve(number);
    }
    assert_eq!(kept, [vec![1], vec![1, 2], vec![2, 3], vec![3, 4]]);
}
