//! The policy's text, from the settings and nothing else.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::{BUYING_ACTIONS, GuardRail, POLICY_CHARACTERS_MAX, RoleArn};
use crate::identifier::{AccountId, IdentifierError};

/// Settings of which no policy can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuardRailError {
    /// The purchase role could not bear this name.
    #[error(
        "`guard_rail.role_name_prefix` makes the role name `{name}`, which IAM does not take (at most 64 letters, digits and \
         _+=,.@-); state the prefix itself, not a placeholder, and deploy again"
    )]
    RoleName {
        /// The name.
        name: String,
    },
    /// An emergency role that would not help in an emergency.
    #[error(
        "`guard_rail.break_glass_role` is {role}, which is not in the management account {management_account}; \
         name a role of that account, and deploy again"
    )]
    BreakGlassElsewhere {
        /// The role.
        role: RoleArn,
        /// The management account.
        management_account: AccountId,
    },
    /// A unit or root that is none.
    #[error("`guard_rail.{field}` is `{found}`, which is not {expected}; correct it, and deploy again")]
    Target {
        /// Which setting.
        field: &'static str,
        /// What it says.
        found: String,
        /// What it should be.
        expected: &'static str,
    },
    /// Too long for Organizations.
    #[error(
        "the guard rail's policy has {characters} characters and Organizations takes {POLICY_CHARACTERS_MAX}; \
         name fewer roles in `guard_rail.exempt_roles`, and deploy again"
    )]
    TooLong {
        /// How long it is.
        characters: usize,
    },
    /// A text that could not be written: a defect of ours.
    #[error(
        "the guard rail's policy could not be written: {0}; this is a defect, report it with the settings"
    )]
    Defect(String),
    /// An ARN that could not be made.
    #[error("{0}; correct `guard_rail`, and deploy again")]
    Identifier(#[from] IdentifierError),
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    action: [&'static str; 13],
    resource: &'static str,
    condition: Condition,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Condition {
    arn_not_equals: Principals,
}

#[derive(Serialize)]
struct Principals {
    #[serde(rename = "aws:PrincipalArn")]
    principal_arn: BTreeSet<RoleArn>,
}

/// The text of the service control policy: compact, since Organizations counts white space, and the same for the same
/// settings.
///
/// # Errors
/// When the settings contradict themselves or the text is too long. An exempt role that could not be named exactly is an
/// error and never a policy that locks everybody out.
pub fn scp(settings: &GuardRail, management_account: &AccountId) -> Result<String, GuardRailError> {
    check_targets(settings)?;
    if settings.break_glass_role.account()? != *management_account {
        return Err(GuardRailError::BreakGlassElsewhere {
            role: settings.break_glass_role.clone(),
            management_account: management_account.clone(),
        });
    }
    let mut exempt: BTreeSet<RoleArn> = settings.exempt_roles.clone();
    exempt.insert(settings.purchase_role()?);
    exempt.insert(settings.break_glass_role.clone());
    let text = serde_json::to_string(&Document {
        version: "2012-10-17",
        statement: [Statement {
            sid: "BuyOnlyAsPurchaseTeam",
            effect: "Deny",
            action: BUYING_ACTIONS,
            resource: "*",
            condition: Condition { arn_not_equals: Principals { principal_arn: exempt } },
        }],
    })
    .map_err(|error| GuardRailError::Defect(error.to_string()))?;
    let characters = text.chars().count();
    if characters > POLICY_CHARACTERS_MAX {
        return Err(GuardRailError::TooLong { characters });
    }
    Ok(text)
}

/// Whether two texts are the same policy: Organizations may return other white space and another order of keys.
pub(in crate::setup) fn same_policy(one: &str, other: &str) -> bool {
    match (serde_json::from_str::<Value>(one), serde_json::from_str::<Value>(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Ids as Organizations makes them (AWS-FACTS section 7.4).
fn check_targets(settings: &GuardRail) -> Result<(), GuardRailError> {
    let word = |text: &str, min: usize| {
        (min..=32).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let unit = settings.unit.strip_prefix("ou-").and_then(|rest| rest.split_once('-'));
    if !unit.is_some_and(|(root, unit)| word(root, 4) && word(unit, 8)) {
        let found = settings.unit.clone();
        let expected = "an organizational unit (ou-<root>-<id>)";
        return Err(GuardRailError::Target { field: "unit", found, expected });
    }
    if !settings.root.strip_prefix("r-").is_some_and(|rest| word(rest, 4)) {
        let found = settings.root.clone();
        return Err(GuardRailError::Target { field: "root", found, expected: "a root (r-<id>)" });
    }
    Ok(())
}
