//! The guard of the member side: how many products one run may take from an experience (P4), and when a snapshot is too
//! empty to be true (P5; seed defects P2 and S11).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::plan::{Decision, ExperiencePlan};
use crate::guard::Verdict;

/// How much one run may take from one experience. Over either limit nothing is written to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DenyLimits {
    /// Products that are allowed and get denied, at most.
    pub denials_max: u32,
    /// Per cent of the allowed products, at most. Up to [`DenyLimits::SMALL`] denials are never too large a share.
    pub denials_percent_max: u32,
}

impl DenyLimits {
    /// Denials that the percentage does not look at.
    pub const SMALL: u32 = 10;
}

impl Default for DenyLimits {
    fn default() -> Self {
        Self { denials_max: 100, denials_percent_max: 20 }
    }
}

/// Judges a plan. `earlier` are the products that this run took from the experience before. More denials never turn a stop
/// into a go.
///
/// A product that nobody could buy anyway takes nothing from anyone when it is denied: it does not count.
pub fn judge(plan: &ExperiencePlan, earlier: u32, limits: DenyLimits, allow_empty: bool) -> Verdict {
    let withdrawals = plan.counts.withdrawals;
    let mut reasons = Vec::new();
    if !allow_empty && plan.approved == 0 && (withdrawals > 0 || plan.governs_more()) {
        reasons.push(format!(
            "{} approves no product at all: nothing could be bought any more where {} applies; \
             if that is meant, start the run with {{\"allow_empty\": true}}",
            plan.follows, plan.experience
        ));
    }
    if withdrawals > 0 {
        reasons.extend(too_many(plan, withdrawals.saturating_add(earlier), earlier, limits));
    }
    if reasons.is_empty() { Verdict::Go } else { Verdict::Ask(reasons) }
}

/// What is wrong with denying so many.
fn too_many(plan: &ExperiencePlan, in_run: u32, earlier: u32, limits: DenyLimits) -> Vec<String> {
    let allowed = u64::from(plan.counts.allowed_here) + u64::from(earlier);
    let mut reasons = Vec::new();
    if in_run > limits.denials_max {
        reasons.push(format!(
            "this run would deny {in_run} products that are allowed in {}, guard.denials_max allows {}; \
             check the plan, then raise the limit in the member stack's settings",
            plan.experience, limits.denials_max
        ));
    }
    if in_run > DenyLimits::SMALL && u64::from(in_run) * 100 > allowed * u64::from(limits.denials_percent_max)
    {
        reasons.push(format!(
            "this run would deny {in_run} of {allowed} products that are allowed in {}, \
             guard.denials_percent_max allows {} %; \
             check the plan, then raise the limit in the member stack's settings",
            plan.experience, limits.denials_percent_max
        ));
    }
    reasons
}

/// Everything in a plan that the guard could have something against, each thing named: what an approval of it allows. A plan
/// that takes less has no other names in it.
pub fn covers(plan: &ExperiencePlan) -> BTreeSet<String> {
    let applied = plan.lines.iter().filter(|line| line.decision == Decision::Apply);
    let empty = plan.approved == 0;
    let takes = applied.filter(|line| line.takes_away || (empty && line.atom.governs_more()));
    let mut names: BTreeSet<String> = takes.map(|line| line.atom.to_string()).collect();
    if empty && !names.is_empty() {
        names.insert(format!("follow {} although it approves nothing", plan.follows));
    }
    names
}

/// Whether an approval of `covered` allows a plan that the guard would stop. More in an approval never allows less.
pub fn is_covered(plan: &ExperiencePlan, covered: &BTreeSet<String>) -> bool {
    covers(plan).is_subset(covered)
}
