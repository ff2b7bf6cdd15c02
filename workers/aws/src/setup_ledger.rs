//! The ledger table of setup: every call that changes something, in order.

use steps::ports::ApiResult;
use steps::ports::setup::{self as ports, SetupEntry};

use crate::rows::Rows;
use crate::session::Session;

/// The partition key of all entries: there are few, and they are read by time.
const SETUP: &str = "setup";

/// The ledger table.
#[derive(Debug, Clone)]
pub struct SetupLedger {
    rows: Rows,
}

impl SetupLedger {
    /// Its client.
    pub fn new(session: &Session, table: String) -> Self {
        Self { rows: Rows::new(session, table) }
    }
}

impl ports::SetupLedger for SetupLedger {
    async fn record(&self, entry: &SetupEntry) -> ApiResult<()> {
        let told = [
            ("operation", entry.operation),
            ("run", entry.run.as_str()),
            ("account", entry.account.as_str()),
            ("fix", entry.fix.as_str()),
            ("reason", entry.reason.as_str()),
            ("result", entry.result.as_str()),
        ];
        self.rows.record(SETUP, &entry.at, &entry.token, &told).await
    }
}
