//! A plan as a file for steps: `plan.json`.

use serde::{Deserialize, Serialize};

use super::change::ChangeRow;
use super::plan_row::{PlanRow, row};
use crate::guard::Verdict;
use crate::identifier::{AccountId, LicenseArn, ProductSku};
use crate::plan::{Counts, Decision, Plan};
use crate::run::{PAYLOAD_VERSION, Run, RunRequest};
use crate::shell::start_execution;

/// Lines that say "as wanted" beyond which they are only counted.
const KEPT_ROWS_MAX: u32 = 10_000;

/// `plan.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFile {
    /// The payload version.
    pub v: u32,
    /// The run.
    pub run: String,
    /// The pass.
    pub pass: u32,
    /// What the plan is for.
    #[serde(default)]
    pub purpose: Purpose,
    /// The SHA-256 of `policy.toml`, in hex; `None` where there is no such file, or the plan does not go by it.
    #[serde(default)]
    pub policy: Option<String>,
    /// What the guard says.
    pub verdict: Verdict,
    /// How many lines of which kind.
    pub counts: Counts,
    /// Accounts that are to have every shareable license.
    pub accounts_selected: usize,
    /// Licenses that may be shared.
    pub licenses_shared: usize,
    /// Accounts to look at more closely before anything is written for them.
    pub doubtful: Vec<AccountId>,
    /// The lines.
    pub rows: Vec<PlanRow>,
    /// Changes of how a product is shared; nothing of them is in the lines.
    #[serde(default)]
    pub changes: Vec<ChangeRow>,
    /// The command with which a person is asked for the changes; `None` where there are none, or this run asks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_for_changes: Option<String>,
    /// Licenses that are not shared.
    pub not_shared: Vec<NotSharedRow>,
    /// What needs a person's attention.
    pub notes: Vec<String>,
    /// Products that the event named and of which no license was found (yet).
    #[serde(default)]
    pub not_found: Vec<ProductSku>,
    /// Whether something was left undecided that only a run about the whole organization can decide.
    #[serde(default)]
    pub needs_everything: bool,
}

/// What a plan is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To share licenses as the policy says.
    #[default]
    Share,
    /// To take back everything of ours.
    Retire,
    /// To take over grants of others.
    Adopt,
}

impl Purpose {
    /// What a run is for that was asked for this.
    pub fn of(request: &RunRequest) -> Self {
        match request {
            RunRequest { retire: true, .. } => Self::Retire,
            RunRequest { adopt: Some(_), .. } => Self::Adopt,
            _ => Self::Share,
        }
    }
}

/// A license that is not shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotSharedRow {
    /// The license.
    pub license: LicenseArn,
    /// The product's name.
    pub product_name: String,
    /// Why.
    pub reason: String,
}

/// Makes `plan.json` of a plan. `policy_digest` is the SHA-256 of `policy.toml` in hex, if there is such a file.
pub fn plan_file(
    plan: &Plan<'_>,
    verdict: Verdict,
    policy_digest: Option<&str>,
    run: &Run,
    pass: u32,
) -> PlanFile {
    let keeps = plan.counts.keep <= KEPT_ROWS_MAX;
    let not_shared = plan.not_shared.iter().map(|(license, why)| NotSharedRow {
        license: license.arn.clone(),
        product_name: license.product_name.clone(),
        reason: why.to_string(),
    });
    let asks = !plan.changes.is_empty() && !run.request.change_mode;
    PlanFile {
        v: PAYLOAD_VERSION,
        run: run.execution.name().to_owned(),
        pass,
        purpose: Purpose::of(&run.request),
        policy: policy_digest.map(str::to_owned),
        verdict,
        counts: plan.counts,
        accounts_selected: plan.accounts_selected,
        licenses_shared: plan.licenses_shared,
        doubtful: plan.doubtful.iter().map(|id| (*id).clone()).collect(),
        rows: plan.lines.iter().filter(|line| keeps || line.decision != Decision::Keep).map(row).collect(),
        changes: plan.changes.iter().map(ChangeRow::of).collect(),
        ask_for_changes: asks.then(|| start_execution(&run.execution, r#"{"change_mode": true}"#)),
        not_shared: not_shared.collect(),
        notes: plan.notes.clone(),
        not_found: plan.not_found.clone(),
        needs_everything: plan.needs_everything,
    }
}
