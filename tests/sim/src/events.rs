//! What CloudTrail would put on the event bus for a call or for something a service did on its own (AWS-FACTS 8.2, 8.3).

use serde_json::{Map, Value, json};

use crate::clock::VirtualTime;
use crate::random;
use crate::services::input::lower_first;
use crate::services::{Operation, Service, ServiceError};
use crate::wire::caller::Caller;
use crate::world::Happening;

/// Where and when an event arises, and the seed and number its ids are drawn from.
#[derive(Debug, Clone)]
pub(crate) struct Occasion {
    pub(crate) seed: u64,
    pub(crate) number: u64,
    pub(crate) at: VirtualTime,
    pub(crate) management_account: String,
}

/// The event of one call that would change something; `None` for a service whose calls nobody listens to.
pub(crate) fn of_call(
    occasion: &Occasion,
    caller: &Caller,
    operation: &Operation,
    (request, request_id): (&Value, &str),
    answer: Result<&Value, &ServiceError>,
) -> Option<Value> {
    let (service, region) = match operation.service {
        Service::Organizations => ("organizations", "us-east-1"),
        Service::LicenseManager => ("license-manager", caller.region.as_str()),
        Service::Tagging | Service::Sts => return None,
    };
    let response = answer.ok().filter(|answer| answer.as_object().is_some_and(|members| !members.is_empty()));
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
        "eventID": random::uuid(occasion.seed, &["event", &occasion.number.to_string()]),
        "readOnly": false,
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

/// The event of something Organizations did on its own.
pub(crate) fn of_happening(occasion: &Occasion, happening: &Happening) -> Value {
    let (name, service_details) = match happening {
        Happening::Closed { account, at } => (
            "CloseAccountResult",
            json!({"closeAccountStatus": {
                "accountId": account,
                "state": "SUCCEEDED",
                "requestedTimestamp": at.to_iso8601(),
                "completedTimestamp": at.to_iso8601(),
            }}),
        ),
        Happening::Departed { account, at } => (
            "AccountDepartedOrganization",
            json!({"accountId": account, "departureMethod": "REMOVED", "departureTime": at.to_iso8601()}),
        ),
    };
    let detail = json!({
        "eventVersion": "1.11",
        "userIdentity": {"accountId": occasion.management_account, "invokedBy": "organizations.amazonaws.com"},
        "eventTime": occasion.at.to_iso8601(),
        "eventSource": "organizations.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "organizations.amazonaws.com",
        "userAgent": "organizations.amazonaws.com",
        "requestParameters": null,
        "responseElements": null,
        "eventID": random::uuid(occasion.seed, &["event", &occasion.number.to_string()]),
        "readOnly": false,
        "eventType": "AwsServiceEvent",
        "managementEvent": true,
        "recipientAccountId": occasion.management_account,
        "serviceEventDetails": service_details,
        "eventCategory": "Management",
    });
    let place = (occasion.management_account.as_str(), "us-east-1");
    envelope(occasion, "organizations", "AWS Service Event via CloudTrail", place, &detail)
}

fn envelope(
    occasion: &Occasion,
    service: &str,
    detail_type: &str,
    (account, region): (&str, &str),
    detail: &Value,
) -> Value {
    json!({
        "version": "0",
        "id": random::uuid(occasion.seed, &["envelope", &occasion.number.to_string()]),
        "detail-type": detail_type,
        "source": format!("aws.{service}"),
        "account": account,
        "time": occasion.at.to_iso8601(),
        "region": region,
        "resources": [],
        "detail": detail,
    })
}

fn identity(caller: &Caller) -> Value {
    let kind = if caller.is_session() { "AssumedRole" } else { "Root" };
    json!({"type": kind, "accountId": caller.account, "arn": caller.arn})
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
