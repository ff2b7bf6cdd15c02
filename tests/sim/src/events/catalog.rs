//! What AWS Marketplace tells the owner of a change set about its end (AWS-FACTS 8.5). No word of why one failed: that
//! is DescribeChangeSet's to say.

use serde_json::{Value, json};

use crate::clock::VirtualTime;
use crate::world::catalog::change_set::{ChangeSet, ChangeSetStatus};

use super::{HOME_REGION, Occasion, envelope};

/// The event of a change set that has ended.
pub(super) fn of_change_set(occasion: &Occasion, set: &ChangeSet) -> Value {
    let detail_type = match set.status {
        ChangeSetStatus::Cancelled => "Change Set Cancelled",
        ChangeSetStatus::Failed => "Change Set Failed",
        ChangeSetStatus::Succeeded | ChangeSetStatus::Preparing | ChangeSetStatus::Applying => {
            "Change Set Succeeded"
        }
    };
    let mut detail = json!({
        "requestId": occasion.id("request"),
        "Catalog": "AWSMarketplace",
        "ChangeSetId": set.id,
        "StartTime": set.started.to_iso8601(),
        "EndTime": set.ended.map(VirtualTime::to_iso8601),
    });
    if let Some(name) = &set.name {
        detail["ChangeSetName"] = json!(name);
    }
    if let Some((code, _)) = &set.failure {
        detail["FailureCode"] = json!(code.as_str());
    }
    let mut event = envelope(occasion, "marketplacecatalog", detail_type, (&set.owner, HOME_REGION), &detail);
    event["resources"] = json!([set.arn]);
    event
}
