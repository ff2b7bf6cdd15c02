//! The ledger table of grants, in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use domain::grant::Share;
use steps::ports::{ApiResult, Head, Ledger, LedgerEntry, Page};

use super::tables::{WritesLeft, count_write, page};

/// The ledger table.
#[derive(Default)]
pub(crate) struct LedgerTable {
    pub(crate) heads: Mutex<BTreeMap<Share, Head>>,
    pub(crate) entries: Mutex<BTreeMap<(Share, String, String), LedgerEntry>>,
    pub(crate) writes_until_broken: WritesLeft,
}

impl LedgerTable {
    /// The entries of one operation.
    pub(crate) fn entries_of(&self, operation: &str) -> Vec<LedgerEntry> {
        let entries = self.entries.lock().unwrap();
        entries.values().filter(|entry| entry.operation == operation).cloned().collect()
    }
}

impl Ledger for LedgerTable {
    async fn head(&self, share: &Share) -> ApiResult<Option<Head>> {
        Ok(self.heads.lock().unwrap().get(share).cloned())
    }

    async fn heads(&self, token: Option<String>) -> ApiResult<Page<Head>> {
        Ok(page(self.heads.lock().unwrap().values().cloned().collect(), token))
    }

    async fn set_head(&self, head: &Head) -> ApiResult<()> {
        count_write(&self.writes_until_broken)?;
        self.heads.lock().unwrap().insert(head.share.clone(), head.clone());
        Ok(())
    }

    async fn record(&self, entry: &LedgerEntry) -> ApiResult<()> {
        count_write(&self.writes_until_broken)?;
        let key = (entry.share.clone(), entry.at.clone(), entry.token.clone());
        self.entries.lock().unwrap().insert(key, entry.clone());
        Ok(())
    }
}
