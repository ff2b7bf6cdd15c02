//! `setup-fix`: makes one call that sets something up, in the own account or by setup's role in another.

use aws::{Session, SetupAccounts, SetupLedger, SetupWrites, Store};
use domain::setup::settings::Settings;
use serde_json::Value;
use steps::error::StepError;
use steps::ports::setup::FixPorts;
use steps::setup::fix;

use super::leasing::Leasing;
use super::setup::{accounts, settings};
use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The function `setup-fix`.
#[derive(Debug)]
pub(crate) struct SetupFix {
    leasing: Leasing,
    ledger: SetupLedger,
    store: Store,
    accounts: SetupAccounts<SetupWrites>,
    settings: Settings,
}

impl SetupFix {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        let settings = settings()?;
        Ok(Self {
            leasing: Leasing::new(session)?,
            ledger: SetupLedger::new(session, required("LEDGER_TABLE")?),
            store: Store::new(session, required("STATE_BUCKET")?),
            accounts: accounts(session, &settings)?,
            settings,
        })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        answer(payload, async |call| match call.step.as_str() {
            "fix" => json(fix::run(self, &self.settings, call.request()?).await),
            _ => Err(call.refusal("setup-fix", &["fix"])),
        })
        .await
    }
}

impl FixPorts for SetupFix {
    type Leasing = Leasing;
    type Ledger = SetupLedger;
    type Store = Store;
    type Accounts = SetupAccounts<SetupWrites>;

    fn leasing(&self) -> &Leasing {
        &self.leasing
    }

    fn ledger(&self) -> &SetupLedger {
        &self.ledger
    }

    fn store(&self) -> &Store {
        &self.store
    }

    fn accounts(&self) -> &SetupAccounts<SetupWrites> {
        &self.accounts
    }
}
