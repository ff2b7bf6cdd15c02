//! The rows of a report: one for each account and product, what was done, why, and how it ended.

use serde::{Deserialize, Serialize};

use super::receiver::receiver;
use super::{ActionResult, Class, Outcome, PlanRow, console};
use crate::grant::{Principal, Share};
use crate::identifier::{AccountId, ExecutionArn, GrantArn, LicenseArn, ProductSku};
use crate::plan::Decision;
use crate::work::{Action, Item};

/// How a run ended, in numbers of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// As wanted, through this run.
    pub changed: u32,
    /// As wanted already.
    pub unchanged: u32,
    /// Not as wanted.
    pub failed: u32,
    /// Not yet as wanted.
    pub waiting: u32,
    /// Planned and not begun: the run was to end after its plan, or the guard stopped it.
    #[serde(default)]
    pub planned: u32,
    /// Left alone on purpose.
    pub skipped: u32,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The account; the hub where the row is about the organization or an OU.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// The product, if the license is known.
    pub product: Option<ProductSku>,
    /// Its name.
    pub product_name: String,
    /// The license.
    pub license: LicenseArn,
    /// What was done.
    pub action: Done,
    /// How it ended.
    pub result: ActionResult,
    /// The class of what went wrong, if something did.
    pub class: Option<Class>,
    /// Why.
    pub reason: String,
    /// The grant.
    pub grant: Option<GrantArn>,
    /// For whom the grant is or would be, where that is not the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Principal>,
    /// The child execution in which it failed.
    #[serde(default)]
    pub child: Option<ExecutionArn>,
    /// The child's page in the AWS console.
    #[serde(default)]
    pub console: Option<String>,
}

/// What was done for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// A grant was made and activated.
    Create,
    /// A grant was activated.
    Activate,
    /// A grant was accepted and activated.
    Accept,
    /// A grant was deleted.
    Delete,
    /// A grant of somebody else's was taken over.
    Adopt,
    /// Nothing was to do.
    None,
    /// It was left alone.
    Skip,
}

/// The row of an action that is over. What was left waiting and is `settled` in the newest plan has arrived meanwhile.
pub(super) fn row_of_action(item: &Item, action: &Action, outcome: &Outcome, settled: bool) -> Row {
    let arrived = outcome.result == ActionResult::Waiting && settled;
    let child = item.child.as_ref().filter(|_| outcome.result == ActionResult::Failed);
    Row {
        account: action.account.clone(),
        account_name: action.account_name.clone(),
        product: action.product.clone(),
        product_name: action.product_name.clone(),
        license: action.share.license.clone(),
        action: match action.planned {
            Decision::Create => Done::Create,
            Decision::Accept => Done::Accept,
            Decision::Activate => Done::Activate,
            Decision::Delete => Done::Delete,
            Decision::Adopt => Done::Adopt,
            Decision::Wait | Decision::Doubt | Decision::Keep | Decision::Skip | Decision::Hold => Done::None,
        },
        result: if arrived { ActionResult::Done } else { outcome.result },
        class: outcome.class.filter(|_| !arrived),
        reason: if arrived { action.reason.clone() } else { outcome.reason.clone() },
        grant: outcome.grant.clone(),
        principal: Some(action.share.principal.clone()).filter(|principal| principal.account().is_none()),
        console: child.and_then(|child| console::page(child.as_str())),
        child: child.cloned(),
    }
}

/// The row of a line that no action of the run was about.
pub(super) fn row_of_plan(row: &PlanRow, stopped: bool) -> Row {
    let (action, result) = match row.decision {
        Decision::Create => (Done::Create, ActionResult::Skipped),
        Decision::Accept => (Done::Accept, ActionResult::Skipped),
        Decision::Activate => (Done::Activate, ActionResult::Skipped),
        Decision::Delete => (Done::Delete, ActionResult::Skipped),
        Decision::Adopt => (Done::Adopt, ActionResult::Skipped),
        Decision::Wait => (Done::None, ActionResult::Waiting),
        Decision::Keep => (Done::None, ActionResult::Done),
        Decision::Skip if row.class == Some(Class::NotReady) => (Done::None, ActionResult::Waiting),
        Decision::Skip | Decision::Doubt => (Done::Skip, ActionResult::Skipped),
        Decision::Hold => (Done::Skip, ActionResult::Failed),
    };
    Row {
        account: row.account.clone(),
        account_name: row.account_name.clone(),
        product: row.product.clone(),
        product_name: row.product_name.clone(),
        license: row.license.clone(),
        action,
        result,
        class: if stopped && row.decision.is_action() { Some(Class::Stopped) } else { row.class },
        reason: row.reason.clone(),
        grant: row.grant.clone(),
        principal: row.principal.clone(),
        child: None,
        console: None,
    }
}

impl Row {
    /// What the row is about.
    pub(super) fn share(&self) -> Share {
        let principal = self.principal.clone().unwrap_or_else(|| Principal::Account(self.account.clone()));
        Share { license: self.license.clone(), principal }
    }

    /// For whom the row is, in words: an account by id and name, or an area.
    pub fn receiver(&self) -> String {
        receiver(&self.account, &self.account_name, self.principal.as_ref())
    }

    /// Whether something was to be done and was not begun.
    fn is_planned(&self) -> bool {
        self.result == ActionResult::Skipped
            && !matches!(self.action, Done::Skip | Done::None)
            && matches!(self.class, None | Some(Class::Stopped))
    }
}

impl Summary {
    /// Counts the rows.
    pub(super) fn of(rows: &[Row]) -> Self {
        let mut summary = Self::default();
        for row in rows {
            let count = match (row.result, row.action) {
                (ActionResult::Done, Done::None) => &mut summary.unchanged,
                (ActionResult::Done, _) => &mut summary.changed,
                (ActionResult::Failed, _) => &mut summary.failed,
                (ActionResult::Waiting, _) => &mut summary.waiting,
                (ActionResult::Skipped, _) if row.is_planned() => &mut summary.planned,
                (ActionResult::Skipped, _) => &mut summary.skipped,
            };
            *count += 1;
        }
        summary
    }
}
