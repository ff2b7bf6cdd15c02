//! `catalog`: starts one change set of one experience, or looks at it.

use aws::{ChangeLedger, ChangeSets, Executions, Lease, Session, Store, SystemClock};
use serde_json::Value;
use steps::error::StepError;
use steps::experiences::{check_change_set, start_change_set};
use steps::ports::LeasePorts;
use steps::ports::experiences::ChangeSetPorts;

use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The function `catalog`.
#[derive(Debug)]
pub(crate) struct Catalog {
    lease: Lease,
    executions: Executions,
    catalog: aws::Catalog,
    change_sets: ChangeSets,
    ledger: ChangeLedger,
    store: Store,
}

impl Catalog {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self {
            lease: Lease::new(session, required("LEASE_TABLE")?),
            executions: Executions::new(session),
            catalog: aws::Catalog::new(session),
            change_sets: ChangeSets::new(session),
            ledger: ChangeLedger::new(session, required("LEDGER_TABLE")?),
            store: Store::new(session, required("STATE_BUCKET")?),
        })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        answer(payload, async |call| match call.step.as_str() {
            "start-change-set" => json(start_change_set::run(self, call.request()?).await),
            "check-change-set" => json(check_change_set::run(self, call.request()?).await),
            _ => Err(call.refusal("catalog", &["start-change-set", "check-change-set"])),
        })
        .await
    }
}

impl LeasePorts for Catalog {
    type Lease = Lease;
    type Executions = Executions;
    type Clock = SystemClock;

    fn lease(&self) -> &Lease {
        &self.lease
    }

    fn executions(&self) -> &Executions {
        &self.executions
    }

    fn clock(&self) -> &SystemClock {
        &SystemClock
    }
}

impl ChangeSetPorts for Catalog {
    type Catalog = aws::Catalog;
    type ChangeSets = ChangeSets;
    type Ledger = ChangeLedger;
    type Store = Store;

    fn catalog(&self) -> &aws::Catalog {
        &self.catalog
    }

    fn change_sets(&self) -> &ChangeSets {
        &self.change_sets
    }

    fn ledger(&self) -> &ChangeLedger {
        &self.ledger
    }

    fn store(&self) -> &Store {
        &self.store
    }
}
