//! Which fixes, in which order.

use std::collections::BTreeSet;

use super::finding::{Finding, needed};
use super::fix::Fix;

/// The fixes of the findings, each after everything that it needs.
///
/// `findings` are all findings of one look. Guarantees: it cannot fail; the order of the input does not matter; no fix is
/// planned of which something needed is missing and not planned before it; without findings there is no fix.
pub fn plan(findings: &[Finding]) -> Vec<Fix> {
    let mut left: BTreeSet<&Fix> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
    let mut plan: Vec<Fix> = Vec::new();
    // What is needed and missing has to be planned already; what never becomes ready rests on something that nobody fixes.
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
