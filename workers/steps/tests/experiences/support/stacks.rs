//! What is deployed in the organization that publishes and in a member organization, as the steps see it.

use std::sync::{Arc, Mutex};

use domain::experience::settings::MemberSettings;
use domain::identifier::ExecutionArn;
use serde::de::DeserializeOwned;
use serde_json::json;
use sim::{Clock, ExperienceView, Options, Paging, Sim, WorldFile};
use steps::ports::experiences::ChangeSetPorts;
use steps::ports::{Clock as _, LeasePorts};

use super::catalog::Wire;
use super::ledger::LedgerTable;
use super::snapshots::SnapshotTable;
use super::tables::{Bucket, LeaseTable, Machine, Watch};
use super::waiting::Waiting;
use super::world::{CENTRAL, MEMBER, SOURCE};

/// The name of the member in the configuration of the organization that publishes.
pub(crate) const NAME: &str = "member";

/// A member organization's stack, and beside it what the management side keeps.
pub(crate) struct Stacks {
    pub(crate) sim: Sim,
    pub(crate) central: Wire,
    pub(crate) snapshots: Arc<SnapshotTable>,
    pub(crate) aws: Wire,
    pub(crate) settings: Mutex<MemberSettings>,
    pub(crate) bucket: Bucket,
    pub(crate) ledger: LedgerTable,
    pub(crate) lease: LeaseTable,
    pub(crate) machine: Machine,
    pub(crate) watch: Watch,
    pub(crate) waiting: Waiting,
}

/// A clock that stands still and pages of four, with an empty one in between.
pub(crate) fn options() -> Options {
    let paging = Paging { items_max: Some(4), ..Paging::default() };
    Options { clock: Clock::manual(), paging, ..Options::default() }
}

impl Stacks {
    pub(crate) async fn of(world: WorldFile) -> Self {
        Self::with(world, options()).await
    }

    /// Every experience of the member follows [`SOURCE`].
    pub(crate) async fn with(world: WorldFile, options: Options) -> Self {
        let sim = Sim::start(&world, options).await.unwrap();
        let settings = json!({"follows": [{"source": SOURCE}]});
        Self {
            central: Wire::new(&sim, CENTRAL),
            snapshots: Arc::default(),
            aws: Wire::new(&sim, MEMBER),
            settings: Mutex::new(serde_json::from_value(settings).unwrap()),
            bucket: Bucket::default(),
            ledger: LedgerTable::default(),
            lease: LeaseTable::default(),
            machine: Machine::default(),
            watch: Watch::new(&sim),
            waiting: Waiting::default(),
            sim,
        }
    }

    /// The execution is RUNNING.
    pub(crate) fn starts(&self, name: &str) {
        self.machine.running.lock().unwrap().insert(execution(name));
    }

    /// The execution is not RUNNING any more, however it came to that.
    pub(crate) fn kill(&self, name: &str) {
        let execution = execution(name);
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

    /// An experience as it really is.
    pub(crate) fn experience(&self, id: &str) -> ExperienceView {
        self.sim.experience(id).unwrap()
    }
}

/// The execution of this name.
pub(crate) fn execution(name: &str) -> ExecutionArn {
    format!("arn:aws:states:us-east-1:{MEMBER}:execution:marketplace-steward-sync-experiences:{name}")
        .parse()
        .unwrap()
}

impl LeasePorts for Stacks {
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

impl ChangeSetPorts for Stacks {
    type Catalog = Wire;
    type ChangeSets = Wire;
    type Ledger = LedgerTable;
    type Store = Bucket;

    fn catalog(&self) -> &Wire {
        &self.aws
    }

    fn change_sets(&self) -> &Wire {
        &self.aws
    }

    fn ledger(&self) -> &LedgerTable {
        &self.ledger
    }

    fn store(&self) -> &Bucket {
        &self.bucket
    }
}
