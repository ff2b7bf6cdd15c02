//! The guard: how much one run may take back, and when a plan is too odd to be true (P4, P5).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::observation::Extent;
use crate::plan::{ModeChange, Plan, Progress};
use crate::policy::GuardLimits;
use crate::run::RunRequest;

/// What the guard says of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "decision", content = "reasons")]
pub enum Verdict {
    /// Apply it.
    Go,
    /// Ask a person first; each reason says what for.
    Ask(Vec<String>),
    /// Do not write anything; each reason says what a person can do.
    Stop(Vec<String>),
}

impl Verdict {
    /// Why, where it is not to go on.
    pub fn reasons(&self) -> &[String] {
        match self {
            Self::Go => &[],
            Self::Ask(reasons) | Self::Stop(reasons) => reasons,
        }
    }

    /// What follows from it, as the heading of its reasons in a plan; empty where it is to go on.
    pub fn heading(&self) -> &'static str {
        match self {
            Self::Go => "",
            Self::Ask(_) => "A person is asked first, and nothing is written before the answer:",
            Self::Stop(_) => "Stopped by the guard, nothing is written:",
        }
    }
}

/// Judges a plan. More revocations never turn an answer into a milder one.
///
/// Over a limit a person is asked; what a person approved in this run is not asked for again. That nobody at all is selected
/// is taken for a mistake, and stops the run.
///
/// A run that looks at a part is judged by the same share of all owned grants as one that looks at everything. That nobody
/// is selected is odd of a whole organization only: of a part it is how an account loses its tag.
pub fn judge(plan: &Plan<'_>, progress: &Progress, limits: GuardLimits, request: &RunRequest) -> Verdict {
    let revocations = plan.counts.revocations;
    if revocations > 0
        && !request.allow_empty
        && plan.accounts_selected == 0
        && *plan.extent == Extent::Organization
    {
        return Verdict::Stop(vec![
            "no account is selected any more and everything would be taken back; \
             if that is meant, start the run with {\"allow_empty\": true}"
                .to_owned(),
        ]);
    }
    let mut reasons = over_limits(plan, progress, limits);
    if request.change_mode {
        let open = plan.changes.iter().filter(|change| !progress.approved.contains(&change.key()));
        reasons.extend(open.map(ToString::to_string));
    }
    if reasons.is_empty() { Verdict::Go } else { Verdict::Ask(reasons) }
}

/// Why the revocations of a plan are too many; nothing if all of them were approved.
fn over_limits(plan: &Plan<'_>, progress: &Progress, limits: GuardLimits) -> Vec<String> {
    if revoked(plan).all(|grant| progress.approved.contains(&grant)) {
        return Vec::new();
    }
    let in_run = plan.counts.revocations + progress.revocations;
    let owned = u64::try_from(plan.owned_live_grants).unwrap_or(u64::MAX) + u64::from(progress.revocations);
    let mut reasons = Vec::new();
    if in_run > limits.revocations_max {
        reasons.push(format!(
            "this run would take back {in_run} grants, guard.revocations_max of policy.toml allows {}",
            limits.revocations_max
        ));
    }
    if in_run > GuardLimits::SMALL
        && u64::from(in_run) * 100 > owned * u64::from(limits.revocations_percent_max)
    {
        reasons.push(format!(
            "this run would take back {in_run} of {owned} owned grants, guard.revocations_percent_max of policy.toml \
             allows {} %",
            limits.revocations_percent_max
        ));
    }
    reasons
}

/// Everything that an approval of a plan allows: the grants that it takes back, by ARN, and the changes of how products are
/// shared, if the run asks for these.
pub fn covers(plan: &Plan<'_>, request: &RunRequest) -> BTreeSet<String> {
    let changes = plan.changes.iter().filter(|_| request.change_mode).map(ModeChange::key);
    revoked(plan).chain(changes).collect()
}

/// The grants that a plan takes back, by ARN.
fn revoked(plan: &Plan<'_>) -> impl Iterator<Item = String> {
    let taken = plan.lines.iter().filter(|line| line.is_revocation());
    taken.filter_map(|line| line.grant).map(|grant| grant.arn.to_string())
}
