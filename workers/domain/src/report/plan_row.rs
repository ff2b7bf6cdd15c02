//! One line of a plan, as its file has it.

use serde::{Deserialize, Serialize};

use super::Class;
use super::receiver::receiver;
use crate::grant::{OverrideBehavior, Principal, Share};
use crate::identifier::{AccountId, GrantArn, LicenseArn, ProductSku};
use crate::plan::{Decision, Line, Reason};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRow {
    /// The account; the hub where the line is for the organization or an OU.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// The product, if the license is known.
    pub product: Option<ProductSku>,
    /// Its name.
    pub product_name: String,
    /// The license.
    pub license: LicenseArn,
    /// What is decided.
    pub decision: Decision,
    /// The class of what is wrong, if something is.
    pub class: Option<Class>,
    /// Why.
    pub reason: String,
    /// The grant.
    pub grant: Option<GrantArn>,
    /// For whom the grant is or would be, where that is not the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Principal>,
    /// How many accounts lose the product by it.
    #[serde(default, skip_serializing_if = "is_none")]
    pub loses: u32,
    /// What activating the grant does to what is active already, if anything is said of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_behavior: Option<OverrideBehavior>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on a reference")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

impl PlanRow {
    /// The product by name, or the license where nobody knows its product.
    pub(super) fn product(&self) -> &str {
        if self.product_name.is_empty() { self.license.as_str() } else { &self.product_name }
    }

    /// For whom the line is, in words.
    pub(super) fn receiver(&self) -> String {
        receiver(&self.account, &self.account_name, self.principal.as_ref())
    }

    /// What the line is about.
    pub fn share(&self) -> Share {
        let principal = self.principal.clone().unwrap_or_else(|| Principal::Account(self.account.clone()));
        Share { license: self.license.clone(), principal }
    }
}

/// The row of a line.
pub(super) fn row(line: &Line<'_>) -> PlanRow {
    PlanRow {
        account: line.account.clone(),
        account_name: line.account_name.to_owned(),
        product: line.license_details.map(|license| license.product.clone()),
        product_name: line.license_details.map(|license| license.product_name.clone()).unwrap_or_default(),
        license: line.license.clone(),
        decision: line.decision,
        class: class(&line.reason),
        reason: line.reason.to_string(),
        grant: line.grant.map(|grant| grant.arn.clone()),
        principal: line.area.clone(),
        loses: if line.is_revocation() { line.loses } else { 0 },
        override_behavior: line.override_behavior,
    }
}

fn class(reason: &Reason<'_>) -> Option<Class> {
    match reason {
        Reason::OwnSubscription | Reason::InUse | Reason::Covered { .. } | Reason::OwnBelow { .. } => {
            Some(Class::Conflict)
        }
        Reason::Foreign => Some(Class::Foreign),
        Reason::Held(hold) => Some((*hold).into()),
        Reason::PartFailed { .. } => Some(Class::WorkflowFailed),
        Reason::AwaitsArea { .. } | Reason::WholeNeeded | Reason::MadeAnewAfterwards => Some(Class::NotReady),
        // It stays as it is until a person decides.
        Reason::TooWide { .. } => Some(Class::Stopped),
        Reason::Quota(_) | Reason::Obstacle(_) | Reason::Undecided => Some(Class::Invalid),
        Reason::Account(_)
        | Reason::Area(_)
        | Reason::MadeAnew
        | Reason::ActivatedAgain
        | Reason::Joined
        | Reason::Duplicate { .. }
        | Reason::Renewed { .. }
        | Reason::Exchanged
        | Reason::OwnMakesWay
        | Reason::Replaced { .. }
        | Reason::UntilReplaced
        | Reason::ByArea { .. }
        | Reason::SwitchedOff { .. }
        | Reason::EarlierInRun(_)
        | Reason::LicenseNotShared
        | Reason::Retired
        | Reason::Adopted => None,
    }
}
