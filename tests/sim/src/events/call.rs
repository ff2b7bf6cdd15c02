//! CloudTrail's entry of a call.

use serde_json::{Map, Value, json};

use crate::calls::is_mutating;
use crate::services::input::lower_first;
use crate::services::{Operation, Service, ServiceError};
use crate::wire::caller::{Caller, role_id};

use super::{HOME_REGION, Occasion, envelope};

/// The event of one call; `None` for a service whose calls nobody listens to.
pub(crate) fn of_call(
    occasion: &Occasion,
    caller: &Caller,
    operation: &Operation,
    (request, request_id): (&Value, &str),
    answer: Result<&Value, &ServiceError>,
) -> Option<Value> {
    let (service, region) = match operation.service {
        Service::Organizations => ("organizations", HOME_REGION),
        Service::LicenseManager => ("license-manager", caller.region.as_str()),
        Service::Tagging | Service::Catalog | Service::Sts | Service::Iam => return None,
    };
    let writes = is_mutating(&operation.name);
    // CloudTrail does not keep what was read, and shows nothing for an answer without members.
    let is_shown = |answer: &&Value| writes && answer.as_object().is_some_and(|members| !members.is_empty());
    let response = answer.ok().filter(is_shown);
    let mut detail = json!({
        "eventVersion": "1.11",
        "userIdentity": identity(caller),
        "eventTime": occasion.at.to_iso8601(),
        "eventSource": format!("{service}.amazonaws.com"),
        "eventName": operation.name,
        "awsRegion": region,
        "sourceIPAddress": "192.0.2.10",
        "userAgent": "aws-sdk",
        "requestParameters": lower_first_letters(request),
        "responseElements": response.map_or(Value::Null, lower_first_letters),
        "requestID": request_id,
        "eventID": occasion.id("event"),
        "readOnly": !writes,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": caller.account,
        "eventCategory": "Management",
    });
    if let Err(error) = answer {
        detail["errorCode"] = json!(error.code);
        detail["errorMessage"] = json!(error.message);
    }
    Some(envelope(occasion, service, "AWS API Call via CloudTrail", (&caller.account, region), &detail))
}

/// Only a session of a role has a context, which names the role that issued it.
fn identity(caller: &Caller) -> Value {
    let account = &caller.account;
    let mut identity = json!({
        "type": "Root",
        "principalId": caller.user_id,
        "arn": caller.arn,
        "accountId": account,
    });
    if let Some(role) = caller.role() {
        identity["type"] = json!("AssumedRole");
        identity["sessionContext"] = json!({"sessionIssuer": {
            "type": "Role",
            "principalId": role_id(account, role),
            "arn": format!("arn:aws:iam::{account}:role/{role}"),
            "accountId": account,
            "userName": role,
        }});
    }
    identity
}

/// CloudTrail writes the members of requests and answers with a small first letter, at every depth.
fn lower_first_letters(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let lowered = members.iter().map(|(name, value)| (lower_first(name), lower_first_letters(value)));
            Value::Object(lowered.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(lower_first_letters).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
