//! Tables with a partition and a sort key, one whole item at a time: what all ledgers and the snapshot share.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use steps::ports::ApiResult;

use crate::actions::{GET_ITEM, PUT_ITEM};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::session::Session;

/// The partition key of the heads in a ledger.
pub(crate) const HEADS: &str = "head";

/// An item of a table.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// A table.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// For what only one of the tables does.
    pub(crate) client: Client,
    /// Its name.
    pub(crate) table: String,
}

impl Rows {
    /// Its client. It may try twice: each write puts a whole item.
    pub(crate) fn new(session: &Session, table: String) -> Self {
        Self { client: Client::new(session.reading()), table }
    }

    /// One item, read consistently.
    pub(crate) async fn get(&self, partition: &str, sort: &str) -> ApiResult<Option<Item>> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key(partition, sort)))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| api_error(GET_ITEM, &error))?;
        Ok(output.item)
    }

    /// Writes an item; one with the same key is replaced.
    pub(crate) async fn put(&self, item: Item) -> ApiResult<()> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        put.send().await.map_err(|error| api_error(PUT_ITEM, &error))?;
        Ok(())
    }

    /// Writes a call into a ledger: `told` by name, under what it changed, when, and by which token.
    pub(crate) async fn record(
        &self,
        partition: &str,
        at: &str,
        token: &str,
        told: &[(&str, &str)],
    ) -> ApiResult<()> {
        let mut item = key(partition, &format!("{at}#{token}"));
        item.extend(told.iter().map(|(name, value)| ((*name).to_owned(), text(value))));
        self.put(item).await
    }
}

/// The key of an item, which is also the beginning of a new one.
pub(crate) fn key(partition: &str, sort: &str) -> Item {
    [("pk".to_owned(), text(partition)), ("sk".to_owned(), text(sort))].into()
}

/// A text to be written.
pub(crate) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// A number to be written.
pub(crate) fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// A text that may be there.
pub(crate) fn optional_text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name).and_then(|value| value.as_s().ok()).map(String::as_str)
}

/// A text that has to be there.
pub(crate) fn required_text<'a>(answer: Answer, item: &'a Item, name: &str) -> ApiResult<&'a str> {
    answer.required(name, optional_text(item, name))
}

/// A number that has to be there.
pub(crate) fn required_number<T: FromStr<Err: Display>>(
    answer: Answer,
    item: &Item,
    name: &str,
) -> ApiResult<T> {
    answer.parsed(name, item.get(name).and_then(|value| value.as_n().ok()).map(String::as_str))
}
