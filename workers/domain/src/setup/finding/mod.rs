//! What is not in place: what it is, why it matters, and exactly how it is put right.

mod governed;
mod id;
mod judge;
mod words;

pub use id::Id;
pub(super) use judge::{Judgement, judge};

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::fix::{Fix, NEEDED_BY_ALL};
use super::observed::Observed;
use super::prerequisite::{Place, Prerequisite};
use super::service::Service;
use super::settings::Settings;
use crate::identifier::AccountId;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// No run writes anything before it is gone.
    Blocking,
    /// Something that was asked for does not work; runs go on.
    Warning,
    /// To be known.
    Information,
}

/// One thing that is not in place, or of which nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What kind of finding it is.
    pub id: Id,
    /// What it is about.
    pub subject: Prerequisite,
    /// What was seen.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// The fix in words.
    pub remedy: String,
    /// The fix as a command of the AWS CLI, where there is one.
    pub command: Option<String>,
    /// The account that has to do it.
    pub account: AccountId,
    /// What setup does about it when it is told to fix; `None`: a person has to.
    pub fix: Option<Fix>,
    /// The finding that has to be put right by a person before setup can fix this one.
    pub waits_for: Option<Id>,
}

/// Everything that is not in place, the gravest first.
///
/// Guarantees: what was not read or not asked for is a finding and never taken for "off" or "on", and nothing is fixed that
/// rests on it. The order of what was listed does not matter.
pub fn findings(settings: &Settings, observed: &Observed) -> Vec<Finding> {
    let mut findings: Vec<Finding> = settings
        .wanted()
        .into_iter()
        .flat_map(|wanted| {
            look(&wanted, settings, observed)
                .unwrap_or_else(|| vec![unread(settings, &wanted, "it was not asked for")])
        })
        .collect();
    findings.sort();
    hold_back(&mut findings);
    findings
}

/// The findings without the fixes of these calls, and so without whatever rests on them.
pub fn leave_out(findings: &mut [Finding], calls: &BTreeSet<&str>) {
    for finding in findings.iter_mut() {
        let account = finding.account.clone();
        finding.fix = finding.fix.take().filter(|fix| !calls.contains(fix.call(&account).as_str()));
    }
    hold_back(findings);
}

/// What is not in place of one prerequisite; `None`: nobody asked.
pub(super) fn look(wanted: &Prerequisite, settings: &Settings, observed: &Observed) -> Option<Vec<Finding>> {
    match judge(wanted, settings, observed) {
        Judgement::NotAsked => None,
        Judgement::Unread(why) => Some(vec![unread(settings, wanted, &why)]),
        Judgement::Known(broken) => Some(
            broken
                .into_iter()
                .map(|broken| finding(settings, wanted, broken.id, broken.what, broken.fix))
                .collect(),
        ),
    }
}

/// A prerequisite of which nobody knows.
fn unread(settings: &Settings, subject: &Prerequisite, why: &str) -> Finding {
    finding(settings, subject, Id::NotReadable, format!("{subject} could not be read: {why}"), None)
}

/// A finding with its words.
pub(super) fn finding(
    settings: &Settings,
    subject: &Prerequisite,
    id: Id,
    what: String,
    fix: Option<Fix>,
) -> Finding {
    let (remedy, command) = how(id, subject, fix.as_ref());
    let account = account(subject, settings);
    let reached = settings.reaches(&account);
    Finding {
        severity: severity(subject),
        id,
        subject: subject.clone(),
        what,
        why: words::why(id, subject).to_owned(),
        remedy,
        command,
        account,
        fix: fix.filter(|_| reached),
        waits_for: None,
    }
}

/// How it is put right: in words, and as a command where there is one.
fn how(id: Id, subject: &Prerequisite, fix: Option<&Fix>) -> (String, Option<String>) {
    match fix {
        Some(fix) => (fix.words(), Some(fix.command())),
        None => words::by_hand(id, subject),
    }
}

impl Finding {
    /// All of it on one line, for the error of a run that stops at it.
    pub fn sentence(&self) -> String {
        let what = self.what.trim_end_matches('.').replace(['\n', '\r'], " ");
        let to_do = to_do(self.account.as_str(), &self.remedy, self.command.as_deref());
        format!("{}: {what}. {} {to_do}", self.id, self.why)
    }
}

/// A finding that is known by its kind alone, on one line: why it matters and what to do.
pub(super) fn advice(id: Id, subject: &Prerequisite, fix: Option<&Fix>) -> String {
    let (remedy, command) = how(id, subject, fix);
    let place = if is_own(subject) { "this account" } else { "the management account" };
    format!("{id}: {} {}", words::why(id, subject), to_do(place, &remedy, command.as_deref()))
}

fn to_do(place: &str, remedy: &str, command: Option<&str>) -> String {
    let command = command.map(|command| format!(" $ {command}")).unwrap_or_default();
    format!("To do in {place}: {remedy}{command}")
}

/// Takes the fix from every finding that rests on something which setup cannot bring about, directly or by way of another,
/// or whose effect could not be looked at.
fn hold_back(findings: &mut [Finding]) {
    loop {
        let missing: Vec<(Prerequisite, Id)> = findings
            .iter()
            .filter(|finding| finding.fix.is_none())
            .map(|finding| (finding.subject.clone(), finding.id))
            .collect();
        let mut changed = false;
        for finding in findings.iter_mut() {
            let Some(fix) = &finding.fix else { continue };
            let (needs, brings) = (fix.needs(), fix.brings());
            let cause = missing.iter().find(|(subject, id)| {
                needs.contains(subject)
                    || NEEDED_BY_ALL.contains(subject)
                    || (*id == Id::NotReadable && brings.contains(subject))
            });
            if let Some((_, cause)) = cause {
                finding.waits_for = Some(*cause);
                finding.fix = None;
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// The account in which it is to be put right.
fn account(subject: &Prerequisite, settings: &Settings) -> AccountId {
    match subject {
        own if is_own(own) => settings.account.clone(),
        Prerequisite::PurchaseRole => settings
            .guard_rail
            .as_ref()
            .map_or(&settings.account, |guard_rail| &guard_rail.purchase_account)
            .clone(),
        _ => settings.management_account.clone(),
    }
}

/// Whether it is put right in the account that the product runs in.
fn is_own(subject: &Prerequisite) -> bool {
    matches!(
        subject,
        Prerequisite::Region
            | Prerequisite::OwnAccount
            | Prerequisite::Permission(_)
            | Prerequisite::ManagementAccount
            | Prerequisite::Role { place: Place::Own, .. }
    )
}

/// How much it matters. What is not readable matters as much as what it would be about.
fn severity(subject: &Prerequisite) -> Severity {
    match subject {
        Prerequisite::TrustedAccess(Service::ProcurementInsights)
        | Prerequisite::Role { service: Service::LicenseManagerMember, .. } => Severity::Information,
        Prerequisite::Role { service: Service::PurchaseOrders, .. }
        | Prerequisite::PurchaseOrdersTrust
        | Prerequisite::PurchaseOrdersPolicy
        | Prerequisite::PurchaseOrdersDescription
        | Prerequisite::PurchaseOrdersGone
        | Prerequisite::ServiceControlPolicies
        | Prerequisite::PurchaseRole
        | Prerequisite::GuardRail
        | Prerequisite::Attached(_)
        | Prerequisite::NotAttachedElsewhere
        | Prerequisite::GuardRailGone => Severity::Warning,
        _ => Severity::Blocking,
    }
}

/// What is needed of a finding's fix and is not in place: the findings about it.
pub(super) fn needed<'a>(fix: &Fix, findings: &'a [Finding]) -> BTreeSet<&'a Finding> {
    let needs = fix.needs();
    findings
        .iter()
        .filter(|finding| needs.contains(&finding.subject) || NEEDED_BY_ALL.contains(&finding.subject))
        .collect()
}
