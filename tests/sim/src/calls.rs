//! The record of every call to a simulated service: counts per operation for figures, and a log for stories.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::clock::VirtualTime;

/// One call, as it was answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Call {
    /// `service.Operation`, for example `license-manager.CreateGrant`.
    pub operation: String,
    /// The caller's ARN.
    pub caller: String,
    /// Whom or what a call to License Manager was about: the principal of a new grant, or the ARN of the grant.
    pub about: Option<String>,
    /// The virtual moment, in seconds since the Unix epoch.
    pub at_epoch_seconds: f64,
    /// The HTTP status of the answer, also of one that was lost.
    pub status: u16,
    /// The error code of the answer, if it was one.
    pub code: Option<String>,
    /// The answer never reached the caller.
    pub lost: bool,
}

/// All calls since the start or the last reset.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Calls {
    /// Calls per `service.Operation`, failed ones included.
    pub counts: BTreeMap<String, u64>,
    /// Every call in order.
    pub log: Vec<Call>,
}

impl Calls {
    /// How often this operation was called.
    #[must_use]
    pub fn of(&self, operation: &str) -> u64 {
        self.counts.get(operation).copied().unwrap_or(0)
    }

    /// How many calls would change something on AWS, failed ones included.
    #[must_use]
    pub fn mutating(&self) -> u64 {
        self.counts.iter().filter(|(operation, _)| is_mutating(operation)).map(|(_, count)| count).sum()
    }

    pub(crate) fn record(
        &mut self,
        operation: String,
        (caller, about): (&str, Option<String>),
        at: VirtualTime,
        answer: (u16, Option<String>),
        lost: bool,
    ) {
        *self.counts.entry(operation.clone()).or_default() += 1;
        let (status, code) = answer;
        let caller = caller.to_owned();
        self.log.push(Call {
            operation,
            caller,
            about,
            at_epoch_seconds: at.epoch_seconds(),
            status,
            code,
            lost,
        });
    }
}

/// Whom or what a request is about.
pub(crate) fn about(request: &Value) -> Option<String> {
    let named = request.get("Principals").and_then(|principals| principals.get(0));
    let named = named.or_else(|| request.get("GrantArn")).or_else(|| request.get("ResourceArn"));
    named.and_then(Value::as_str).map(str::to_owned)
}

/// Whether an operation (`service.Operation`) would change something on AWS.
///
/// Issuing a session is not a change of anything that is kept, so `sts.AssumeRole` is not.
#[must_use]
pub fn is_mutating(operation: &str) -> bool {
    let name = operation.split_once('.').map_or(operation, |(_, name)| name);
    !["Get", "List", "Describe", "BatchDescribe", "AssumeRole"].iter().any(|read| name.starts_with(read))
}
