//! The table of the snapshot, on either side: the management side reaches it with its function's own credentials, a member
//! with those of its read role ([`crate::SnapshotReader`]).
//!
//! | `pk` | `sk` | `body` |
//! |---|---|---|
//! | `snapshot` | `head` | the head, as JSON |
//! | `snapshot` | [`Part::sort_key`] | a piece of the snapshot's text as it is: wrapped in JSON once more it could outgrow an item |
//! | `member#<name>` | `record` | the member's record, as JSON |

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::experience::record::MemberRecord;
use domain::experience::snapshot::{Head, Part};
use serde::Serialize;
use serde::de::DeserializeOwned;
use steps::ports::ApiResult;
use steps::ports::experiences::{Published, Publishing, Telling};

use crate::actions::{DELETE_ITEM, GET_ITEM, PUT_ITEM, QUERY};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::rows::{Item, Rows, key, number, required_number, required_text, text};
use crate::session::Session;

/// The partition of head and parts.
const SNAPSHOT: &str = "snapshot";
/// The sort key of the head.
const HEAD: &str = "head";
/// How the sort keys of parts begin.
const PART: &str = "part#";
/// The sort key of a record.
const RECORD: &str = "record";

/// The table of the snapshot.
#[derive(Debug, Clone)]
pub struct Snapshots {
    rows: Rows,
    /// The client for the one write that must not be made twice: the second would be refused because of the first.
    once: Client,
}

impl Snapshots {
    /// The table of this account, with the function's own credentials.
    pub fn new(session: &Session, table: String) -> Self {
        Self { rows: Rows::new(session, table), once: Client::new(&session.writing()) }
    }
}

impl Published for Snapshots {
    async fn head(&self) -> ApiResult<Option<Head>> {
        let item = self.rows.get(SNAPSHOT, HEAD).await?;
        item.map(|item| read("the head of the snapshot", &item)).transpose()
    }

    async fn parts(&self, head: &Head) -> ApiResult<Vec<Part>> {
        let mut pages = self
            .rows
            .client
            .query()
            .table_name(&self.rows.table)
            .key_condition_expression("pk = :snapshot AND begins_with(sk, :parts)")
            .expression_attribute_values(":snapshot", text(SNAPSHOT))
            .expression_attribute_values(":parts", text(&parts_of(head)))
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut parts = Vec::new();
        while let Some(item) = pages.next().await {
            parts.push(part(&item.map_err(|error| api_error(QUERY, &error))?)?);
        }
        Ok(parts)
    }

    async fn record(&self, member: &str) -> ApiResult<Option<MemberRecord>> {
        let item = self.rows.get(&partition_of(member), RECORD).await?;
        item.map(|item| read(&format!("the record of the member {member}"), &item)).transpose()
    }
}

impl Telling for Snapshots {
    async fn tell(&self, record: &MemberRecord) -> ApiResult<()> {
        let mut item = key(&partition_of(&record.member), RECORD);
        item.insert("revision".to_owned(), number(record.revision));
        item.insert("body".to_owned(), body("the record", record)?);
        self.rows.put(item).await
    }
}

impl Publishing for Snapshots {
    async fn put_part(&self, head: &Head, part: &Part) -> ApiResult<()> {
        let mut item = key(SNAPSHOT, &Part::sort_key(head, part.number));
        item.insert("revision".to_owned(), number(part.revision));
        item.insert("checksum".to_owned(), text(&part.checksum));
        item.insert("number".to_owned(), number(part.number));
        item.insert("body".to_owned(), text(&part.text));
        self.rows.put(item).await
    }

    async fn put_head(&self, head: &Head, previous: Option<&Head>) -> ApiResult<bool> {
        let mut item = key(SNAPSHOT, HEAD);
        item.insert("revision".to_owned(), number(head.revision));
        item.insert("checksum".to_owned(), text(&head.checksum));
        item.insert("body".to_owned(), body("the head", head)?);
        let put = self.once.put_item().table_name(&self.rows.table).set_item(Some(item));
        let put = match previous {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(seen) => put
                .condition_expression("revision = :revision AND checksum = :checksum")
                .expression_attribute_values(":revision", number(seen.revision))
                .expression_attribute_values(":checksum", text(&seen.checksum)),
        };
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(PutItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(api_error(PUT_ITEM, &error)),
        }
    }

    async fn forget_below(&self, revision: u64) -> ApiResult<()> {
        let mut pages = self
            .rows
            .client
            .query()
            .table_name(&self.rows.table)
            .key_condition_expression("pk = :snapshot AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":snapshot", text(SNAPSHOT))
            .expression_attribute_values(":first", text(PART))
            // The parts of this very revision have more behind it, and so come after it.
            .expression_attribute_values(":last", text(&format!("{PART}{revision:020}")))
            .projection_expression("sk")
            .into_paginator()
            .items()
            .send();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| api_error(QUERY, &error))?;
            let sort_key = required_text(Answer(QUERY), &item, "sk")?;
            self.rows
                .client
                .delete_item()
                .table_name(&self.rows.table)
                .set_key(Some(key(SNAPSHOT, sort_key)))
                .send()
                .await
                .map_err(|error| api_error(DELETE_ITEM, &error))?;
        }
        Ok(())
    }
}

fn partition_of(member: &str) -> String {
    format!("member#{member}")
}

/// What the sort keys of all parts of a snapshot begin with: [`Part::sort_key`] without the number.
fn parts_of(head: &Head) -> String {
    let first = Part::sort_key(head, 1);
    first.rsplit_once('#').map_or_else(|| first.clone(), |(before, _)| format!("{before}#"))
}

fn body<T: Serialize>(what: &str, value: &T) -> ApiResult<AttributeValue> {
    let unreadable = |error| Answer(PUT_ITEM).unreadable(format!("{what} was not written: {error}"));
    serde_json::to_string(value).map(AttributeValue::S).map_err(unreadable)
}

/// An item whose body is JSON. Fields that a newer version added do no harm.
fn read<T: DeserializeOwned>(what: &str, item: &Item) -> ApiResult<T> {
    let answer = Answer(GET_ITEM);
    let body = required_text(answer, item, "body")?;
    let unreadable = |error| {
        answer.unreadable(format!(
            "`body` of {what}: {error}; deploy the management and the member stack of the same release"
        ))
    };
    serde_json::from_str(body).map_err(unreadable)
}

fn part(item: &Item) -> ApiResult<Part> {
    let answer = Answer(QUERY);
    Ok(Part {
        revision: required_number(answer, item, "revision")?,
        checksum: required_text(answer, item, "checksum")?.to_owned(),
        number: required_number(answer, item, "number")?,
        text: required_text(answer, item, "body")?.to_owned(),
    })
}
