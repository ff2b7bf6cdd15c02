//! A plan as a file for steps (`plan.json`) and as a text for people (`plan.md`): the same lines in the same order.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::{Class, word};
use crate::grant::{Principal, Share};
use crate::guard::Verdict;
use crate::identifier::{AccountId, GrantArn, LicenseArn, ProductSku};
use crate::plan::{Counts, Decision, Line, Plan, Reason};
use crate::run::{PAYLOAD_VERSION, Run};

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
    /// Licenses that are not shared.
    pub not_shared: Vec<NotSharedRow>,
    /// What needs a person's attention.
    pub notes: Vec<String>,
    /// Products that the event named and of which no license was found (yet).
    #[serde(default)]
    pub not_found: Vec<ProductSku>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRow {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// The product, if the license is known.
    pub product: Option<ProductSku>,
    /// Its name.
    pub product_name: String,
    /// The license.
    pub license: LicenseArn,
    /// What is decided.
    pub decision: Decision,
    /// The class of what is wrong, if something is.
    pub class: Option<Class>,
    /// Why.
    pub reason: String,
    /// The grant.
    pub grant: Option<GrantArn>,
    /// For whom the grant is, where that is not the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Principal>,
}

impl PlanRow {
    /// The product by name, or the license where nobody knows its product.
    fn product(&self) -> &str {
        if self.product_name.is_empty() { self.license.as_str() } else { &self.product_name }
    }

    /// What the line is about.
    pub fn share(&self) -> Share {
        let principal = self.principal.clone().unwrap_or_else(|| Principal::Account(self.account.clone()));
        Share { license: self.license.clone(), principal }
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

/// Makes `plan.json` of a plan.
pub fn plan_file(plan: &Plan<'_>, verdict: Verdict, run: &Run, pass: u32) -> PlanFile {
    let keeps = plan.counts.keep <= KEPT_ROWS_MAX;
    PlanFile {
        v: PAYLOAD_VERSION,
        run: run.execution.name().to_owned(),
        pass,
        verdict,
        counts: plan.counts,
        accounts_selected: plan.accounts_selected,
        licenses_shared: plan.licenses_shared,
        doubtful: plan.doubtful.iter().map(|id| (*id).clone()).collect(),
        rows: plan.lines.iter().filter(|line| keeps || line.decision != Decision::Keep).map(row).collect(),
        not_shared: plan
            .not_shared
            .iter()
            .map(|(license, why)| NotSharedRow {
                license: license.arn.clone(),
                product_name: license.product_name.clone(),
                reason: why.to_string(),
            })
            .collect(),
        notes: plan.notes.clone(),
        not_found: plan.not_found.clone(),
    }
}

fn row(line: &Line<'_>) -> PlanRow {
    PlanRow {
        account: line.account.clone(),
        account_name: line.account_name.to_owned(),
        product: line.license_details.map(|license| license.product.clone()),
        product_name: line.license_details.map(|license| license.product_name.clone()).unwrap_or_default(),
        license: line.license.clone(),
        decision: line.decision,
        class: class(&line.reason),
        reason: line.reason.to_string(),
        grant: line.grant.map(|grant| grant.arn.clone()),
        principal: line
            .grant
            .map(|grant| grant.share.principal.clone())
            .filter(|principal| principal.account().is_none()),
    }
}

fn class(reason: &Reason<'_>) -> Option<Class> {
    match reason {
        Reason::OwnSubscription | Reason::InUse | Reason::Covered { .. } => Some(Class::Conflict),
        Reason::Foreign => Some(Class::Foreign),
        Reason::Held(hold) => Some((*hold).into()),
        Reason::Account(_)
        | Reason::MadeAnew
        | Reason::Duplicate { .. }
        | Reason::EarlierInRun(_)
        | Reason::LicenseNotShared
        | Reason::NotAnAccount
        | Reason::Retired
        | Reason::Adopted => None,
    }
}

/// `plan.md`: what would be done and why, what is left alone and why.
pub fn plan_markdown(file: &PlanFile) -> String {
    let mut text = String::new();
    let counts = file.counts;
    // Writing to a String cannot fail.
    let _ = writeln!(text, "# Plan of run {}, pass {}\n", file.run, file.pass);
    let _ = writeln!(
        text,
        "Accounts selected: {}. Licenses to share: {}. {} to create, {} to accept, {} to activate, {} to make anew, \
         {} to take back, {} being worked on by AWS, {} as wanted, {} left alone, {} held.\n",
        file.accounts_selected,
        file.licenses_shared,
        counts.create,
        counts.accept,
        counts.activate,
        counts.made_anew,
        counts.revocations,
        counts.wait,
        counts.keep,
        counts.skip,
        counts.hold
    );
    if file.verdict != Verdict::Go {
        let _ = writeln!(text, "**{}**\n", file.verdict.heading());
        for reason in file.verdict.reasons() {
            let _ = writeln!(text, "- {reason}");
        }
        text.push('\n');
    }
    for note in &file.notes {
        let _ = writeln!(text, "- Note: {}", cell(note));
    }
    for product in &file.not_found {
        let _ = writeln!(text, "- Note: no license of product {} was found yet.", cell(product.as_str()));
    }
    if !file.notes.is_empty() || !file.not_found.is_empty() {
        text.push('\n');
    }
    if !file.rows.is_empty() {
        text.push_str("| account | product | decision | reason |\n|---|---|---|---|\n");
        for row in &file.rows {
            let _ = writeln!(
                text,
                "| {} {} | {} | {} | {} |",
                row.account,
                cell(&row.account_name),
                cell(row.product()),
                word(&row.decision),
                cell(&row.reason)
            );
        }
        text.push('\n');
    }
    for license in &file.not_shared {
        let _ = writeln!(
            text,
            "- Not shared: {} ({}): {}.",
            cell(&license.product_name),
            license.license,
            cell(&license.reason)
        );
    }
    text
}

/// A text that cannot break out of a table cell, nor become a tag where Markdown is shown as a page.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace(['\n', '\r'], " ")
}
