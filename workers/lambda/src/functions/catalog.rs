//! `catalog`: starts one change set of one experience, or looks at it.

use aws::{ChangeLedger, ChangeSets, Session, Store};
use serde_json::Value;
use steps::error::StepError;
use steps::experiences::{check_change_set, start_change_set};
use steps::ports::experiences::ChangeSetPorts;

use super::leasing::Leasing;
use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The function `catalog`.
#[derive(Debug)]
pub(crate) struct Catalog {
    leasing: Leasing,
    catalog: aws::Catalog,
    change_sets: ChangeSets,
    ledger: ChangeLedger,
    store: Store,
}

impl Catalog {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self {
            leasing: Leasing::new(session)?,
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

impl ChangeSetPorts for Catalog {
    type Leasing = Leasing;
    type Catalog = aws::Catalog;
    type ChangeSets = ChangeSets;
    type Ledger = ChangeLedger;
    type Store = Store;

    fn leasing(&self) -> &Leasing {
        &self.leasing
    }

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
