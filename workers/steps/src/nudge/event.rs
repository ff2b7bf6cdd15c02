//! An event as EventBridge wraps it. The wrapping is published and checked; what is in it is read with care elsewhere.

use domain::identifier::AccountId;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The parts of a CloudTrail event in which the account of a membership event can lie: for the newer ones it is not
/// published which (AWS-FACTS 8.2).
const PLACES_OF_ACCOUNTS: [&str; 3] = ["serviceEventDetails", "requestParameters", "additionalEventData"];

/// An event.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    id: String,
    /// When it happened, in ISO 8601 UTC.
    pub(super) time: String,
    /// The service it is from.
    pub(super) source: String,
    #[serde(rename = "detail-type")]
    detail_type: String,
    detail: Map<String, Value>,
}

impl Event {
    /// Reads a message's body.
    pub(super) fn read(body: &str) -> serde_json::Result<Self> {
        serde_json::from_str(body)
    }

    /// What tells it from every other event, also from a second delivery of itself under another id: CloudTrail's event id,
    /// the request id of AWS Marketplace, or EventBridge's own.
    pub(super) fn key(&self) -> &str {
        let text = |name| self.detail.get(name).and_then(Value::as_str);
        text("eventID").or_else(|| text("requestId")).unwrap_or(&self.id)
    }

    /// What it is called: by CloudTrail the operation or what a service did, by others the kind of the event.
    pub(super) fn name(&self) -> &str {
        self.detail.get("eventName").and_then(Value::as_str).unwrap_or(&self.detail_type)
    }

    /// A value below `detail`, by the names on the way to it.
    pub(super) fn value(&self, way: &[&str]) -> Option<&Value> {
        let (first, rest) = way.split_first()?;
        rest.iter().try_fold(self.detail.get(*first)?, |value, name| value.get(name))
    }

    /// A text below `detail`.
    pub(super) fn text(&self, way: &[&str]) -> Option<&str> {
        self.value(way)?.as_str()
    }

    /// Whether CloudTrail tells of a call that AWS refused.
    pub(super) fn is_refused_call(&self) -> bool {
        self.value(&["errorCode"]).is_some_and(|code| !code.is_null())
    }

    /// Every account that the event names as `accountId`, however deep.
    pub(super) fn accounts(&self) -> BTreeSet<AccountId> {
        PLACES_OF_ACCOUNTS.iter().filter_map(|place| self.detail.get(*place)).flat_map(accounts_in).collect()
    }
}

fn accounts_in(value: &Value) -> Vec<AccountId> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match value.as_str() {
                Some(text) if name.eq_ignore_ascii_case("accountId") => text.parse().into_iter().collect(),
                _ => accounts_in(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(accounts_in).collect(),
        _ => Vec::new(),
    }
}
