//! The ledger table of grants, in memory.

use std::collections::BTreeMap;
use std::sync::Mutex;

use domain::grant::Share;
use steps::ports::{ApiError, ApiResult, Head, Ledger, LedgerEntry, Page};

use super::tables::page;

/// The ledger table.
#[derive(Default)]
pub(crate) struct LedgerTable {
    pub(crate) heads: Mutex<BTreeMap<Share, Head>>,
    pub(crate) entries: Mutex<BTreeMap<(Share, String, String), LedgerEntry>>,
    /// So many writes are taken, the next one is not; `None`: all are taken.
    pub(crate) writes_until_broken: Mutex<Option<u32>>,
}

impl LedgerTable {
    fn count_write(&self) -> ApiResult<()> {
        let mut left = self.writes_until_broken.lock().unwrap();
        match *left {
            Some(0) => {
                *left = None;
                let (code, message) = ("InternalServerError".to_owned(), "the table is broken".to_owned());
                Err(ApiError { operation: "dynamodb:PutItem", code, message, status: 500 })
            }
            Some(more) => {
                *left = Some(more - 1);
                Ok(())
            }
            None => Ok(()),
        }
    }

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
        self.count_write()?;
        self.heads.lock().unwrap().insert(head.share.clone(), head.clone());
        Ok(())
    }

    async fn record(&self, entry: &LedgerEntry) -> ApiResult<()> {
        self.count_write()?;
        let key = (entry.share.clone(), entry.at.clone(), entry.token.clone());
        self.entries.lock().unwrap().insert(key, entry.clone());
        Ok(())
    }
}
