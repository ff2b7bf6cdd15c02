//! What a step needs of the outside that only deals with the lease: no AWS, and a clock that stands still.

use std::collections::BTreeSet;
use std::sync::Mutex;

use domain::lease::Lease as LeaseState;
use jiff::{SignedDuration, Timestamp};
use steps::ports::{Clock, LeasePorts};

use super::hub::execution;
use super::tables::{LeaseTable, Machine};

/// The lease table, Step Functions and a clock.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) lease: LeaseTable,
    pub(crate) machine: Machine,
    clock: Standing,
}

/// A clock that somebody sets.
#[derive(Default)]
pub(crate) struct Standing(Mutex<Timestamp>);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

impl Desk {
    /// With the lease in the hands of a run, and these marks on it.
    pub(crate) fn held_by(name: &str, marks: &[&str]) -> Self {
        let desk = Self::default();
        desk.change(|lease| {
            lease.holder = Some(execution(name));
            lease.dirty = texts(marks);
        });
        desk
    }

    /// The same, with these executions RUNNING.
    pub(crate) fn with_running(self, names: &[&str]) -> Self {
        self.machine.running.lock().unwrap().extend(names.iter().map(|name| execution(name)));
        self
    }

    /// The execution ends now.
    pub(crate) fn ends(&self, name: &str) {
        self.machine.running.lock().unwrap().remove(&execution(name));
        self.machine.ended.lock().unwrap().insert(execution(name), self.clock.now());
    }

    pub(crate) fn pass_seconds(&self, seconds: i64) {
        *self.clock.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut LeaseState)) {
        change(&mut self.lease.state.lock().unwrap());
    }

    /// What lies in the table.
    pub(crate) fn state(&self) -> LeaseState {
        self.lease.state.lock().unwrap().clone()
    }

    pub(crate) fn holder(&self) -> Option<String> {
        self.state().holder.map(|holder| holder.name().to_owned())
    }

    pub(crate) fn marks(&self) -> BTreeSet<String> {
        self.state().dirty
    }
}

/// Marks.
pub(crate) fn texts(marks: &[&str]) -> BTreeSet<String> {
    marks.iter().map(|&mark| mark.to_owned()).collect()
}

impl LeasePorts for Desk {
    type Lease = LeaseTable;
    type Executions = Machine;
    type Clock = Standing;

    fn lease(&self) -> &LeaseTable {
        &self.lease
    }

    fn executions(&self) -> &Machine {
        &self.machine
    }

    fn clock(&self) -> &Standing {
        &self.clock
    }
}
