//! What a pass works from: the snapshot, and what is the same for all experiences of this organization.

use std::collections::BTreeMap;

use domain::experience::identity::{Administrator, ExperienceId};
use domain::experience::snapshot::{Content, Head, Snapshot};
use domain::run::Run;
use serde::{Deserialize, Serialize};

use super::keys;
use crate::error::StepError;
use crate::files;
use crate::ports::Store;

/// `runs/<run>/pass-<nn>/snapshot.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// The payload version.
    pub v: u32,
    /// Which snapshot it is.
    pub head: Head,
    /// What it says.
    pub content: Content,
    /// As whom this account asks the Catalog.
    pub administrator: Administrator,
    /// The address of the logo that was applied last, by experience, as the record of the last run has it.
    pub logos: BTreeMap<ExperienceId, String>,
}

impl Fetched {
    /// The snapshot.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { revision: self.head.revision, content: self.content.clone() }
    }
}

/// Reads what a pass works from.
///
/// # Errors
/// When it is missing or cannot be read back.
pub async fn read(store: &impl Store, run: &Run, pass: u32) -> Result<Fetched, StepError> {
    files::read(store, &keys::fetched(run, pass)).await
}
