//! `experiences`: reads the snapshot and the experiences of this organization, and compares them. It changes none.

use std::convert::Infallible;

use aws::{Catalog, ChangeLedger, Prerequisites, Session, SnapshotReader, Store};
use domain::experience::settings::MemberSettings;
use serde_json::Value;
use steps::error::StepError;
use steps::experiences::member::Member;
use steps::experiences::{compare, fetch_snapshot};

use super::record::reader;
use crate::environment::{EnvironmentError, checked, required};
use crate::invocation::{answer, json};

/// The function `experiences`.
#[derive(Debug)]
pub(crate) struct Experiences {
    catalog: Catalog,
    prerequisites: Prerequisites,
    ledger: ChangeLedger,
    store: Store,
    reader: SnapshotReader,
    member: Member,
}

impl Experiences {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        // What contradicts itself is told by the step, where the run shows it.
        let settings = checked("SYNC_SETTINGS", |_: &MemberSettings| Ok::<(), Infallible>(()))?;
        Ok(Self {
            catalog: Catalog::new(session),
            prerequisites: Prerequisites::new(session),
            ledger: ChangeLedger::new(session, required("LEDGER_TABLE")?),
            store: Store::new(session, required("STATE_BUCKET")?),
            reader: reader(session)?,
            member: Member { name: required("MEMBER_NAME")?, settings },
        })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        let Self { catalog, prerequisites, ledger, store, reader, member } = self;
        answer(payload, async |call| match call.step.as_str() {
            "fetch-snapshot" => {
                let request = call.request()?;
                let published = reader.assume().await?;
                json(fetch_snapshot::run(&published, catalog, prerequisites, store, member, request).await)
            }
            "compare" => json(compare::run(catalog, ledger, store, &member.settings, call.request()?).await),
            _ => Err(call.refusal("experiences", &["fetch-snapshot", "compare"])),
        })
        .await
    }
}
