//! The guard rail: a service control policy under which only the purchase team buys in AWS Marketplace.
//!
//! It denies and allows nothing: whoever is exempt still needs permissions of their own. Exempt are the purchase role of one
//! account and the roles that the settings name, each by its full ARN: a role of the same name that the administrator of
//! another account makes is not exempt. (The seed's policy named a role in every account, with a prefix that was never
//! substituted, so it exempted nobody: seed defect S24.)
//!
//! Caveat: no service control policy binds the principals of the management account or service-linked roles (AWS-FACTS
//! section 7.6). So the management account's break-glass role is never locked out; it is named all the same, so that whoever
//! reads the policy sees it, and so that the text stays true where it is used as a boundary in another way.

mod actions;
mod document;

pub use actions::BUYING_ACTIONS;
pub(in crate::setup) use document::same_policy;
pub use document::{GuardRailError, scp};

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::identifier::{AccountId, IdentifierError, identifier};

/// The policy's name; Organizations takes no second one of it.
pub const POLICY_NAME: &str = "marketplace-steward-buying";
/// The policy's description, for whoever meets it in the console.
pub const POLICY_DESCRIPTION: &str =
    "Only the purchase team buys in AWS Marketplace. Managed by Marketplace Steward.";
/// The purchase role's name after its prefix.
pub const PURCHASE_ROLE: &str = "PurchaseTeamRole";
/// Characters of a policy, white space included (AWS-FACTS section 7.4; older texts of AWS say 5,120).
pub const POLICY_CHARACTERS_MAX: usize = 10_240;

identifier!(
    /// The ARN of one IAM role, path included, without wildcards.
    RoleArn,
    "the ARN of one role (arn:aws:iam::<12 digits>:role/<path and name>, without * or ?)",
    |text| text.strip_prefix("arn:aws:iam::").is_some_and(|rest| {
        rest.split_once(":role/").is_some_and(|(account, name)| {
            account.parse::<AccountId>().is_ok()
                && !name.is_empty()
                && name.len() <= 576
                && name.split('/').all(|part| !part.is_empty() && is_role_name(part))
        })
    })
);

impl RoleArn {
    /// The account that the role is in.
    ///
    /// # Errors
    /// Never for an ARN that was parsed.
    pub fn account(&self) -> Result<AccountId, IdentifierError> {
        self.as_str().split(':').nth(4).unwrap_or_default().parse()
    }
}

/// Characters that IAM takes in a role's name.
fn is_role_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

/// The settings of the guard rail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardRail {
    /// The account that buys.
    pub purchase_account: AccountId,
    /// What comes before [`PURCHASE_ROLE`] in the name of the purchase role.
    #[serde(default)]
    pub role_name_prefix: String,
    /// The role in the management account that is for emergencies.
    pub break_glass_role: RoleArn,
    /// Further roles that may buy, such as those of a permission set.
    #[serde(default)]
    pub exempt_roles: BTreeSet<RoleArn>,
    /// The organizational unit where the policy is tried first, `ou-...`.
    pub unit: String,
    /// The root, `r-...`.
    pub root: String,
    /// How far the policy reaches.
    #[serde(default)]
    pub stage: Stage,
}

/// How far the guard rail reaches. A person moves it on: first one unit, then, when nobody was locked out, everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Attached to the unit.
    #[default]
    Unit,
    /// Attached to the unit and to the root. The unit stays, so that a step back never opens it for a moment.
    Root,
    /// Detached and deleted.
    Removed,
}

impl GuardRail {
    /// The purchase role's name.
    pub fn purchase_role_name(&self) -> String {
        format!("{}{PURCHASE_ROLE}", self.role_name_prefix)
    }

    /// The purchase role's ARN.
    ///
    /// # Errors
    /// When the prefix holds what no role's name may hold, a wildcard or a placeholder above all, or the name is too long.
    pub fn purchase_role(&self) -> Result<RoleArn, GuardRailError> {
        let name = self.purchase_role_name();
        if name.len() > 64 || !is_role_name(&name) {
            return Err(GuardRailError::RoleName { name });
        }
        Ok(format!("arn:aws:iam::{}:role/{name}", self.purchase_account).parse()?)
    }

    /// What the policy is to be attached to, in order.
    pub fn targets(&self) -> Vec<String> {
        match self.stage {
            Stage::Unit => vec![self.unit.clone()],
            Stage::Root => vec![self.unit.clone(), self.root.clone()],
            Stage::Removed => vec![],
        }
    }
}
