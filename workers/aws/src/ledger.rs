//! The ledger table: the heads of all shares under one key, and every call under its share.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::grant::{Principal, Share};
use steps::ports::{self, ApiResult, Head, LedgerEntry, Page};

use crate::actions::{GET_ITEM, QUERY};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::rows::{HEADS, Item, Rows, key, number, optional_text, required_number, required_text, text};
use crate::session::Session;

/// The ledger table.
#[derive(Debug, Clone)]
pub struct Ledger {
    rows: Rows,
}

impl Ledger {
    /// Its client.
    pub fn new(session: &Session, table: String) -> Self {
        Self { rows: Rows::new(session, table) }
    }
}

impl ports::Ledger for Ledger {
    async fn head(&self, share: &Share) -> ApiResult<Option<Head>> {
        let item = self.rows.get(HEADS, &share_key(share)).await?;
        item.map(|item| head(Answer(GET_ITEM), &item)).transpose()
    }

    async fn heads(&self, token: Option<String>) -> ApiResult<Page<Head>> {
        let output = self
            .rows
            .client
            .query()
            .table_name(&self.rows.table)
            .key_condition_expression("pk = :heads")
            .expression_attribute_values(":heads", text(HEADS))
            .consistent_read(true)
            // The partition key is the same on all pages, so the sort key alone says where the next one begins.
            .set_exclusive_start_key(token.map(|sort_key| key(HEADS, &sort_key)))
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
        let mut item = key(HEADS, &share_key(&head.share));
        item.insert("generation".to_owned(), number(head.generation));
        item.insert("failures".to_owned(), number(head.failures));
        item.insert("deleted".to_owned(), AttributeValue::Bool(head.deleted));
        item.insert("conflict".to_owned(), AttributeValue::Bool(head.conflict));
        item.insert("unshareable".to_owned(), AttributeValue::Bool(head.unshareable));
        if let Some(grant) = &head.grant {
            item.insert("grant".to_owned(), text(grant.as_str()));
        }
        if let Some(left_off) = &head.left_off {
            item.insert("left_off".to_owned(), text(left_off));
        }
        if let Some(version) = &head.version {
            item.insert("version".to_owned(), text(version));
        }
        self.rows.put(item).await
    }

    async fn record(&self, entry: &LedgerEntry) -> ApiResult<()> {
        let told = [
            ("operation", entry.operation),
            ("run", entry.run.as_str()),
            ("account", entry.account.as_str()),
            ("product", entry.product.as_str()),
            ("reason", entry.reason.as_str()),
            ("result", entry.result.as_str()),
        ];
        self.rows.record(&share_key(&entry.share), &entry.at, &entry.token, &told).await
    }
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
        generation: required_number(answer, item, "generation")?,
        grant: optional_text(item, "grant").map(|arn| answer.parsed("grant", Some(arn))).transpose()?,
        version: optional_text(item, "version").map(ToOwned::to_owned),
        failures: required_number(answer, item, "failures")?,
        deleted: matches!(item.get("deleted"), Some(AttributeValue::Bool(true))),
        conflict: matches!(item.get("conflict"), Some(AttributeValue::Bool(true))),
        unshareable: matches!(item.get("unshareable"), Some(AttributeValue::Bool(true))),
        left_off: optional_text(item, "left_off").map(ToOwned::to_owned),
    })
}
