//! The ledger table of a member organization: the heads of all experiences under one key, and every change set under its
//! experience.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::experience::identity::ExperienceId;
use steps::ports::ApiResult;
use steps::ports::experiences::{self as ports, ChangeEntry, ExperienceHead};

use crate::actions::{GET_ITEM, PUT_ITEM};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::ledger::{HEADS, Item, key, number, text};
use crate::session::Session;

/// The ledger table.
#[derive(Debug, Clone)]
pub struct ChangeLedger {
    client: aws_sdk_dynamodb::Client,
    table: String,
}

impl ChangeLedger {
    /// Its client. It may try twice: each of its writes puts a whole item.
    pub fn new(session: &Session, table: String) -> Self {
        Self { client: aws_sdk_dynamodb::Client::new(session.reading()), table }
    }

    async fn put(&self, item: Item) -> ApiResult<()> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        put.send().await.map_err(|error| api_error(PUT_ITEM, &error))?;
        Ok(())
    }
}

impl ports::ChangeLedger for ChangeLedger {
    async fn head(&self, experience: &ExperienceId) -> ApiResult<Option<ExperienceHead>> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key(HEADS.to_owned(), experience.to_string())))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| api_error(GET_ITEM, &error))?;
        let Some(item) = output.item else { return Ok(None) };
        let generation = number(Answer(GET_ITEM), &item, "generation")?;
        Ok(Some(ExperienceHead { experience: experience.clone(), generation }))
    }

    async fn set_head(&self, head: &ExperienceHead) -> ApiResult<()> {
        let mut item = key(HEADS.to_owned(), head.experience.to_string());
        item.insert("generation".to_owned(), AttributeValue::N(head.generation.to_string()));
        self.put(item).await
    }

    async fn record(&self, entry: &ChangeEntry) -> ApiResult<()> {
        let mut item = key(entry.experience.to_string(), format!("{}#{}", entry.at, entry.token));
        for (name, value) in [
            ("operation", entry.operation),
            ("run", entry.run.as_str()),
            ("name", entry.name.as_str()),
            ("changes", entry.changes.as_str()),
            ("reason", entry.reason.as_str()),
            ("result", entry.result.as_str()),
        ] {
            item.insert(name.to_owned(), text(value));
        }
        self.put(item).await
    }
}
