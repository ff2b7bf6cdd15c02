//! Report: puts the run into words, for people, spreadsheets and programs.
//!
//! Each round of a run writes it anew, over what the round before left; delivered twice, a round writes the same again.

use domain::identifier::ProductSku;
use domain::limits::NAMES_SHOWN_MAX;
use domain::report::{ActionResult, MapRuns, PlanFile, Row, Summary, assemble, csv, html, markdown};
use domain::retire::Aftermath;
use domain::run::{Only, Run};
use serde::{Deserialize, Serialize};

use crate::error::{StepError, bug};
use crate::files;
use crate::guarded;
use crate::outcomes;
use crate::ports::Store;
use crate::retirement;
use crate::settle::MAP_RUNS;
use crate::snapshot::{PLAN, PassRequest};

/// Which run is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The run.
    pub run: Run,
    /// Its last pass.
    pub pass: u32,
    /// The pass with which the present round began.
    pub first_pass: u32,
    /// Retiring: what was stopped at the end.
    #[serde(default)]
    pub aftermath: Option<Aftermath>,
}

impl From<PassRequest> for Request {
    fn from(PassRequest { run, pass, first_pass }: PassRequest) -> Self {
        Self { run, pass, first_pass, aftermath: None }
    }
}

/// What [`crate::finish`] has to know; small, whatever the run did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Where the report lies (`.json`; the same name with `.md`, `.csv` and `.html` beside it).
    pub key: String,
    /// How it ended, in numbers.
    pub summary: Summary,
    /// Why nothing was written, if the guard stopped the run.
    pub stopped: Vec<String>,
    /// Rows that failed.
    pub failed: u32,
    /// The first of them, with account, product, class and reason.
    pub failures: Vec<String>,
    /// The accounts that failed, or the products of which a grant for many failed, to be run again; empty when nothing
    /// failed, or more than a request may name.
    #[serde(default)]
    pub retry: Only,
    /// Products that the run was asked for and of which it found no license.
    #[serde(default)]
    pub not_found: Vec<ProductSku>,
    /// Whether it left something undecided that only a run about everything can decide.
    #[serde(default)]
    pub needs_everything: bool,
    /// What its rows are about.
    #[serde(default)]
    pub rows: Rows,
}

/// What the rows of a report are about: each machine has its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// Accounts, of `share-licenses`.
    #[default]
    Accounts,
    /// Experiences, of `sync-experiences`.
    Experiences,
    /// What is not in place, of `setup`.
    Findings,
    /// Grants of others that are taken over, of `share-licenses`.
    Adoption,
    /// Grants that are taken back, of `retire`.
    Retirement,
    /// The same, and nothing was written, since no person allowed it.
    NotRetired,
}

/// Characters of a reason that go into the state.
const REASON_CHARACTERS_MAX: usize = 300;

/// Writes the report.
///
/// # Errors
/// When the bucket cannot be read or written.
pub async fn run(store: &impl Store, request: Request) -> Result<Answer, StepError> {
    let Request { run, pass, first_pass, aftermath } = request;
    let plan: PlanFile = guarded::unasked(&run, files::read(store, &run.pass_key(pass, PLAN)).await?);
    let ended = outcomes::read_all(store, &run).await?;
    let map_runs: MapRuns = files::read_if_there(store, &run.key(MAP_RUNS)).await?.unwrap_or_default();
    let key = run.key("report.json");
    let before = if first_pass > 1 { files::read_if_there(store, &key).await? } else { None };
    let mut report = assemble(&run, &plan, &ended, &map_runs, before);
    let untouched = ended.is_empty();
    let (rows, failed) = if run.request.retire {
        let left = retirement::conclude(store, &run, &mut report, untouched, aftermath.as_ref()).await?;
        let refused = !report.stopped.is_empty() && untouched;
        (if refused { Rows::NotRetired } else { Rows::Retirement }, left)
    } else {
        guarded::conclude(store, &run, &plan, &mut report, untouched).await?;
        let failed = report.outcomes.iter().filter(|row| row.result == ActionResult::Failed);
        let rows = if run.request.adopt.is_some() { Rows::Adoption } else { Rows::Accounts };
        (rows, failed.map(told).collect())
    };

    files::write(store, &key, &report).await?;
    let broken = |error| bug("the report", &error);
    let texts = [
        ("report.md", markdown(&report).map_err(broken)?, files::MARKDOWN),
        ("report.csv", csv(&report).map_err(broken)?, "text/csv; charset=utf-8"),
        ("report.html", html(&report, "").map_err(broken)?, "text/html; charset=utf-8"),
    ];
    for (file, text, content_type) in texts {
        files::write_text(store, &run.key(file), text, content_type).await?;
    }

    Ok(Answer {
        key,
        summary: report.summary,
        stopped: report.stopped.clone(),
        failed: u32::try_from(failed.len()).unwrap_or(u32::MAX),
        failures: failed.into_iter().take(NAMES_SHOWN_MAX).collect(),
        retry: if rows == Rows::Accounts { report.retry() } else { Only::default() },
        not_found: plan.not_found,
        needs_everything: plan.needs_everything,
        rows,
    })
}

/// A row that failed, as the run's error tells it.
pub(crate) fn told(row: &Row) -> String {
    let class = row.class.map(|class| format!(" {class:?}")).unwrap_or_default();
    let reason: String = row.reason.chars().take(REASON_CHARACTERS_MAX).collect();
    let product = if row.product_name.is_empty() { row.license.as_str() } else { &row.product_name };
    let whom = match &row.principal {
        Some(_) => row.receiver(),
        None => format!("account {} ({})", row.account, row.account_name),
    };
    format!("{whom}, {product}:{class} {reason}")
}
