//! CloudTrail's entries of what Organizations did on its own.

use serde_json::{Value, json};

use crate::random;
use crate::world::happening::AccountChange;

use super::{HOME_REGION, Occasion, envelope};

/// The event of an account that came, closed or went.
pub(super) fn of_account(occasion: &Occasion, account: &str, change: &AccountChange) -> Value {
    let at = occasion.at;
    let (name, details) = match change {
        AccountChange::Created { requested } => (
            "CreateAccountResult",
            json!({"createAccountStatus": {
                "id": format!("car-{}", random::hex(occasion.seed, &["creation", account], 32)),
                "state": "SUCCEEDED",
                "accountName": "****",
                "accountId": account,
                "requestedTimestamp": requested.to_american(),
                "completedTimestamp": at.to_american(),
            }}),
        ),
        AccountChange::Closed { requested } => (
            "CloseAccountResult",
            json!({"closeAccountStatus": {
                "accountId": account,
                "state": "SUCCEEDED",
                "requestedTimestamp": requested.to_american(),
                "completedTimestamp": at.to_american(),
            }}),
        ),
        AccountChange::Joined { method } => (
            "AccountJoinedOrganization",
            json!({"accountId": account, "joinedMethod": method, "joinedTime": at.to_iso8601()}),
        ),
        AccountChange::Departed(departure) => (
            "AccountDepartedOrganization",
            json!({
                "accountId": account,
                "departureMethod": departure.as_str(),
                "departureTime": at.to_iso8601(),
            }),
        ),
    };
    let detail = json!({
        "eventVersion": "1.11",
        "userIdentity": {"accountId": occasion.management_account, "invokedBy": "organizations.amazonaws.com"},
        "eventTime": at.to_iso8601(),
        "eventSource": "organizations.amazonaws.com",
        "eventName": name,
        "awsRegion": HOME_REGION,
        "sourceIPAddress": "organizations.amazonaws.com",
        "userAgent": "organizations.amazonaws.com",
        "requestParameters": null,
        "responseElements": null,
        "eventID": occasion.id("event"),
        "readOnly": false,
        "eventType": "AwsServiceEvent",
        "managementEvent": true,
        "recipientAccountId": occasion.management_account,
        "serviceEventDetails": details,
        "eventCategory": "Management",
    });
    let place = (occasion.management_account.as_str(), HOME_REGION);
    envelope(occasion, "organizations", "AWS Service Event via CloudTrail", place, &detail)
}
