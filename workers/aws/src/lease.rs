//! The lease table: one item, every write conditional.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::identifier::ExecutionArn;
use steps::ports::{self, ApiResult, LeaseState};

use crate::actions::{GET_ITEM, UPDATE_ITEM};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::session::Session;

/// The key of the one item; the machine's name.
const KEY: &str = "share-licenses";

/// The lease table.
#[derive(Debug, Clone)]
pub struct Lease {
    client: aws_sdk_dynamodb::Client,
    table: String,
}

impl Lease {
    /// Its client.
    pub fn new(session: &Session, table: String) -> Self {
        Self { client: aws_sdk_dynamodb::Client::new(&session.writing()), table }
    }

    /// One conditional write by `holder`.
    fn update(&self, holder: &ExecutionArn, change: &str, condition: &str) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(KEY.to_owned()))
            .update_expression(change)
            .condition_expression(condition)
            .expression_attribute_values(":holder", AttributeValue::S(holder.to_string()))
    }
}

impl ports::Lease for Lease {
    async fn read(&self) -> ApiResult<LeaseState> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(KEY.to_owned()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| api_error(GET_ITEM, &error))?;
        state(&output.item.unwrap_or_default())
    }

    async fn take(&self, expected: Option<&ExecutionArn>, new: &ExecutionArn) -> ApiResult<bool> {
        let change = "SET holder = :holder";
        written(match expected {
            None => self.update(new, change, "attribute_not_exists(holder)"),
            Some(expected) => self
                .update(new, change, "holder = :expected")
                .expression_attribute_values(":expected", AttributeValue::S(expected.to_string())),
        })
        .await
    }

    async fn mark_dirty(&self, holder: &ExecutionArn, marks: &BTreeSet<String>) -> ApiResult<bool> {
        written(
            self.update(holder, "ADD dirty :marks", "holder = :holder")
                .expression_attribute_values(":marks", set(marks)),
        )
        .await
    }

    async fn release(&self, holder: &ExecutionArn, seen: &BTreeSet<String>) -> ApiResult<bool> {
        let change = "REMOVE holder, dirty";
        // There is no empty set in DynamoDB: without marks the attribute is not there.
        written(if seen.is_empty() {
            self.update(holder, change, "holder = :holder AND attribute_not_exists(dirty)")
        } else {
            self.update(holder, change, "holder = :holder AND dirty = :seen")
                .expression_attribute_values(":seen", set(seen))
        })
        .await
    }
}

fn set(marks: &BTreeSet<String>) -> AttributeValue {
    AttributeValue::Ss(marks.iter().cloned().collect())
}

/// Whether the condition held.
async fn written(update: UpdateItemFluentBuilder) -> ApiResult<bool> {
    match update.send().await {
        Ok(_) => Ok(true),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
        {
            Ok(false)
        }
        Err(error) => Err(api_error(UPDATE_ITEM, &error)),
    }
}

/// `paused` is set by hand: `true` is what pauses, and a person's other spelling of it must not be overlooked.
fn state(item: &HashMap<String, AttributeValue>) -> ApiResult<LeaseState> {
    let answer = Answer(GET_ITEM);
    let holder = match item.get("holder") {
        None => None,
        Some(AttributeValue::S(text)) => Some(answer.parsed("holder", Some(text))?),
        Some(other) => {
            return Err(answer.unreadable(format!("`holder` of the lease is {other:?}, not a text")));
        }
    };
    let paused = match item.get("paused") {
        None => false,
        Some(AttributeValue::Bool(paused)) => *paused,
        Some(other) => {
            return Err(answer.unreadable(format!("`paused` of the lease is {other:?}; make it a boolean")));
        }
    };
    let dirty = match item.get("dirty") {
        None => BTreeSet::new(),
        Some(AttributeValue::Ss(marks)) => marks.iter().cloned().collect(),
        Some(other) => {
            return Err(
                answer.unreadable(format!("`dirty` of the lease is {other:?}; make it a set of texts"))
            );
        }
    };
    Ok(LeaseState { holder, dirty, paused })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, value: AttributeValue) -> HashMap<String, AttributeValue> {
        [(name.to_owned(), value)].into()
    }

    #[test]
    fn a_lease_that_nobody_ever_took_is_free() {
        assert_eq!(state(&HashMap::new()).unwrap(), LeaseState::default());
    }

    #[test]
    fn what_a_person_wrote_by_mistake_is_named_and_not_overlooked() {
        let error = state(&item("paused", AttributeValue::S("true".into()))).unwrap_err();
        assert!(error.message.contains("`paused`") && error.message.contains("boolean"), "{error}");
        let error = state(&item("holder", AttributeValue::S("me".into()))).unwrap_err();
        assert!(error.message.contains("`me` is not an execution ARN"), "{error}");
        assert!(state(&item("paused", AttributeValue::Bool(true))).unwrap().paused);
    }
}
