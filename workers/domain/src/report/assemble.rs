//! The report of a run, put together from its last plan and from what became of the actions of all its passes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::rows::{Done, Row, Summary, row_of_action, row_of_plan};
use super::{ActionResult, ChangeRow, NotSharedRow, PlanFile, PlanRow, Purpose, console};
use crate::grant::Share;
use crate::guard::Verdict;
use crate::identifier::ExecutionArn;
use crate::life_cycle::Wish;
use crate::plan::Decision;
use crate::run::{Only, PAYLOAD_VERSION, REQUEST_ENTRIES_MAX, Run};
use crate::work::{Action, Item};

/// `report.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The payload version.
    pub v: u32,
    /// The run.
    pub run: RunHead,
    /// The SHA-256 of `policy.toml`, in hex; `None` where there is no such file, or the run does not go by it.
    #[serde(default)]
    pub policy: Option<String>,
    /// Why nothing was written, if the guard stopped the run.
    pub stopped: Vec<String>,
    /// Whether that was because a person is asked first, and did not allow it.
    #[serde(default)]
    pub asked: bool,
    /// How it ended, in numbers.
    pub summary: Summary,
    /// One row for each account and product.
    pub outcomes: Vec<Row>,
    /// Changes of how a product is shared that a person would have to approve.
    #[serde(default)]
    pub changes: Vec<ChangeRow>,
    /// The command with which a person is asked for them; `None` where there are none, or this run asks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_for_changes: Option<String>,
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
    /// Its page in the AWS console.
    #[serde(default)]
    pub console: Option<String>,
    /// When it was started.
    pub started: String,
    /// Why it was started.
    pub reason: String,
    /// Whether it was to end after the plan.
    pub plan_only: bool,
    /// Whether it was to take everything back.
    #[serde(default)]
    pub retires: bool,
    /// Whether it was to take over grants of others.
    #[serde(default)]
    pub adopts: bool,
    /// Passes it took.
    pub passes: u32,
    /// The map runs of the passes that applied something.
    #[serde(default)]
    pub map_runs: Vec<MapRun>,
}

impl RunHead {
    /// The head of a run's report.
    pub fn of(run: &Run, passes: u32, map_runs: &MapRuns) -> Self {
        let map_run = |(pass, arn): (&u32, &String)| MapRun {
            pass: *pass,
            arn: arn.clone(),
            console: console::page(arn),
        };
        Self {
            id: run.execution.name().to_owned(),
            console: console::page(run.execution.as_str()),
            execution: run.execution.clone(),
            started: run.started.clone(),
            reason: run.request.reason.clone(),
            plan_only: run.request.plan_only,
            retires: run.request.retire,
            adopts: Purpose::of(&run.request) == Purpose::Adopt,
            passes,
            map_runs: map_runs.iter().map(map_run).collect(),
        }
    }
}

/// The map run of one pass: the children that applied its plan, one for each account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapRun {
    /// The pass.
    pub pass: u32,
    /// Its ARN, as Step Functions says it.
    pub arn: String,
    /// Its page in the AWS console.
    pub console: Option<String>,
}

/// The ARNs of a run's map runs, by pass: what `map-runs.json` holds.
pub type MapRuns = BTreeMap<u32, String>;

impl Report {
    /// What to look at again when the causes of the failures are gone: the accounts that failed, or the products where a
    /// grant for many failed, which only a run about all accounts can try again; or everything where either are more than a
    /// request may name.
    pub fn retry(&self) -> Only {
        let failed = || self.outcomes.iter().filter(|row| row.result == ActionResult::Failed);
        let only = if failed().any(|row| row.principal.is_some()) {
            let products = failed().map(|row| row.product.clone()).collect::<Option<_>>();
            Only { products: products.unwrap_or_default(), ..Only::default() }
        } else {
            Only { accounts: failed().map(|row| row.account.clone()).collect(), ..Only::default() }
        };
        if only.accounts.len().max(only.products.len()) > REQUEST_ENTRIES_MAX {
            Only::default()
        } else {
            only
        }
    }

    /// The input of a run that goes on where this one failed, for a person to paste.
    pub(super) fn rerun(&self) -> String {
        // Who retires always looks at everything.
        rerun_input(&if self.run.retires { Only::default() } else { self.retry() })
    }
}

/// The input of a run that looks at `retry` again, for a person to paste.
pub fn rerun_input(retry: &Only) -> String {
    let Only { accounts, products } = retry;
    match (accounts.is_empty(), products.is_empty()) {
        (true, true) => "{}".to_owned(),
        (true, false) => serde_json::json!({ "only": { "products": products } }).to_string(),
        (false, _) => serde_json::json!({ "only": { "accounts": accounts } }).to_string(),
    }
}

/// Puts the report together: the last plan says what is, the ended items of all passes (in order) what was done, and the
/// report of the round `before` what the present one did not look at.
pub fn assemble(
    run: &Run,
    plan: &PlanFile,
    ended: &[Item],
    map_runs: &MapRuns,
    before: Option<Report>,
) -> Report {
    let open: BTreeSet<Share> = plan
        .rows
        .iter()
        .filter(|row| row.decision.is_action() || matches!(row.decision, Decision::Hold | Decision::Doubt))
        .map(PlanRow::share)
        .collect();
    // Whether the last plan looked at it and has nothing left to do about it.
    let settled = |action: &Action| {
        run.request.only.covers(&action.account, action.product.as_ref()) && !open.contains(&action.share)
    };
    let newest = newest(ended, settled);
    let stops = plan.verdict.reasons().to_vec();
    let kept = before.map(|before| Kept::of(before, run)).unwrap_or_default();
    let mut outcomes: Vec<Row> = newest
        .values()
        .filter_map(|(item, action)| {
            Some(row_of_action(item, action, action.outcome.as_ref()?, settled(action)))
        })
        .collect();
    let told: BTreeSet<Share> = newest.into_keys().map(|(share, _)| share).collect();
    outcomes.extend(
        plan.rows
            .iter()
            .filter(|row| row.decision == Decision::Skip || !told.contains(&row.share()))
            .map(|row| row_of_plan(row, !stops.is_empty())),
    );
    outcomes.extend(
        kept.outcomes.into_iter().filter(|row| row.action == Done::Skip || !told.contains(&row.share())),
    );
    outcomes.sort_by(|a, b| {
        (&a.account, &a.principal, &a.product_name, &a.license, a.action, &a.grant).cmp(&(
            &b.account,
            &b.principal,
            &b.product_name,
            &b.license,
            b.action,
            &b.grant,
        ))
    });
    Report {
        v: PAYLOAD_VERSION,
        run: RunHead::of(run, plan.pass, map_runs),
        policy: plan.policy.clone(),
        asked: if stops.is_empty() { kept.asked } else { matches!(plan.verdict, Verdict::Ask(_)) },
        stopped: union(stops, kept.stopped),
        summary: Summary::of(&outcomes),
        outcomes,
        changes: union(plan.changes.clone(), kept.changes),
        ask_for_changes: plan.ask_for_changes.clone().or(kept.ask_for_changes),
        not_shared: union(plan.not_shared.clone(), kept.not_shared),
        notes: union(notes(plan), kept.notes),
    }
}

/// What stays of the report of the round before: a round that was asked for a part of the organization knows nothing of the
/// rest, and what failed or was stopped there is not forgotten.
#[derive(Default)]
struct Kept {
    outcomes: Vec<Row>,
    stopped: Vec<String>,
    asked: bool,
    changes: Vec<ChangeRow>,
    ask_for_changes: Option<String>,
    not_shared: Vec<NotSharedRow>,
    notes: Vec<String>,
}

impl Kept {
    fn of(before: Report, run: &Run) -> Self {
        let only = &run.request.only;
        if *only == Only::default() {
            return Self::default();
        }
        let Report { mut outcomes, stopped, asked, changes, ask_for_changes, not_shared, notes, .. } = before;
        outcomes.retain(|row| !only.covers(&row.account, row.product.as_ref()));
        Self { outcomes, stopped, asked, changes, ask_for_changes, not_shared, notes }
    }
}

fn union<T: PartialEq>(mut some: Vec<T>, more: Vec<T>) -> Vec<T> {
    for one in more {
        if !some.contains(&one) {
            some.push(one);
        }
    }
    some
}

/// The newest action for each share and wish. A failure that the last plan knows nothing of any more is over: somebody put it
/// right, or it is not wanted any longer; the plan's own row tells it then.
fn newest(ended: &[Item], settled: impl Fn(&Action) -> bool) -> BTreeMap<(Share, Wish), (&Item, &Action)> {
    let actions = ended.iter().flat_map(|item| item.actions.iter().map(move |action| (item, action)));
    let mut newest: BTreeMap<_, _> =
        actions.map(|(item, action)| ((action.share.clone(), action.wish), (item, action))).collect();
    newest.retain(|_, (_, action)| {
        let failed = action.outcome.as_ref().is_some_and(|outcome| outcome.result == ActionResult::Failed);
        !(failed && settled(action))
    });
    newest
}

fn notes(plan: &PlanFile) -> Vec<String> {
    let missing = plan.not_found.iter().map(|product| format!("no license of product {product} was found"));
    plan.notes.iter().cloned().chain(missing).collect()
}
