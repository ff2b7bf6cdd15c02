//! What a state machine of ours has in its account, whatever it does: bucket, lease, executions, and the time.

use domain::identifier::ExecutionArn;
use domain::run::{Run, RunRequest};
use serde::de::DeserializeOwned;
use sim::{Clock, Options, Paging, Sim};
use steps::ports::{Clock as _, LeasePorts};

use super::tables::{Bucket, LeaseTable, Machine, Watch};

/// A state machine and what is deployed around it.
pub(crate) struct Deployed {
    pub(crate) sim: Sim,
    pub(crate) bucket: Bucket,
    pub(crate) lease: LeaseTable,
    pub(crate) machine: Machine,
    pub(crate) watch: Watch,
    /// The ARN of an execution of this name.
    execution: fn(&str) -> ExecutionArn,
}

/// A clock that stands still and pages of four, with an empty one in between.
pub(crate) fn options() -> Options {
    let paging = Paging { items_max: Some(4), ..Paging::default() };
    Options { clock: Clock::manual(), paging, ..Options::default() }
}

impl Deployed {
    pub(crate) fn new(sim: Sim, execution: fn(&str) -> ExecutionArn) -> Self {
        Self {
            bucket: Bucket::default(),
            lease: LeaseTable::default(),
            machine: Machine::default(),
            watch: Watch::new(&sim),
            sim,
            execution,
        }
    }

    /// A run that holds the lease.
    pub(crate) fn running(&self, name: &str) -> Run {
        self.starts(name);
        let execution = (self.execution)(name);
        self.lease.state.lock().unwrap().holder = Some(execution.clone());
        Run { execution, started: "2026-11-22T01:00:00Z".to_owned(), request: RunRequest::default() }
    }

    /// The execution is RUNNING.
    pub(crate) fn starts(&self, name: &str) {
        self.machine.running.lock().unwrap().insert((self.execution)(name));
    }

    /// The execution is not RUNNING any more, however it came to that.
    pub(crate) fn kill(&self, name: &str) {
        let execution = (self.execution)(name);
        self.machine.running.lock().unwrap().remove(&execution);
        self.machine.ended.lock().unwrap().insert(execution, self.watch.now());
    }

    pub(crate) fn pass_seconds(&self, seconds: u32) {
        self.sim.clock().advance_seconds(u64::from(seconds));
    }

    /// Reads a file of the bucket.
    pub(crate) fn file<T: DeserializeOwned>(&self, key: &str) -> T {
        let bucket = self.bucket.0.lock().unwrap();
        serde_json::from_slice(bucket.get(key).unwrap_or_else(|| panic!("there is no {key}"))).unwrap()
    }
}

impl LeasePorts for Deployed {
    type Lease = LeaseTable;
    type Executions = Machine;
    type Clock = Watch;

    fn lease(&self) -> &LeaseTable {
        &self.lease
    }

    fn executions(&self) -> &Machine {
        &self.machine
    }

    fn clock(&self) -> &Watch {
        &self.watch
    }
}
