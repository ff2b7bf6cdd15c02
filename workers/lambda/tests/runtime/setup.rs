//! A run of setup at one fix, and at a look that is let in nowhere.

use serde_json::{Value, json};

use crate::platform::{Platform, environment};

const RUN: &str = "arn:aws:states:us-east-1:111111111111:execution:marketplace-steward-setup:run-1";
const CREDENTIALS: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAOFTHEROLE</AccessKeyId>\
    <SecretAccessKey>hush</SecretAccessKey><SessionToken>token</SessionToken>\
    <Expiration>2036-11-22T01:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

fn item(pass: u32, next: &str) -> Value {
    let request = json!({ "fix": true });
    let run = json!({ "execution": RUN, "started": "2026-11-22T01:00:00Z", "request": request });
    json!({ "v": 1, "run": run, "pass": pass, "next": next, "planned": 1 })
}

/// Another account is reached by setup's role there; what is its own, the lease and the ledger, is not.
#[test]
fn a_fix_in_the_management_account_is_called_with_the_role_there_and_in_the_ledger_around_it() {
    let planned = json!([{
        "fix": { "enable_trusted_access": "private_marketplace" },
        "account": "222222222222",
        "ids": ["SETUP-013"],
        "call": "in 222222222222: aws organizations enable-aws-service-access",
    }]);
    let platform = Platform::answering(move |call| {
        let held = json!({ "Item": { "pk": { "S": "share-licenses" }, "holder": { "S": RUN } } });
        let answer = match call.to_lowercase() {
            call if call.contains("dynamodb_20120810.getitem") => held.to_string(),
            call if call.contains("action=assumerole") => CREDENTIALS.to_owned(),
            call if call.starts_with("get /state/runs/run-1/pass-01/plan.json") => planned.to_string(),
            _ => "{}".to_owned(),
        };
        (200, answer)
    });

    let payload = json!({ "step": "fix", "request": item(1, "fix") });
    let answer = platform.invoke(&environment("setup-fix"), &payload).unwrap();

    assert_eq!((&answer["next"], &answer["tries"]["looks"]), (&json!("check"), &json!(1)), "{answer}");
    let calls = platform.calls();
    let [_, _, assumed, sent, enabled, result] = &calls[..] else { panic!("{calls:#?}") };
    let role = "arn%3Aaws%3Aiam%3A%3A222222222222%3Arole%2FMarketplaceStewardSetupFix";
    assert!(assumed.contains(role) && assumed.contains("ExternalId=111111111111"), "{assumed}");
    assert!(assumed.contains("DurationSeconds=900"), "{assumed}");
    assert!(sent.contains(r#""sent""#) && sent.contains("111111111111/"), "{sent}");
    assert!(enabled.contains("EnableAWSServiceAccess"), "{enabled}");
    assert!(enabled.contains("ASIAOFTHEROLE/") && enabled.contains("/us-east-1/organizations/"), "{enabled}");
    assert!(result.contains(r#""ok"#) && result.contains("111111111111/"), "{result}");
}

#[test]
fn a_look_that_is_let_in_nowhere_takes_nothing_for_off() {
    let why = "User: you is not authorized to perform: it because no identity-based policy allows it";
    let platform = Platform::answering(move |call| match call.to_lowercase() {
        call if call.contains("action=") => {
            let error = format!("<Error><Code>AccessDenied</Code><Message>{why}</Message></Error>");
            (403, format!("<ErrorResponse>{error}</ErrorResponse>"))
        }
        call if call.contains("x-amz-target") => {
            (403, json!({ "__type": "AccessDeniedException", "Message": why }).to_string())
        }
        _ => (200, String::new()),
    });

    let payload = json!({ "step": "look", "request": item(0, "look") });
    let answer = platform.invoke(&environment("setup-look"), &payload).unwrap();

    assert_eq!((&answer["next"], &answer["planned"]), (&json!("report"), &json!(0)), "{answer}");
    let calls = platform.calls();
    let observed = calls.iter().find(|call| call.contains("pass-01/observed.json")).unwrap();
    assert!(observed.contains("sts:AssumeRole") && observed.contains("unread"), "{observed}");
    assert_eq!(
        calls.iter().filter(|call| call.contains("Action=AssumeRole")).count(),
        1,
        "once for all reads"
    );
}
