//! The lease table: one item, which is only ever replaced by whoever knows what it is.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::lease::Lease as LeaseState;
use steps::ports::{self, ApiResult};

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

    async fn replace(&self, seen: &LeaseState, new: &LeaseState) -> ApiResult<bool> {
        let Replacement { change, condition, values } = replacement(seen, new);
        let values = Some(values).filter(|values| !values.is_empty());
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(KEY.to_owned()))
            .update_expression(change)
            .condition_expression(condition)
            .set_expression_attribute_values(values);
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
}

/// One write: what it changes, and that the item still is what was read.
#[derive(Debug)]
struct Replacement {
    change: String,
    condition: String,
    values: HashMap<String, AttributeValue>,
}

fn replacement(seen: &LeaseState, new: &LeaseState) -> Replacement {
    let (mut set, mut remove, mut conditions) = (Vec::new(), Vec::new(), Vec::new());
    let mut values = HashMap::new();
    for ((name, before), (_, after)) in attributes(seen).into_iter().zip(attributes(new)) {
        conditions.push(match &before {
            Some(_) => format!("{name} = :seen_{name}"),
            // A person who ends the pause by hand may leave a `false` behind.
            None if name == "paused" => format!("(attribute_not_exists({name}) OR {name} = :no)"),
            None => format!("attribute_not_exists({name})"),
        });
        if after.is_some() {
            set.push(format!("{name} = :{name}"));
        } else {
            remove.push(name);
        }
        values.extend(before.map(|value| (format!(":seen_{name}"), value)));
        values.extend(after.map(|value| (format!(":{name}"), value)));
    }
    if !seen.paused {
        values.insert(":no".to_owned(), AttributeValue::Bool(false));
    }
    let clauses = [("SET", set.join(", ")), ("REMOVE", remove.join(", "))];
    let clauses = clauses.iter().filter(|(_, names)| !names.is_empty());
    let change = clauses.map(|(verb, names)| format!("{verb} {names}")).collect::<Vec<_>>().join(" ");
    Replacement { change, condition: conditions.join(" AND "), values }
}

/// The attributes of the item. What is nothing is not there: there is no empty set in DynamoDB.
fn attributes(lease: &LeaseState) -> [(&'static str, Option<AttributeValue>); 7] {
    let LeaseState { holder, heir, redrives, unsettled, dirty, paused, paused_by } = lease;
    let marks = || AttributeValue::Ss(dirty.iter().cloned().collect());
    [
        ("holder", holder.as_ref().map(|holder| AttributeValue::S(holder.to_string()))),
        ("heir", heir.as_ref().map(|heir| AttributeValue::S(heir.to_string()))),
        ("redrives", (*redrives > 0).then(|| AttributeValue::N(redrives.to_string()))),
        ("unsettled", unsettled.then_some(AttributeValue::Bool(true))),
        ("dirty", (!dirty.is_empty()).then(marks)),
        ("paused", paused.then_some(AttributeValue::Bool(true))),
        ("paused_by", paused_by.as_ref().map(|run| AttributeValue::S(run.to_string()))),
    ]
}

/// `paused` is set by hand: `true` is what pauses, and a person's other spelling of it must not be overlooked.
fn state(item: &HashMap<String, AttributeValue>) -> ApiResult<LeaseState> {
    let answer = Answer(GET_ITEM);
    let execution = |name: &'static str| match item.get(name) {
        None => Ok(None),
        Some(AttributeValue::S(text)) => answer.parsed(name, Some(text)).map(Some),
        Some(other) => Err(answer.unreadable(format!("`{name}` of the lease is {other:?}, not a text"))),
    };
    let redrives = match item.get("redrives") {
        None => 0,
        Some(AttributeValue::N(number)) => answer.parsed("redrives", Some(number))?,
        Some(other) => {
            return Err(answer.unreadable(format!("`redrives` of the lease is {other:?}, not a number")));
        }
    };
    let flag = |name: &'static str| match item.get(name) {
        None => Ok(false),
        Some(AttributeValue::Bool(flag)) => Ok(*flag),
        Some(other) => {
            Err(answer.unreadable(format!("`{name}` of the lease is {other:?}; make it a boolean")))
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
    Ok(LeaseState {
        holder: execution("holder")?,
        heir: execution("heir")?,
        redrives,
        unsettled: flag("unsettled")?,
        dirty,
        paused: flag("paused")?,
        paused_by: execution("paused_by")?,
    })
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
        let error = state(&item("redrives", AttributeValue::S("1".into()))).unwrap_err();
        assert!(error.message.contains("`redrives`"), "{error}");
        assert!(state(&item("paused", AttributeValue::Bool(true))).unwrap().paused);
    }

    #[test]
    fn a_lease_comes_back_as_it_was_written() {
        let run =
            |name: &str| format!("arn:aws:states:us-east-1:111111111111:execution:m:{name}").parse().ok();
        let lease = LeaseState {
            holder: run("run-1"),
            heir: run("run-2"),
            redrives: 3,
            unsettled: true,
            dirty: ["run-4".to_owned()].into(),
            paused: true,
            paused_by: run("run-5"),
        };
        let item: HashMap<_, _> = attributes(&lease)
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect();
        assert_eq!((item.len(), state(&item).unwrap()), (7, lease));
    }
}
