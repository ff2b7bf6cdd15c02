//! The hub account of a story: the services over the wire, its bucket and tables in memory.

use domain::grant::{Principal, Share};
use domain::identifier::{AccountId, ExecutionArn, GrantArn};
use domain::life_cycle::Wish;
use domain::plan::Decision;
use domain::report::{Report, Row};
use domain::run::{Run, RunRequest};
use domain::work::{Action, NextTask};
use serde::de::DeserializeOwned;
use sim::{Clock, GrantView, Options, Paging, Sim, WorldFile};
use steps::ports::{Clock as _, GrantPorts, LeasePorts};
use steps::snapshot::PassRequest;

use super::ledger::LedgerTable;
use super::tables::{Bucket, LeaseTable, Machine, Watch};
use super::wire::Wire;
use super::world::{HUB, id};

/// What AWS and the deployment are to a step.
pub(crate) struct Hub {
    pub(crate) sim: Sim,
    pub(crate) aws: Wire,
    pub(crate) bucket: Bucket,
    pub(crate) ledger: LedgerTable,
    pub(crate) lease: LeaseTable,
    pub(crate) machine: Machine,
    pub(crate) watch: Watch,
    pub(crate) world: WorldFile,
}

/// A clock that stands still and pages of four, with an empty one in between.
pub(crate) fn options() -> Options {
    let paging = Paging { items_max: Some(4), ..Paging::default() };
    Options { clock: Clock::manual(), paging, ..Options::default() }
}

impl Hub {
    pub(crate) async fn of(world: WorldFile) -> Self {
        Self::with(world, options()).await
    }

    pub(crate) async fn with(world: WorldFile, options: Options) -> Self {
        let sim = Sim::start(&world, options).await.unwrap();
        Self {
            aws: Wire::new(&sim),
            bucket: Bucket::default(),
            ledger: LedgerTable::default(),
            lease: LeaseTable::default(),
            machine: Machine::default(),
            watch: Watch::new(&sim),
            sim,
            world,
        }
    }

    /// A run that holds the lease.
    pub(crate) fn running(&self, name: &str) -> Run {
        let execution = execution(name);
        self.machine.running.lock().unwrap().insert(execution.clone());
        self.lease.state.lock().unwrap().holder = Some(execution.clone());
        Run { execution, started: "2026-11-22T01:00:00Z".to_owned(), request: RunRequest::default() }
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

    /// The first pass of a run that holds the lease.
    pub(crate) fn first_pass(&self) -> PassRequest {
        PassRequest { run: self.running("run-1"), pass: 1, first_pass: 1 }
    }

    /// An action on the share of an account and a product, by a run that holds the lease.
    pub(crate) fn action(&self, account: u64, product: usize, wish: Wish, next: NextTask) -> Action {
        let account: AccountId = id(account).parse().unwrap();
        let license = &self.world.licenses[product];
        let share =
            Share { license: license.arn.parse().unwrap(), principal: Principal::Account(account.clone()) };
        Action {
            v: 1,
            run: self.running("run-1").execution,
            account_name: "Orders".to_owned(),
            account,
            product: Some(license.sku.parse().unwrap()),
            product_name: license.product.clone(),
            share,
            wish,
            planned: Decision::Create,
            reason: "the account is tagged".to_owned(),
            home_region: license.home_region.clone(),
            operations: vec!["CheckoutLicense".into(), "CheckInLicense".into()],
            next,
            grant: None,
            wait_seconds: 0,
            polls: 0,
            recreations: 0,
            written_version: None,
            activated: false,
            revoked: false,
            outcome: None,
            failure: None,
        }
    }

    /// [`Hub::action`] on the first grant of the world file.
    pub(crate) fn action_on_grant(&self, wish: Wish, next: NextTask) -> Action {
        let entry = &self.world.grants[0];
        let product = self.world.licenses.iter().position(|license| license.arn == entry.license).unwrap();
        let account = entry.account.parse::<u64>().unwrap() - 200_000_000_000;
        Action { grant: Some(self.first_grant()), ..self.action(account, product, wish, next) }
    }

    /// The first grant of the world file.
    pub(crate) fn first_grant(&self) -> GrantArn {
        self.world.grants[0].arn.as_ref().unwrap().parse().unwrap()
    }

    pub(crate) fn pass_seconds(&self, seconds: u32) {
        self.sim.clock().advance_seconds(u64::from(seconds));
    }

    /// Reads a file of the bucket.
    pub(crate) fn file<T: DeserializeOwned>(&self, key: &str) -> T {
        let bucket = self.bucket.0.lock().unwrap();
        serde_json::from_slice(bucket.get(key).unwrap_or_else(|| panic!("there is no {key}"))).unwrap()
    }

    /// The report of a run.
    pub(crate) fn report(&self, run: &str) -> Report {
        self.file(&format!("runs/{run}/report.json"))
    }

    /// The only row of the report about an account.
    pub(crate) fn row(&self, run: &str, account: u64) -> Row {
        let rows: Vec<Row> = self.report(run).outcomes;
        let mut rows = rows.into_iter().filter(|row| row.account.as_str() == id(account));
        let row = rows.next().unwrap_or_else(|| panic!("no row about account {account}"));
        assert!(rows.next().is_none(), "one row about account {account}");
        row
    }

    /// Statuses of the grants of an account, by product and grant, without those that ended.
    pub(crate) fn statuses(&self, account: u64) -> Vec<&'static str> {
        self.live(account).iter().map(|grant| grant.status.as_str()).collect()
    }

    /// The grants of the n-th account that did not end.
    pub(crate) fn live(&self, account: u64) -> Vec<GrantView> {
        self.live_of(&id(account))
    }

    /// The grants of an account that did not end.
    pub(crate) fn live_of(&self, account: &str) -> Vec<GrantView> {
        self.sim.grants_of(account).into_iter().filter(|grant| !grant.status.is_terminal()).collect()
    }

    /// Writes the settings.
    pub(crate) fn set_policy(&self, toml: &str) {
        self.bucket.0.lock().unwrap().insert("policy.toml".to_owned(), toml.as_bytes().to_vec());
    }

    /// The guard never stops a run.
    pub(crate) fn allow_every_revocation(&self) {
        self.set_policy("[guard]\nrevocations_max = 1000\nrevocations_percent_max = 100\n");
    }
}

/// The execution of this name.
pub(crate) fn execution(name: &str) -> ExecutionArn {
    format!("arn:aws:states:us-east-1:{HUB}:execution:marketplace-steward-share-licenses:{name}")
        .parse()
        .unwrap()
}

impl LeasePorts for Hub {
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

impl GrantPorts for Hub {
    type Ledger = LedgerTable;
    type Grants = Wire;
    type Writes = Wire;

    fn ledger(&self) -> &LedgerTable {
        &self.ledger
    }

    fn grants(&self) -> &Wire {
        &self.aws
    }

    fn writes(&self) -> &Wire {
        &self.aws
    }
}
