//! The hub account of a story: the services over the wire, its bucket and tables in memory.

use std::ops::Deref;
use std::sync::Mutex;

use domain::approval::Decision;
use domain::grant::{Principal, Share};
use domain::identifier::{AccountId, ExecutionArn, GrantArn};
use domain::life_cycle::Wish;
use domain::plan;
use domain::report::{Report, Row};
use domain::work::{Action, NextTask};
use sim::{GrantView, Options, Sim, WorldFile};
use steps::ports::GrantPorts;
use steps::snapshot::PassRequest;

use super::deployed::Deployed;
pub(crate) use super::deployed::options;
use super::ledger::LedgerTable;
use super::wire::Wire;
use super::world::{HUB, id};

/// What AWS and the deployment are to a step.
pub(crate) struct Hub {
    pub(crate) deployed: Deployed,
    pub(crate) aws: Wire,
    pub(crate) ledger: LedgerTable,
    pub(crate) world: WorldFile,
    /// What a person decides whom a run asks; `None`: nobody answers.
    pub(super) person: Mutex<Option<Decision>>,
}

impl Hub {
    pub(crate) async fn of(world: WorldFile) -> Self {
        Self::with(world, options()).await
    }

    pub(crate) async fn with(world: WorldFile, options: Options) -> Self {
        let sim = Sim::start(&world, options).await.unwrap();
        Self {
            aws: Wire::new(&sim),
            ledger: LedgerTable::default(),
            deployed: Deployed::new(sim, execution),
            world,
            person: Mutex::default(),
        }
    }

    /// From now on a person decides so when a run asks.
    pub(crate) fn a_person_decides(&self, decision: Decision) {
        *self.person.lock().unwrap() = Some(decision);
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
            planned: plan::Decision::Create,
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
            loses: 1,
            override_behavior: None,
            successor: None,
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

impl Deref for Hub {
    type Target = Deployed;

    fn deref(&self) -> &Deployed {
        &self.deployed
    }
}

impl GrantPorts for Hub {
    type Leasing = Deployed;
    type Ledger = LedgerTable;
    type Grants = Wire;
    type Writes = Wire;

    fn leasing(&self) -> &Deployed {
        &self.deployed
    }

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
