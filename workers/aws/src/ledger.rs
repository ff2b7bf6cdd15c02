//! The ledger table: the heads of all shares under one key, and every call under its share.

use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::grant::{Principal, Share};
use steps::ports::{self, ApiError, ApiResult, Head, LedgerEntry, Page};

use crate::actions::{GET_ITEM, PUT_ITEM, QUERY};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::session::Session;

/// The partition key of the heads.
pub(crate) const HEADS: &str = "head";

/// An item of a table.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The ledger table.
#[derive(Debug, Clone)]
pub struct Ledger {
    client: aws_sdk_dynamodb::Client,
    table: String,
}

impl Ledger {
    /// Its client. It may try twice: each of its writes puts a whole item.
    pub fn new(session: &Session, table: String) -> Self {
        Self { client: aws_sdk_dynamodb::Client::new(session.reading()), table }
    }

    async fn put(&self, item: Item) -> ApiResult<()> {
        self.client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .send()
            .await
            .map_err(|error| api_error(PUT_ITEM, &error))?;
        Ok(())
    }
}

impl ports::Ledger for Ledger {
    async fn head(&self, share: &Share) -> ApiResult<Option<Head>> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key(HEADS.to_owned(), share_key(share))))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| api_error(GET_ITEM, &error))?;
        output.item.map(|item| head(Answer(GET_ITEM), &item)).transpose()
    }

    async fn heads(&self, token: Option<String>) -> ApiResult<Page<Head>> {
        let output = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :heads")
            .expression_attribute_values(":heads", text(HEADS))
            .consistent_read(true)
            // The partition key is the same on all pages, so the sort key alone says where the next one begins.
            .set_exclusive_start_key(token.map(|sort_key| key(HEADS.to_owned(), sort_key)))
            .send()
            .await
            .map_err(|error| api_error(QUERY, &error))?;
        let answer = Answer(QUERY);
        let next = match &output.last_evaluated_key {
            None => None,
            Some(last) => Some(required_text(answer, last, "sk")?.to_owned()),
        };
        Ok(Page {
            items: output.items().iter().map(|item| head(answer, item)).collect::<ApiResult<_>>()?,
            next,
        })
    }

    async fn set_head(&self, head: &Head) -> ApiResult<()> {
        let mut item = key(HEADS.to_owned(), share_key(&head.share));
        item.insert("generation".to_owned(), AttributeValue::N(head.generation.to_string()));
        item.insert("failures".to_owned(), AttributeValue::N(head.failures.to_string()));
        item.insert("deleted".to_owned(), AttributeValue::Bool(head.deleted));
        item.insert("conflict".to_owned(), AttributeValue::Bool(head.conflict));
        if let Some(grant) = &head.grant {
            item.insert("grant".to_owned(), text(grant.as_str()));
        }
        if let Some(version) = &head.version {
            item.insert("version".to_owned(), text(version));
        }
        self.put(item).await
    }

    async fn record(&self, entry: &LedgerEntry) -> ApiResult<()> {
        let mut item = key(share_key(&entry.share), format!("{}#{}", entry.at, entry.token));
        for (name, value) in [
            ("operation", entry.operation),
            ("run", entry.run.as_str()),
            ("account", entry.account.as_str()),
            ("product", entry.product.as_str()),
            ("reason", entry.reason.as_str()),
            ("result", entry.result.as_str()),
        ] {
            item.insert(name.to_owned(), text(value));
        }
        self.put(item).await
    }
}

pub(crate) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

pub(crate) fn key(partition: String, sort: String) -> Item {
    [("pk".to_owned(), AttributeValue::S(partition)), ("sk".to_owned(), AttributeValue::S(sort))].into()
}

/// Neither part can hold the bar: an ARN has none.
fn share_key(share: &Share) -> String {
    format!("{}|{}", share.license, share.principal)
}

fn head(answer: Answer, item: &Item) -> ApiResult<Head> {
    let sort_key = required_text(answer, item, "sk")?;
    let (license, principal) =
        sort_key.split_once('|').ok_or_else(|| answer.unreadable(format!("`sk` is `{sort_key}`")))?;
    Ok(Head {
        share: Share {
            license: answer.parsed("sk", Some(license))?,
            principal: Principal::from(principal.to_owned()),
        },
        generation: number(answer, item, "generation")?,
        grant: optional_text(item, "grant").map(|arn| answer.parsed("grant", Some(arn))).transpose()?,
        version: optional_text(item, "version").map(ToOwned::to_owned),
        failures: number(answer, item, "failures")?,
        deleted: matches!(item.get("deleted"), Some(AttributeValue::Bool(true))),
        conflict: matches!(item.get("conflict"), Some(AttributeValue::Bool(true))),
    })
}

fn optional_text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name).and_then(|value| value.as_s().ok()).map(String::as_str)
}

fn required_text<'a>(answer: Answer, item: &'a Item, name: &str) -> Result<&'a str, ApiError> {
    answer.required(name, optional_text(item, name))
}

/// A number that has to be there.
pub(crate) fn number<T: FromStr<Err: Display>>(answer: Answer, item: &Item, name: &str) -> ApiResult<T> {
    answer.parsed(name, item.get(name).and_then(|value| value.as_n().ok()).map(String::as_str))
}
