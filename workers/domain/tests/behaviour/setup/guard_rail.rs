//! Who may buy under the guard rail, and of which settings there is none.

use std::fs;
use std::path::Path;

use super::evaluator::{FULL_ACCESS, Principal, leaves};
use super::samples::{MANAGEMENT, OTHER, PURCHASING, account, guard_rail};
use domain::setup::scp::{
    BUYING_ACTIONS, GuardRail, GuardRailError, POLICY_CHARACTERS_MAX, POLICY_DESCRIPTION, POLICY_NAME,
    RoleArn, Stage, scp,
};

fn text(guard_rail: &GuardRail) -> Result<String, GuardRailError> {
    scp(guard_rail, &account(MANAGEMENT))
}

fn buys(policy: &str, principal: &Principal, action: &str) -> bool {
    leaves(&[FULL_ACCESS, policy], principal, action, MANAGEMENT)
}

#[test]
fn the_text_of_the_policy() {
    let text = text(&guard_rail(Stage::Unit)).unwrap();
    assert!(!text.contains(char::is_whitespace), "Organizations counts white space");
    insta::assert_snapshot!(text);
}

/// The stack of the purchase team allows what the guard rail denies to everybody else, and reads it from this file.
#[test]
fn the_purchase_team_may_do_exactly_what_is_denied_to_others() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cdk/lib/permissions/buying-actions.json");
    let allowed: Vec<String> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(allowed, BUYING_ACTIONS);
}

#[test]
fn only_the_purchase_team_buys() {
    let permission_set = "aws-reserved/sso.amazonaws.com/us-east-1/AWSReservedSSO_Buyers_0123456789abcdef";
    let exempt = format!("arn:aws:iam::{PURCHASING}:role/{permission_set}").parse().unwrap();
    let policy = text(&GuardRail { exempt_roles: [exempt].into(), ..guard_rail(Stage::Root) }).unwrap();
    let linked = "aws-service-role/license-management.marketplace.amazonaws.com/AWSServiceRoleForMarketplaceLicenseManagement";
    let principals = [
        (Principal::role(PURCHASING, "finch-PurchaseTeamRole"), true),
        (Principal::role(PURCHASING, permission_set), true),
        (Principal::role(PURCHASING, "finch-PurchaseTeamRole2"), false),
        (Principal::role(PURCHASING, "PurchaseTeamRole"), false),
        (Principal::role(PURCHASING, "Administrator"), false),
        // A role of the right name that another account's administrator made.
        (Principal::role(OTHER, "finch-PurchaseTeamRole"), false),
        (Principal::role(OTHER, "break-glass"), false),
        (Principal::role(OTHER, "Administrator"), false),
        (Principal { arn: format!("arn:aws:iam::{OTHER}:root"), service_linked: false }, false),
        (
            Principal {
                arn: format!("arn:aws:iam::{OTHER}:user/finch-PurchaseTeamRole"),
                service_linked: false,
            },
            false,
        ),
        // No service control policy binds these.
        (Principal::role(MANAGEMENT, "break-glass"), true),
        (Principal::role(MANAGEMENT, "Administrator"), true),
        (Principal { service_linked: true, ..Principal::role(OTHER, linked) }, true),
    ];
    for (principal, expected) in &principals {
        for action in BUYING_ACTIONS {
            assert_eq!(buys(&policy, principal, action), *expected, "{principal:?} {action}");
        }
        for action in [
            "aws-marketplace:ViewSubscriptions",
            "aws-marketplace:SearchAgreements",
            "aws-marketplace:ListAgreementCharges",
            "aws-marketplace:UpdatePurchaseOrders",
            "aws-marketplace:CreatePrivateMarketplaceRequests",
            "aws-marketplace:StartChangeSet",
            "aws-marketplace:SendAgreementPaymentRequest",
            "ec2:RunInstances",
            "license-manager:CreateGrant",
        ] {
            assert!(buys(&policy, principal, action), "{principal:?} {action}");
        }
    }
}

/// Were the policy bound to the management account all the same, its emergency role would still be let through.
#[test]
fn the_break_glass_role_is_never_locked_out() {
    let policy = text(&guard_rail(Stage::Root)).unwrap();
    for action in BUYING_ACTIONS {
        assert!(leaves(&[FULL_ACCESS, &policy], &Principal::role(MANAGEMENT, "break-glass"), action, OTHER));
    }
    let elsewhere: RoleArn = format!("arn:aws:iam::{OTHER}:role/break-glass").parse().unwrap();
    let error = text(&GuardRail { break_glass_role: elsewhere, ..guard_rail(Stage::Unit) }).unwrap_err();
    assert!(matches!(error, GuardRailError::BreakGlassElsewhere { .. }), "{error}");
}

/// Seed defects S24 and 7.6: the prefix was a placeholder that nobody filled in, and four actions are not all doors.
#[test]
fn the_policy_of_the_seed_locks_the_purchase_team_out_and_leaves_doors_open() {
    let seed = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":[
        "aws-marketplace:AcceptAgreementApprovalRequest","aws-marketplace:RejectAgreementApprovalRequest",
        "aws-marketplace:Subscribe","aws-marketplace:Unsubscribe"],"Resource":"*",
        "Condition":{"StringNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/{ResourcePrefix}PurchaseTeamRole"}}}]}"#;
    let team = Principal::role(PURCHASING, "finch-PurchaseTeamRole");
    let anyone = Principal::role(OTHER, "Administrator");
    assert!(!buys(seed, &team, "aws-marketplace:Subscribe"));
    assert!(buys(seed, &anyone, "aws-marketplace:CreateAgreementRequest"));
    let ours = text(&guard_rail(Stage::Unit)).unwrap();
    assert!(buys(&ours, &team, "aws-marketplace:Subscribe"));
    assert!(!buys(&ours, &anyone, "aws-marketplace:CreateAgreementRequest"));
    for prefix in ["{ResourcePrefix}", "${Prefix}", "*", "finch/", "finch ", &"x".repeat(60)] {
        let error =
            text(&GuardRail { role_name_prefix: prefix.into(), ..guard_rail(Stage::Unit) }).unwrap_err();
        assert!(matches!(error, GuardRailError::RoleName { .. }), "{prefix}: {error}");
        assert!(error.to_string().contains("role_name_prefix"), "{error}");
    }
    let plain = GuardRail { role_name_prefix: String::new(), ..guard_rail(Stage::Unit) };
    assert!(text(&plain).unwrap().contains(&format!("arn:aws:iam::{PURCHASING}:role/PurchaseTeamRole\"")));
}

#[test]
fn no_wildcard_is_ever_exempt() {
    for bad in [
        "arn:aws:iam::*:role/buyers",
        "arn:aws:iam::310000000002:role/buyers*",
        "arn:aws:iam::310000000002:role/",
        "arn:aws:iam::310000000002:role/a//b",
        "arn:aws:iam::310000000002:role/a?",
        "arn:aws:iam::310000000002:user/buyers",
        "arn:aws:sts::310000000002:assumed-role/buyers/me",
        "buyers",
    ] {
        assert!(bad.parse::<RoleArn>().is_err(), "{bad}");
    }
}

#[test]
fn a_policy_that_is_too_long_is_an_error_that_says_what_to_do() {
    let exempt = |count: usize| GuardRail {
        exempt_roles: (0..count)
            .map(|number| format!("arn:aws:iam::{PURCHASING}:role/buyers-{number:04}").parse().unwrap())
            .collect(),
        ..guard_rail(Stage::Unit)
    };
    // One exempt role more is 47 characters more: the last that fits, and the first that does not.
    let one = text(&exempt(0)).unwrap().len();
    let each = text(&exempt(2)).unwrap().len() - text(&exempt(1)).unwrap().len();
    let fits = (POLICY_CHARACTERS_MAX - one) / each;
    assert!(text(&exempt(fits)).unwrap().len() <= POLICY_CHARACTERS_MAX);
    let error = text(&exempt(fits + 1)).unwrap_err();
    assert!(matches!(error, GuardRailError::TooLong { .. }));
    assert!(error.to_string().contains("10240") && error.to_string().contains("exempt_roles"), "{error}");
}

#[test]
fn a_target_that_is_none_is_an_error_before_anything_is_written() {
    let base = || guard_rail(Stage::Unit);
    for wrong in [
        GuardRail { unit: "310000000002".into(), ..base() },
        GuardRail { unit: "ou-ab12".into(), ..base() },
        GuardRail { root: "ou-ab12-cdef3456".into(), ..base() },
        GuardRail { root: String::new(), ..base() },
    ] {
        assert!(matches!(text(&wrong), Err(GuardRailError::Target { .. })));
    }
}

/// Limits of Organizations (AWS-FACTS section 7.4).
#[test]
fn name_and_description_fit() {
    assert!((1..=128).contains(&POLICY_NAME.len()) && POLICY_DESCRIPTION.len() <= 512);
}
