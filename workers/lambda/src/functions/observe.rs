//! `observe`: reads prerequisites, accounts, licenses and grants, and writes what it saw into the state bucket.

use aws::{Grants, Ledger, Licenses, Organization, Prerequisites, Session, Store};
use serde_json::Value;
use steps::error::StepError;
use steps::{list_accounts, list_grants, list_licenses, look_closer, preflight};

use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The function `observe`.
#[derive(Debug)]
pub(crate) struct Observe {
    prerequisites: Prerequisites,
    organization: Organization,
    licenses: Licenses,
    grants: Grants,
    ledger: Ledger,
    store: Store,
}

impl Observe {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self {
            prerequisites: Prerequisites::new(session),
            organization: Organization::new(session),
            licenses: Licenses::new(session),
            grants: Grants::new(session),
            ledger: Ledger::new(session, required("LEDGER_TABLE")?),
            store: Store::new(session, required("STATE_BUCKET")?),
        })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        let Self { prerequisites, organization, licenses, grants, ledger, store } = self;
        answer(payload, async |call| match call.step.as_str() {
            "preflight" => json(preflight::run(prerequisites, call.request()?).await),
            "list-accounts" => json(list_accounts::run(organization, store, call.request()?).await),
            "list-licenses" => json(list_licenses::run(licenses, store, call.request()?).await),
            "list-grants" => {
                json(list_grants::run(organization, licenses, grants, ledger, store, call.request()?).await)
            }
            "look-closer" => json(look_closer::run(organization, store, call.request()?).await),
            _ => {
                let steps = ["preflight", "list-accounts", "list-licenses", "list-grants", "look-closer"];
                Err(call.refusal("observe", &steps))
            }
        })
        .await
    }
}
