//! When which change set was at work, as the simulated Catalog saw it.

use serde::Serialize;
use sim::{ChangeSetStatus, ChangeSetView, Sim, VirtualTime};

/// One change set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SetBar {
    /// The experience.
    pub(crate) experience: String,
    /// Its id.
    pub(crate) change_set: String,
    /// When it was started, in virtual seconds since the hour began.
    pub(crate) started_seconds: f64,
    /// When it ended.
    pub(crate) ended_seconds: f64,
    /// Whether it was applied.
    pub(crate) applied: bool,
    /// Products that it allows or denies.
    pub(crate) products: usize,
}

/// The change sets of an organization, by its id, since a moment, in the order in which they were started.
pub(crate) fn since(sim: &Sim, organization: &str, began: VirtualTime) -> Vec<SetBar> {
    let (began, now) = (began.epoch_milliseconds(), sim.now().epoch_milliseconds());
    let seconds = |milliseconds: i64| (milliseconds - began) as f64 / 1_000.0;
    let bar = |set: &ChangeSetView| SetBar {
        experience: set.changes.first().map(|change| change.experience.clone()).unwrap_or_default(),
        change_set: set.id.clone(),
        started_seconds: seconds(set.started_epoch_milliseconds),
        ended_seconds: seconds(set.ended_epoch_milliseconds.unwrap_or(now)),
        applied: set.status == ChangeSetStatus::Succeeded,
        products: set.changes.iter().map(|change| change.products.len()).sum(),
    };
    let sets = sim.change_sets();
    let of_now =
        |set: &&ChangeSetView| set.organization == organization && set.started_epoch_milliseconds >= began;
    sets.iter().filter(of_now).map(bar).collect()
}
