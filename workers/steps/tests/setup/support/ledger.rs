//! The ledger table of setup, in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use steps::ports::ApiResult;
use steps::ports::setup::{SetupEntry, SetupLedger};

use super::tables::{WritesLeft, count_write};

/// One entry for each call.
#[derive(Default)]
pub(crate) struct LedgerTable {
    entries: Mutex<BTreeMap<(String, String), SetupEntry>>,
    pub(crate) writes_until_broken: WritesLeft,
}

impl LedgerTable {
    /// All entries, in the order of the calls.
    pub(crate) fn all(&self) -> Vec<SetupEntry> {
        self.entries.lock().unwrap().values().cloned().collect()
    }
}

impl SetupLedger for LedgerTable {
    async fn record(&self, entry: &SetupEntry) -> ApiResult<()> {
        count_write(&self.writes_until_broken)?;
        let key = (entry.at.clone(), entry.token.clone());
        self.entries.lock().unwrap().insert(key, entry.clone());
        Ok(())
    }
}
