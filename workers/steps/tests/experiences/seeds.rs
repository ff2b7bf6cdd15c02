//! Many worlds, each with its own faults and its own people who change things while a run is under way.
//!
//! A seed decides everything, so a seed that fails fails again; it is then kept below under a name of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;

use domain::experience::limits::IN_USE_WAITS_MAX;
use domain::experience::snapshot::join;
use serde_json::json;
use sim::{ChangeSetOwner, DetailsShown, FailureCode, Faults, Options, Paging, TokenReuse, WorldFile};
use steps::ports::experiences::Published as _;
use tokio::sync::Notify;

use crate::support::chance::{Chance, try_part};
use crate::support::execution::Execution;
use crate::support::stacks::{Stacks, options};
use crate::support::world::{MEMBER, OFFICES, SOURCE, STORES, listing, product, world};

/// Products that there are.
const PRODUCTS: u64 = 240;
/// Those that people change while a run is at work.
const CHANGED: u64 = 12;
const EXPERIENCES: [&str; 2] = [STORES, OFFICES];
/// Runs of a seed that meet faults.
const FAULTY: [&str; 2] = ["faulty-1", "faulty-2"];

/// Everything goes wrong for two runs; then nothing any more, and one run has to put it right.
async fn converges(seed: u64) {
    let mut chance = Chance(seed);
    let stacks = Stacks::with(draw_world(&mut chance), draw_options(seed, &mut chance)).await;
    // The guard has its own tests: here every denial is allowed.
    let guard = json!({"denials_max": 10_000, "denials_percent_max": 100});
    *stacks.settings.lock().unwrap() =
        serde_json::from_value(json!({"follows": [{"source": SOURCE}], "guard": guard})).unwrap();
    let twice = chance.happens(30);
    let mut people = People::default();
    people.publish(&stacks).await;
    for number in [chance.below(CHANGED) + 1, chance.below(PRODUCTS) + 1] {
        people.unknown.insert(product(number));
        stacks.sim.set_product_known(MEMBER, &product(number), false);
    }

    stacks.sim.set_faults(draw_faults(seed, &mut chance));
    for run in FAULTY {
        let mut execution = Execution::of(run, json!({"allow_empty": true}));
        faulty(&stacks, &mut execution, twice, &mut people, &mut chance).await;
        // Somebody redrives what failed or was stopped.
        if !execution.is_over() && chance.happens(50) {
            execution.redrive();
            faulty(&stacks, &mut execution, twice, &mut people, &mut chance).await;
        }
    }
    stacks.sim.set_faults(Faults::none());
    *stacks.ledger.writes_until_broken.lock().unwrap() = None;
    stacks.pass_seconds(200);
    people.publish(&stacks).await;

    let ended = stacks.run("calm", json!({"allow_empty": true, "try_again": true})).await;
    assert_eq!(ended.result, Ok(()), "{ended:#?}");
    people.assert_nothing_else_was_allowed(&stacks);
    for experience in EXPERIENCES {
        stacks.assert_like_the_source(experience, &people.unknown.iter().cloned().collect::<Vec<_>>());
        stacks.assert_serial(experience);
        assert_bounded(&stacks, experience);
    }
    stacks.assert_every_write_is_in_the_ledger();

    stacks.sim.reset_calls();
    stacks.run("nothing-left", json!({"allow_empty": true})).await.result.unwrap();
    assert_eq!(stacks.sim.calls().mutating(), 0, "{:#?}", stacks.sim.calls().counts);
}

/// An execution from where it stands until it ends, or dies at a wait.
async fn faulty(
    stacks: &Stacks,
    execution: &mut Execution,
    twice: bool,
    people: &mut People,
    chance: &mut Chance,
) {
    let killed = Notify::new();
    let mut at_every_wait = async |stacks: &Stacks| match chance.below(60) {
        0..20 => something_happens(stacks, people, chance).await,
        20..22 => {
            killed.notify_one();
            pending::<()>().await;
        }
        _ => {}
    };
    let name = execution.name.clone();
    tokio::select! {
        _ended = stacks.drive(execution, twice, &mut at_every_wait) => {}
        () = killed.notified() => stacks.kill(&name),
    }
}

/// Somebody changes something.
async fn something_happens(stacks: &Stacks, people: &mut People, chance: &mut Chance) {
    let (id, experience) = (product(chance.below(CHANGED) + 1), chance.one_of(&EXPERIENCES));
    // While a change set holds an experience nobody can change it, which is as good.
    match chance.below(8) {
        0 => drop(stacks.sim.approve_products(experience, &[&id])),
        1 => drop(stacks.sim.reject_products(experience, &[&id])),
        2 => drop(stacks.sim.approve_products(SOURCE, &[&id])),
        3 => drop(stacks.sim.reject_products(SOURCE, &[&id])),
        4 => people.publish(stacks).await,
        5 => {
            let is_known = people.unknown.remove(&id) || !people.unknown.insert(id.clone());
            stacks.sim.set_product_known(MEMBER, &id, is_known);
        }
        6 => {
            *stacks.ledger.writes_until_broken.lock().unwrap() =
                Some(u32::try_from(chance.below(4)).unwrap());
        }
        _ => {
            if let Some(set) = stacks.ours(experience).last() {
                stacks.aws.cancel(&set.id.parse().unwrap()).await;
            }
        }
    }
}

/// What people did.
#[derive(Default)]
struct People {
    /// What each snapshot approves.
    approved: BTreeMap<u64, BTreeSet<String>>,
    /// The products that the member cannot name.
    unknown: BTreeSet<String>,
}

impl People {
    async fn publish(&mut self, stacks: &Stacks) {
        stacks.publish().await;
        let head = stacks.snapshots.head.lock().unwrap().clone().unwrap();
        let parts = stacks.snapshots.parts(&head).await.unwrap();
        let snapshot = join(&head, parts).unwrap();
        let source = snapshot.content.source(&SOURCE.parse().unwrap()).unwrap();
        let allowed = &source.published().unwrap().products.allowed;
        self.approved.insert(head.revision, allowed.iter().map(ToString::to_string).collect());
    }

    /// No set of ours allows what the snapshot in its name does not approve.
    fn assert_nothing_else_was_allowed(&self, stacks: &Stacks) {
        for set in EXPERIENCES.iter().flat_map(|experience| stacks.ours(experience)) {
            let (_, rest) = set.name.as_ref().unwrap().split_once("-r").unwrap();
            let (revision, _) = rest.split_once('-').unwrap();
            let approved = &self.approved[&revision.parse().unwrap()];
            let allows = set.changes.iter().filter(|change| change.change_type == "AllowProductProcurement");
            for id in allows.flat_map(|change| &change.products) {
                assert!(approved.contains(id), "{id} is not approved in snapshot {revision}: {set:#?}");
            }
        }
    }
}

/// Everything is bounded: what is sent for an experience, and how often it is tried.
fn assert_bounded(stacks: &Stacks, experience: &str) {
    let ours = stacks.ours(experience);
    let faults = ours.iter().filter(|set| set.failure == Some(FailureCode::ServerFault)).count();
    // Each run, and each change of plan in it, sends what is left once, and halves what is bad.
    let runs = FAULTY.len() * 2 + 1;
    let fullest = 5;
    let halving = 2 * (CHANGED as usize + 1) * 7 + 2;
    assert!(ours.len() <= faults + runs * (fullest + halving), "{} sets", ours.len());
    let entries = stacks.ledger.all();
    let tried = entries.iter().filter(|entry| entry.experience.as_str() == experience);
    let in_use = tried.filter(|entry| entry.result.contains("ResourceInUse")).count();
    assert!(in_use <= runs * (IN_USE_WAITS_MAX as usize + 1), "{in_use} times in use");
}

fn draw_world(chance: &mut Chance) -> WorldFile {
    let mut lists = || {
        let (mut allowed, mut denied) = (Vec::new(), Vec::new());
        let (most, some) = (chance.below(95), chance.below(50));
        for number in 1..=PRODUCTS {
            match chance.below(100) {
                share if share < most => allowed.push(number),
                share if share < most + some => denied.push(number),
                _ => {}
            }
        }
        (allowed, denied)
    };
    let source = lists();
    let here = EXPERIENCES.map(|id| {
        let (allowed, denied) = lists();
        listing(id, &allowed, &denied)
    });
    world(listing(SOURCE, &source.0, &source.1), here.into())
}

fn draw_options(seed: u64, chance: &mut Chance) -> Options {
    let mut options = Options {
        seed,
        paging: Paging { items_max: Some(2), ..Paging::default() },
        token_reuse: chance.one_of(&[TokenReuse::FirstAnswer, TokenReuse::Refused]),
        ..options()
    };
    let catalog = &mut options.catalog;
    catalog.change_sets_open_max = chance.one_of(&[1, 2, 5]);
    catalog.change_sets_belong_to =
        chance.one_of(&[ChangeSetOwner::ManagementAccount, ChangeSetOwner::Caller]);
    catalog.details =
        chance.one_of(&[DetailsShown::Both, DetailsShown::DetailsOnly, DetailsShown::DocumentOnly]);
    options
}

/// The mix of a fault run; every third seed gets twice as much.
fn draw_faults(seed: u64, chance: &mut Chance) -> Faults {
    match chance.below(3) {
        0 => Faults {
            throttle: 0.20,
            server_error: 0.10,
            lost_answer: 0.10,
            change_set_server_fault: 0.10,
            ..Faults::mixed(seed)
        },
        _ => Faults::mixed(seed),
    }
}

#[tokio::test]
async fn converges_after_faults_first_half() {
    try_part(0, 2, 100, converges).await;
}

#[tokio::test]
async fn converges_after_faults_second_half() {
    try_part(1, 2, 100, converges).await;
}
