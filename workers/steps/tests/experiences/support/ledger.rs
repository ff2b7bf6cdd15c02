//! The ledger table of a member organization, in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use domain::experience::identity::ExperienceId;
use steps::ports::ApiResult;
use steps::ports::experiences::{ChangeEntry, ChangeLedger, ExperienceHead};

use super::tables::{WritesLeft, count_write};

/// Heads, and one entry for each change set that was sent.
#[derive(Default)]
pub(crate) struct LedgerTable {
    pub(crate) heads: Mutex<BTreeMap<ExperienceId, u64>>,
    pub(crate) entries: Mutex<BTreeMap<(ExperienceId, String, String), ChangeEntry>>,
    pub(crate) writes_until_broken: WritesLeft,
}

impl LedgerTable {
    /// All entries, by experience and time.
    pub(crate) fn all(&self) -> Vec<ChangeEntry> {
        self.entries.lock().unwrap().values().cloned().collect()
    }
}

impl ChangeLedger for LedgerTable {
    async fn head(&self, experience: &ExperienceId) -> ApiResult<Option<ExperienceHead>> {
        let generation = self.heads.lock().unwrap().get(experience).copied();
        Ok(generation.map(|generation| ExperienceHead { experience: experience.clone(), generation }))
    }

    async fn set_head(&self, head: &ExperienceHead) -> ApiResult<()> {
        count_write(&self.writes_until_broken)?;
        self.heads.lock().unwrap().insert(head.experience.clone(), head.generation);
        Ok(())
    }

    async fn record(&self, entry: &ChangeEntry) -> ApiResult<()> {
        count_write(&self.writes_until_broken)?;
        let key = (entry.experience.clone(), entry.at.clone(), entry.token.clone());
        self.entries.lock().unwrap().insert(key, entry.clone());
        Ok(())
    }
}
