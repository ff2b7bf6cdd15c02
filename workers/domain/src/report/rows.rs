//! The report of a run: one row for each account and product, what was done, why, and how it ended.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::plan_text::NotSharedRow;
use super::{ActionResult, Class, Outcome, PlanFile, PlanRow};
use crate::grant::Share;
use crate::guard::Verdict;
use crate::identifier::{AccountId, ExecutionArn, GrantArn, LicenseArn, ProductSku};
use crate::life_cycle::Wish;
use crate::plan::Decision;
use crate::run::{PAYLOAD_VERSION, Run};
use crate::work::Action;

/// `report.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The payload version.
    pub v: u32,
    /// The run.
    pub run: RunHead,
    /// Why nothing was written, if the guard stopped the run.
    pub stopped: Vec<String>,
    /// How it ended, in numbers.
    pub summary: Summary,
    /// One row for each account and product.
    pub outcomes: Vec<Row>,
    /// Licenses that are not shared.
    pub not_shared: Vec<NotSharedRow>,
    /// What needs a person's attention.
    pub notes: Vec<String>,
}

/// Which run it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunHead {
    /// The execution's name.
    pub id: String,
    /// The execution.
    pub execution: ExecutionArn,
    /// When it was started.
    pub started: String,
    /// Why it was started.
    pub reason: String,
    /// Whether it was to end after the plan.
    pub plan_only: bool,
    /// Passes it took.
    pub passes: u32,
}

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
    /// The account.
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
    /// Nothing was to do.
    None,
    /// It was left alone.
    Skip,
}

/// Puts the report together: the last plan says what is, the ended actions of all passes (in order) what was done.
pub fn assemble(run: &Run, plan: &PlanFile, ended: &[Action]) -> Report {
    let mut newest: BTreeMap<(Share, Wish), &Action> = BTreeMap::new();
    for action in ended {
        newest.insert((action.share.clone(), action.wish), action);
    }
    let open: BTreeSet<Share> = plan
        .rows
        .iter()
        .filter(|row| row.decision.is_action() || matches!(row.decision, Decision::Hold | Decision::Doubt))
        .map(PlanRow::share)
        .collect();
    let stopped = match &plan.verdict {
        Verdict::Go => Vec::new(),
        Verdict::Stop(reasons) => reasons.clone(),
    };
    let mut outcomes: Vec<Row> = newest
        .values()
        .filter_map(|action| {
            Some(row_of_action(action, action.outcome.as_ref()?, open.contains(&action.share)))
        })
        .collect();
    let told: BTreeSet<Share> = newest.into_keys().map(|(share, _)| share).collect();
    outcomes.extend(
        plan.rows
            .iter()
            .filter(|row| row.decision == Decision::Skip || !told.contains(&row.share()))
            .map(|row| row_of_plan(row, !stopped.is_empty())),
    );
    outcomes.sort_by(|a, b| {
        (&a.account, &a.product_name, &a.license, a.action, &a.grant).cmp(&(
            &b.account,
            &b.product_name,
            &b.license,
            b.action,
            &b.grant,
        ))
    });
    Report {
        v: PAYLOAD_VERSION,
        run: RunHead {
            id: run.execution.name().to_owned(),
            execution: run.execution.clone(),
            started: run.started.clone(),
            reason: run.request.reason.clone(),
            plan_only: run.request.plan_only,
            passes: plan.pass,
        },
        stopped,
        summary: Summary::of(&outcomes),
        outcomes,
        not_shared: plan.not_shared.clone(),
        notes: plan.notes.clone(),
    }
}

fn row_of_action(action: &Action, outcome: &Outcome, still_open: bool) -> Row {
    // What was left waiting and is not in the newest plan any more has arrived meanwhile.
    let arrived = outcome.result == ActionResult::Waiting && !still_open;
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
            Decision::Wait | Decision::Doubt | Decision::Keep | Decision::Skip | Decision::Hold => Done::None,
        },
        result: if arrived { ActionResult::Done } else { outcome.result },
        class: outcome.class.filter(|_| !arrived),
        reason: if arrived { action.reason.clone() } else { outcome.reason.clone() },
        grant: outcome.grant.clone(),
    }
}

fn row_of_plan(row: &PlanRow, stopped: bool) -> Row {
    let (action, result) = match row.decision {
        Decision::Create => (Done::Create, ActionResult::Skipped),
        Decision::Accept => (Done::Accept, ActionResult::Skipped),
        Decision::Activate => (Done::Activate, ActionResult::Skipped),
        Decision::Delete => (Done::Delete, ActionResult::Skipped),
        Decision::Wait => (Done::None, ActionResult::Waiting),
        Decision::Keep => (Done::None, ActionResult::Done),
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
    }
}

impl Row {
    /// Whether something was to be done and was not begun.
    fn is_planned(&self) -> bool {
        self.result == ActionResult::Skipped
            && !matches!(self.action, Done::Skip | Done::None)
            && matches!(self.class, None | Some(Class::Stopped))
    }
}

impl Summary {
    fn of(rows: &[Row]) -> Self {
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
