//! The guard: how much one run may take back, and when a plan is too odd to be true (P4, P5).

use serde::{Deserialize, Serialize};

use crate::observation::Extent;
use crate::plan::{Plan, Progress};
use crate::policy::GuardLimits;

/// What the guard says of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "decision", content = "reasons")]
pub enum Verdict {
    /// Apply it.
    Go,
    /// Do not write anything; each reason says what a person can do.
    Stop(Vec<String>),
}

/// Judges a plan. More revocations never turn a stop into a go.
///
/// A run that looks at a part is judged by the same share of all owned grants as one that looks at everything. That nobody
/// is selected is odd of a whole organization only: of a part it is how an account loses its tag.
pub fn judge(plan: &Plan<'_>, progress: &Progress, limits: GuardLimits, allow_empty: bool) -> Verdict {
    let revocations = plan.counts.revocations;
    if revocations == 0 {
        return Verdict::Go;
    }
    let in_run = revocations + progress.revocations;
    let owned = u64::try_from(plan.owned_live_grants).unwrap_or(u64::MAX) + u64::from(progress.revocations);
    let mut reasons = Vec::new();
    if in_run > limits.revocations_max {
        reasons.push(format!(
            "this run would take back {in_run} grants, guard.revocations_max allows {}; \
             check the plan, then raise the limit in policy.toml or take back in smaller steps with `only`",
            limits.revocations_max
        ));
    }
    if in_run > GuardLimits::SMALL
        && u64::from(in_run) * 100 > owned * u64::from(limits.revocations_percent_max)
    {
        reasons.push(format!(
            "this run would take back {in_run} of {owned} owned grants, guard.revocations_percent_max allows {} %; \
             check the plan, then raise the limit in policy.toml or take back in smaller steps with `only`",
            limits.revocations_percent_max
        ));
    }
    if !allow_empty && plan.accounts_selected == 0 && *plan.extent == Extent::Organization {
        reasons.push(
            "no account is selected any more and everything would be taken back; \
             if that is meant, start the run with {\"allow_empty\": true}"
                .to_owned(),
        );
    }
    if reasons.is_empty() { Verdict::Go } else { Verdict::Stop(reasons) }
}
