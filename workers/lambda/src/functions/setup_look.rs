//! `setup-look`: looks at what has to be set up, whether a fix shows, and writes what a run of setup found. It fixes nothing.

use aws::{Prerequisites, Session, SetupAccounts, Store};
use domain::setup::settings::Settings;
use serde_json::Value;
use steps::error::StepError;
use steps::setup::{check_fix, look, report_setup};

use super::setup::{accounts, settings};
use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The function `setup-look`.
#[derive(Debug)]
pub(crate) struct SetupLook {
    accounts: SetupAccounts<Prerequisites>,
    store: Store,
    settings: Settings,
}

impl SetupLook {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        let settings = settings()?;
        Ok(Self {
            accounts: accounts(session, &settings)?,
            store: Store::new(session, required("STATE_BUCKET")?),
            settings,
        })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        let Self { accounts, store, settings } = self;
        answer(payload, async |call| match call.step.as_str() {
            "look" => json(look::run(accounts, store, settings, call.request()?).await),
            "check-fix" => json(check_fix::run(accounts, store, settings, call.request()?).await),
            "report-setup" => json(report_setup::run(store, call.request()?).await),
            _ => Err(call.refusal("setup-look", &["look", "check-fix", "report-setup"])),
        })
        .await
    }
}
