//! The ledger table of a member organization: the heads of all experiences under one key, and every change set under its
//! experience.

use domain::experience::identity::ExperienceId;
use steps::ports::ApiResult;
use steps::ports::experiences::{self as ports, ChangeEntry, ExperienceHead};

use crate::actions::GET_ITEM;
use crate::answer::Answer;
use crate::rows::{HEADS, Rows, key, number, required_number};
use crate::session::Session;

/// The ledger table.
#[derive(Debug, Clone)]
pub struct ChangeLedger {
    rows: Rows,
}

impl ChangeLedger {
    /// Its client.
    pub fn new(session: &Session, table: String) -> Self {
        Self { rows: Rows::new(session, table) }
    }
}

impl ports::ChangeLedger for ChangeLedger {
    async fn head(&self, experience: &ExperienceId) -> ApiResult<Option<ExperienceHead>> {
        let Some(item) = self.rows.get(HEADS, &experience.to_string()).await? else { return Ok(None) };
        let generation = required_number(Answer(GET_ITEM), &item, "generation")?;
        Ok(Some(ExperienceHead { experience: experience.clone(), generation }))
    }

    async fn set_head(&self, head: &ExperienceHead) -> ApiResult<()> {
        let mut item = key(HEADS, &head.experience.to_string());
        item.insert("generation".to_owned(), number(head.generation));
        self.rows.put(item).await
    }

    async fn record(&self, entry: &ChangeEntry) -> ApiResult<()> {
        let told = [
            ("operation", entry.operation),
            ("run", entry.run.as_str()),
            ("name", entry.name.as_str()),
            ("changes", entry.changes.as_str()),
            ("reason", entry.reason.as_str()),
            ("result", entry.result.as_str()),
        ];
        self.rows.record(&entry.experience.to_string(), &entry.at, &entry.token, &told).await
    }
}
