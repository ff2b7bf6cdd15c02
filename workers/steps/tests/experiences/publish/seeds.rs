//! Many seeds of changes, faults, broken and overtaken writes: whatever happens, the snapshot is whole, is something that
//! really was, and comes to the truth as soon as the faults stop.

use std::collections::BTreeSet;

use domain::experience::limits::PART_BYTES_MAX;
use domain::experience::snapshot::{Content, Publication, Source, SourceState};
use sim::Faults;
use steps::ports::experiences::Published as _;

use super::desk::Desk;
use crate::support::chance::Chance;
use crate::support::world::{SOURCE, experience, product};

const SEEDS: u64 = 30;
const HOURS: u64 = 12;

/// Allowed and denied products.
type Lists = (BTreeSet<String>, BTreeSet<String>);

#[tokio::test]
async fn every_seed_comes_to_the_truth_and_never_publishes_anything_that_was_not() {
    for seed in 1..=SEEDS {
        comes_to_the_truth(seed).await;
    }
}

async fn comes_to_the_truth(seed: u64) {
    let mut chance = Chance(seed);
    let desk = Desk::of(vec![experience(SOURCE, 6, 2)]).await;
    let (mut history, mut revision) = (vec![truth(&desk)], 0);
    desk.sim.set_faults(Faults { change_set_server_fault: 0.0, ..Faults::mixed(seed) });
    for _ in 0..HOURS {
        change(&desk, &mut chance);
        history.push(truth(&desk));
        if chance.happens(30) {
            let writes = usize::try_from(chance.below(3)).unwrap();
            *desk.table.breaks_after.lock().unwrap() = Some(writes);
        }
        *desk.table.faster.lock().unwrap() = None;
        if chance.happens(20) {
            overtake(&desk).await;
        }
        let answer = desk.publish().await;
        if let Err(error) = &answer {
            assert!(["Throttled", "Busy"].contains(&error.name()), "seed {seed}: {error}");
        }
        let Some(snapshot) = desk.table.snapshot().await else { continue };
        assert!((revision..=revision + 2).contains(&snapshot.revision), "seed {seed}");
        revision = snapshot.revision;
        match &snapshot.content.experiences()[0].state {
            SourceState::Published(_) => {
                assert!(history.contains(&published(&desk).await), "seed {seed}, snapshot {revision}");
            }
            SourceState::Skipped(_) => assert!(answer.is_err(), "seed {seed}: only the other run skips it"),
        }
    }
    desk.sim.set_faults(Faults::none());
    *desk.table.breaks_after.lock().unwrap() = None;
    *desk.table.faster.lock().unwrap() = None;

    let answer = desk.publish().await.unwrap();

    assert_eq!(published(&desk).await, truth(&desk), "seed {seed}");
    let again = desk.publish().await.unwrap();
    assert_eq!((again.revision, again.changed), (answer.revision, false), "seed {seed}");
}

/// A person approves or rejects a product, or does nothing.
fn change(desk: &Desk, chance: &mut Chance) {
    let ids = [product(chance.below(12) + 1)];
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let made = match chance.below(3) {
        0 => desk.sim.approve_products(SOURCE, &ids),
        1 => desk.sim.reject_products(SOURCE, &ids),
        _ => return,
    };
    made.unwrap();
    desk.sim.clock().advance_seconds(200);
}

/// Another run is faster than the next one, and found the experience gone.
async fn overtake(desk: &Desk) {
    let gone = Source::skipped(SOURCE.parse().unwrap(), domain::experience::skip::Skip::NotFound);
    let present = desk.table.kept.head().await.unwrap();
    let content = Content::new(vec![gone]).unwrap();
    if let Publication::New { head, parts } =
        Publication::of(present.as_ref(), &content, PART_BYTES_MAX).unwrap()
    {
        *desk.table.faster.lock().unwrap() = Some((head, parts));
    }
}

/// The products as they really are.
fn truth(desk: &Desk) -> Lists {
    let policy = desk.sim.experience(SOURCE).unwrap().policy.unwrap();
    (policy.allowed, policy.denied)
}

/// The products as they are published.
async fn published(desk: &Desk) -> Lists {
    let products = desk.published(SOURCE).await.products;
    let texts = |ids: &BTreeSet<_>| ids.iter().map(ToString::to_string).collect();
    (texts(&products.allowed), texts(&products.denied))
}
