//! `record`: writes what became of each experience, the report of a run, and the record of this organization in the table of
//! the management side.

use aws::{ReaderRole, Session, SnapshotReader, Store, SystemClock};
use domain::experience::record::MemberRecord;
use serde_json::Value;
use steps::error::StepError;
use steps::experiences::{conclude_experience, report_experiences};
use steps::ports::ApiResult;
use steps::ports::experiences::Telling;

use crate::environment::{EnvironmentError, required};
use crate::invocation::{answer, json};

/// The function `record`.
#[derive(Debug)]
pub(crate) struct Record {
    store: Store,
    reader: SnapshotReader,
    member: String,
}

impl Record {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self {
            store: Store::new(session, required("STATE_BUCKET")?),
            reader: reader(session)?,
            member: required("MEMBER_NAME")?,
        })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        let Self { store, reader, member } = self;
        answer(payload, async |call| match call.step.as_str() {
            "conclude-experience" => json(conclude_experience::run(store, call.request()?).await),
            "report-experiences" => {
                let request = call.request()?;
                json(report_experiences::run(store, &Teller(reader), &SystemClock, member, request).await)
            }
            _ => Err(call.refusal("record", &["conclude-experience", "report-experiences"])),
        })
        .await
    }
}

/// Tells the management side. The role is assumed only where something is told.
struct Teller<'a>(&'a SnapshotReader);

impl Telling for Teller<'_> {
    async fn tell(&self, record: &MemberRecord) -> ApiResult<()> {
        self.0.assume().await?.tell(record).await
    }
}

/// The table of the management side, through the read role that it made for this organization.
pub(super) fn reader(session: &Session) -> Result<SnapshotReader, EnvironmentError> {
    let role = ReaderRole { arn: required("READER_ROLE_ARN")?, external_id: required("READER_EXTERNAL_ID")? };
    Ok(SnapshotReader::new(session, required("SNAPSHOT_TABLE")?, role))
}
