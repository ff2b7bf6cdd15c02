//! A run for the tests of what is shown: something shared, something kept, something taken back, a conflict, a failure.

use std::time::Duration;

use serde_json::json;

use super::outcome::Act;

const LICENSE: &str = "arn:aws:license-manager::294406891311:license:l-0123456789abcdef0123456789abcdef";
const GRANT: &str = "arn:aws:license-manager::111111111111:grant:g-0123456789abcdef0123456789abcdef";

/// The run.
pub(crate) fn act() -> Act {
    let row = |account: &str,
               name: &str,
               product: &str,
               action: &str,
               result: &str,
               class: Option<&str>,
               reason: &str| {
        json!({
            "account": account, "account_name": name, "product": "prod-0000000000001", "product_name": product,
            "license": LICENSE, "action": action, "result": result, "class": class, "reason": reason,
            "grant": (result == "done").then_some(GRANT),
        })
    };
    let report = json!({
        "v": 1,
        "run": {
            "id": "run-1",
            "execution": "arn:aws:states:us-east-1:111111111111:execution:share-licenses:run-1",
            "started": "2026-11-22T01:00:00Z", "reason": "TagResource", "plan_only": false, "passes": 2,
        },
        "stopped": [],
        "summary": {"changed": 3, "unchanged": 1, "failed": 1, "waiting": 0, "skipped": 1},
        "outcomes": [
            row("222222222222", "Retail", "Scanner", "create", "done", None, "the account is tagged marketplace-licence=true"),
            row("222222222222", "Retail", "Firewall", "none", "done", None, "shared already"),
            row("333333333333", "Research", "Scanner", "delete", "done", None, "the account is SUSPENDED"),
            row("333333333333", "Research", "Firewall", "skip", "skipped", Some("Conflict"), "the account has its own subscription"),
            row("444444444444", "", "Scanner", "create", "failed", Some("Denied"), "the role may not create grants; allow license-manager:CreateGrant"),
            row("555555555555", "Logs", "Scanner", "accept", "done", None, "the grant waited for the account to accept it"),
        ],
        "not_shared": [],
        "notes": ["One account has a state that this version does not know."],
    });
    let calls = [
        ("license-manager.CreateGrant", 2),
        ("license-manager.DeleteGrant", 1),
        ("license-manager.ListDistributedGrants", 9),
        ("organizations.ListAccounts", 8),
    ];
    Act {
        report: serde_json::from_value(report).unwrap(),
        status: "FAILED".into(),
        calls: calls.map(|(name, count)| (name.to_owned(), count)).into(),
        grants: Vec::new(),
        virtual_time: Duration::from_secs(215),
    }
}
