//! The ledger table of a member organization, in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use domain::experience::identity::ExperienceId;
use steps::ports::experiences::{ChangeEntry, ChangeLedger, ExperienceHead};
use steps::ports::{ApiError, ApiResult};

/// Heads, and one entry for each change set that was sent.
#[derive(Default)]
pub(crate) struct LedgerTable {
    pub(crate) heads: Mutex<BTreeMap<ExperienceId, u64>>,
    pub(crate) entries: Mutex<BTreeMap<(ExperienceId, String, String), ChangeEntry>>,
    /// So many writes are taken, the next one is not; `None`: all are taken.
    pub(crate) writes_until_broken: Mutex<Option<u32>>,
}

impl LedgerTable {
    fn count_write(&self) -> ApiResult<()> {
        let mut left = self.writes_until_broken.lock().unwrap();
        *left = match *left {
            Some(0) => {
                *left = None;
                let (code, message) = ("InternalServerError".to_owned(), "the table is broken".to_owned());
                return Err(ApiError { operation: "dynamodb:PutItem", code, message, status: 500 });
            }
            Some(more) => Some(more - 1),
            None => None,
        };
        Ok(())
    }

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
        self.count_write()?;
        self.heads.lock().unwrap().insert(head.experience.clone(), head.generation);
        Ok(())
    }

    async fn record(&self, entry: &ChangeEntry) -> ApiResult<()> {
        self.count_write()?;
        let key = (entry.experience.clone(), entry.at.clone(), entry.token.clone());
        self.entries.lock().unwrap().insert(key, entry.clone());
        Ok(())
    }
}
