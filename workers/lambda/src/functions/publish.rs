//! `publish`: reads the management experiences and publishes them as one snapshot.

use aws::{Catalog, Prerequisites, Session, Snapshots};
use domain::experience::publishing::PublishSettings;
use serde_json::Value;
use steps::error::StepError;
use steps::experiences::publish_snapshot;

use crate::environment::{EnvironmentError, checked, required};
use crate::invocation::{answer, json};

/// The function `publish`.
#[derive(Debug)]
pub(crate) struct Publish {
    catalog: Catalog,
    prerequisites: Prerequisites,
    snapshots: Snapshots,
    settings: PublishSettings,
}

impl Publish {
    pub(crate) fn new(session: &Session) -> Result<Self, EnvironmentError> {
        Ok(Self {
            catalog: Catalog::new(session),
            prerequisites: Prerequisites::new(session),
            snapshots: Snapshots::new(session, required("SNAPSHOT_TABLE")?),
            settings: checked("PUBLISH_SETTINGS", PublishSettings::check)?,
        })
    }

    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        let Self { catalog, prerequisites, snapshots, settings } = self;
        answer(payload, async |call| match call.step.as_str() {
            "publish-snapshot" => json(
                publish_snapshot::run(catalog, prerequisites, snapshots, settings, call.request()?).await,
            ),
            _ => Err(call.refusal("publish", &["publish-snapshot"])),
        })
        .await
    }
}
