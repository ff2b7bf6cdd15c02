//! Runs for the tests of what is shown: a check that finds three things, a run that fixes two of them, and one with nothing to do.

use std::time::Duration;

use serde_json::{Value, json};

use super::act::{Act, Acts, Asked, Buyer, Fixed, Then};

const ACCOUNT: &str = "111111111111";

/// The check.
pub(crate) fn check() -> Act {
    let finding = |id: &str,
                   severity: &str,
                   subject: Value,
                   what: &str,
                   why: &str,
                   remedy: &str,
                   fix: Value| {
        json!({
            "severity": severity, "id": id, "subject": subject, "what": what, "why": why, "remedy": remedy,
            "command": null, "account": ACCOUNT, "fix": fix, "waits_for": null,
        })
    };
    let found = json!([
        finding(
            "SETUP-010",
            "blocking",
            json!("link"),
            "License Manager is not linked with the organization",
            "Only the link gives License Manager its trusted access.",
            "Link License Manager with the organization.",
            json!("link_license_manager"),
        ),
        finding(
            "SETUP-057",
            "warning",
            json!("purchase_role"),
            "222222222222 has no role PurchaseTeamRole",
            "With the guard rail in place and without this role, nobody in the organization could buy.",
            "Deploy the stack of the purchase role in that account.",
            Value::Null,
        ),
        finding(
            "SETUP-014",
            "information",
            json!({"trusted_access": "procurement_insights"}),
            "there is no trusted access for procurement insights",
            "Nothing of this product needs it.",
            "Nothing is to be done.",
            Value::Null,
        ),
    ]);
    Act {
        run: "run-1".into(),
        status: "FAILED".into(),
        found: serde_json::from_value(found.clone()).unwrap(),
        left: serde_json::from_value(found).unwrap(),
        asked: vec![],
        fixed: vec![],
        calls: [("organizations.DescribeOrganization".to_owned(), 1)].into(),
        virtual_time: Duration::from_secs(12),
    }
}

/// The run that fixed.
pub(crate) fn fix() -> Act {
    let mut left = check().left;
    left.remove(0);
    let fixed = |at_seconds: f64, fix: &str, answers: &str, result: &str| Fixed {
        at_seconds,
        fix: fix.into(),
        answers: answers.into(),
        account: ACCOUNT.into(),
        result: result.into(),
    };
    Act {
        run: "run-2".into(),
        status: "SUCCEEDED".into(),
        left,
        asked: vec![Asked {
            reasons: vec!["SETUP-010: License Manager is not linked with the organization.".into()],
            covers: vec!["in 111111111111: aws license-manager update-service-settings".into()],
            answered: "approved by run-3 at 2026-11-22T01:00:00Z (demo)".into(),
        }],
        fixed: vec![
            fixed(20.0, "Link License Manager with the organization.", "SETUP-010", "ok 0123"),
            fixed(95.0, "Enable trusted access for private marketplaces.", "SETUP-013", "Throttled: slower"),
        ],
        calls: [
            ("license-manager.UpdateServiceSettings".to_owned(), 1),
            ("organizations.EnableAWSServiceAccess".to_owned(), 1),
        ]
        .into(),
        virtual_time: Duration::from_secs(130),
        ..check()
    }
}

/// All of it.
pub(crate) fn acts() -> Acts {
    let buyer =
        |account: &str, who: &str, may_buy| Buyer { who: who.into(), account: account.into(), may_buy };
    let again = Act { found: fix().left, asked: vec![], fixed: vec![], calls: [].into(), ..fix() };
    let then = Then {
        fix: fix(),
        buyers: vec![
            buyer("222222222222 Purchasing", "the purchase role", true),
            buyer("222222222222 Purchasing", "any other role", false),
        ],
        again,
        share: crate::licenses::sample::act(),
    };
    Acts { organization: "Quay Street".into(), check: check(), then: Some(then) }
}
