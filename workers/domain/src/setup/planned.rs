//! The plan as it is approved and worked through: each fix with its account, what it answers, and its exact call.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Id};
use super::fix::Fix;
use super::order::plan;
use super::settings::Settings;
use crate::identifier::AccountId;

/// One fix of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The fix.
    pub fix: Fix,
    /// The account in which its call is made.
    pub account: AccountId,
    /// The findings that it answers.
    pub ids: BTreeSet<Id>,
    /// The call exactly, and where: an approval covers this and nothing else.
    pub call: String,
}

impl Planned {
    /// The ids of the findings, for people.
    pub fn reason(&self) -> String {
        self.ids.iter().map(|id| id.code()).collect::<Vec<_>>().join(", ")
    }
}

/// The fixes of the findings, each after everything that it needs.
pub fn planned(settings: &Settings, findings: &[Finding]) -> Vec<Planned> {
    let fixes = plan(findings).into_iter();
    fixes
        .map(|fix| {
            let account = settings.account_of(fix.place()).clone();
            let answered = findings.iter().filter(|finding| finding.fix.as_ref() == Some(&fix));
            let ids = answered.map(|finding| finding.id).collect();
            Planned { call: fix.call(&account), ids, account, fix }
        })
        .collect()
}

/// What is asked of whoever approves: each finding with why it matters, and what is done about it.
pub fn questions(findings: &[Finding]) -> Vec<String> {
    let fixed = findings.iter().filter(|finding| finding.fix.is_some());
    fixed
        .map(|finding| format!("{}: {}. {} {}", finding.id, finding.what, finding.why, finding.remedy))
        .collect()
}
