//! Report: puts the run into words, for people, spreadsheets and programs.
//!
//! Each round of a run writes it anew, over what the round before left; delivered twice, a round writes the same again.

use domain::identifier::ProductSku;
use domain::limits::NAMES_SHOWN_MAX;
use domain::report::{ActionResult, MapRuns, PlanFile, Summary, assemble, csv, html, markdown};
use domain::run::Only;
use serde::{Deserialize, Serialize};

use crate::error::{StepError, bug};
use crate::files;
use crate::outcomes;
use crate::ports::Store;
use crate::settle::MAP_RUNS;
use crate::snapshot::{PLAN, PassRequest};

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
    /// The accounts that failed, to be run again; empty when nothing failed, or more than a request may name.
    #[serde(default)]
    pub retry: Only,
    /// Products that the run was asked for and of which it found no license.
    #[serde(default)]
    pub not_found: Vec<ProductSku>,
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
}

/// Characters of a reason that go into the state.
const REASON_CHARACTERS_MAX: usize = 300;

/// Writes the report.
///
/// # Errors
/// When the bucket cannot be read or written.
pub async fn run(store: &impl Store, request: PassRequest) -> Result<Answer, StepError> {
    let PassRequest { run, pass, first_pass } = request;
    let plan: PlanFile = files::read(store, &run.pass_key(pass, PLAN)).await?;
    let ended = outcomes::read_all(store, &run).await?;
    let map_runs: MapRuns = files::read_if_there(store, &run.key(MAP_RUNS)).await?.unwrap_or_default();
    let key = run.key("report.json");
    let before = if first_pass > 1 { files::read_if_there(store, &key).await? } else { None };
    let report = assemble(&run, &plan, &ended, &map_runs, before);

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

    let failed: Vec<_> = report.outcomes.iter().filter(|row| row.result == ActionResult::Failed).collect();
    let failures = failed
        .iter()
        .take(NAMES_SHOWN_MAX)
        .map(|row| {
            let class = row.class.map(|class| format!(" {class:?}")).unwrap_or_default();
            let reason: String = row.reason.chars().take(REASON_CHARACTERS_MAX).collect();
            format!("account {} ({}), {}:{class} {reason}", row.account, row.account_name, row.product_name)
        })
        .collect();
    Ok(Answer {
        key,
        summary: report.summary,
        stopped: report.stopped.clone(),
        failed: report.summary.failed,
        failures,
        retry: report.retry(),
        not_found: plan.not_found,
        rows: Rows::Accounts,
    })
}
