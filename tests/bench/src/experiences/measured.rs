//! What one client needed, as the simulated services saw it.

use std::collections::BTreeMap;

use sim::{Call, ChangeSetView, Sim};

use super::world::SOURCE;
use crate::failure::Failure;

/// The call that starts a change set.
const START: &str = "marketplace-catalog.StartChangeSet";

/// What a client needed from its first call to its last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// Change sets that it started.
    pub(crate) change_sets: u64,
    /// From its first call to its last, on the simulated clock.
    pub(crate) seconds: f64,
    /// The part of it that nobody can shorten: the Catalog at work on the sets of the busiest experience.
    pub(crate) catalog_seconds: f64,
    /// Calls per `service.Operation`.
    pub(crate) calls: BTreeMap<String, u64>,
}

impl Measured {
    /// All that happened since [`Sim::reset_calls`]; `sets_before` change sets are older.
    pub(crate) fn of(sim: &Sim, sets_before: usize) -> Self {
        let calls = sim.calls();
        let started = |call: &&Call| call.operation == START && call.code.is_none();
        Self {
            change_sets: calls.log.iter().filter(started).count() as u64,
            seconds: seconds(&calls.log),
            catalog_seconds: catalog_seconds(&sim.change_sets()[sets_before..]),
            calls: calls.counts,
        }
    }

    /// All calls.
    pub(crate) fn calls_total(&self) -> u64 {
        self.calls.values().sum()
    }

    /// Those that would change something.
    pub(crate) fn calls_mutating(&self) -> u64 {
        self.calls.iter().filter(|(name, _)| sim::is_mutating(name)).map(|(_, count)| count).sum()
    }
}

/// Refuses to go on where an experience does not have the source's lists: only what is right has a figure.
pub(crate) fn as_the_source(sim: &Sim, client: &'static str, case: &'static str) -> Result<(), Failure> {
    let experiences = sim.experiences();
    let lists = |id: &str| {
        let policy = experiences.iter().find(|experience| experience.id == id)?.policy.as_ref()?;
        Some((&policy.allowed, &policy.denied))
    };
    let wanted = lists(SOURCE);
    match experiences.iter().find(|experience| lists(&experience.id) != wanted) {
        None => Ok(()),
        Some(other) => Err(Failure::Unlike { client, experience: other.id.clone(), case }),
    }
}

fn seconds(log: &[Call]) -> f64 {
    let moments = || log.iter().map(|call| call.at_epoch_seconds);
    let (first, last) = (moments().reduce(f64::min), moments().reduce(f64::max));
    last.unwrap_or(0.0) - first.unwrap_or(0.0)
}

fn catalog_seconds(sets: &[ChangeSetView]) -> f64 {
    let mut of_experience: BTreeMap<&str, i64> = BTreeMap::new();
    for set in sets {
        let ended = set.ended_epoch_milliseconds.unwrap_or(set.started_epoch_milliseconds);
        if let Some(change) = set.changes.first() {
            *of_experience.entry(&change.experience).or_default() += ended - set.started_epoch_milliseconds;
        }
    }
    of_experience.values().max().map_or(0.0, |milliseconds| *milliseconds as f64 / 1_000.0)
}
