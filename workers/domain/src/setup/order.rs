//! Which fixes, in which order.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Id, needed};
use super::fix::Fix;

/// What somebody approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approved {
    /// Everything that setup can fix.
    All,
    /// Findings of these kinds.
    Only(BTreeSet<Id>),
}

impl Approved {
    /// Whether a finding may be fixed.
    pub fn covers(&self, finding: &Finding) -> bool {
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(&finding.id),
        }
    }
}

/// The fixes of the approved findings, each after everything that it needs.
///
/// `findings` are all findings of one look. Guarantees: it cannot fail; the order of the input does not matter; no fix is
/// planned of which something needed is missing and not planned before it; without findings there is no fix.
pub fn plan(findings: &[Finding], approved: &Approved) -> Vec<Fix> {
    let mut left: BTreeSet<&Fix> = findings
        .iter()
        .filter(|finding| approved.covers(finding))
        .filter_map(|finding| finding.fix.as_ref())
        .collect();
    let mut plan: Vec<Fix> = Vec::new();
    // What is needed and missing has to be planned already; what never becomes ready rests on something not approved.
    while let Some(ready) = left.iter().copied().find(|fix| {
        needed(fix, findings)
            .iter()
            .all(|finding| finding.fix.as_ref().is_some_and(|needed| plan.contains(needed)))
    }) {
        left.remove(ready);
        plan.push(ready.clone());
    }
    plan
}
