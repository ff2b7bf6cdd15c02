//! Whether the guard rail is as the settings want it.

use std::collections::BTreeSet;

use super::id::Id;
use super::judge::{Broken, Judgement, known, unless};
use crate::setup::fix::Fix;
use crate::setup::observed::{Observed, Policy, Read};
use crate::setup::prerequisite::Prerequisite;
use crate::setup::scp::{GuardRail, POLICY_NAME, Stage, same_policy, scp};
use crate::setup::settings::Settings;

/// Judges a prerequisite of the guard rail; any other is none of it.
pub(super) fn judge(wanted: &Prerequisite, settings: &Settings, observed: &Observed) -> Judgement {
    let Some(guard_rail) = &settings.guard_rail else { return Judgement::Known(vec![]) };
    match wanted {
        Prerequisite::ServiceControlPolicies => known(&observed.service_control_policies, |enabled| {
            let what = format!("service control policies are not enabled at the root {}", guard_rail.root);
            let fix = Fix::EnableServiceControlPolicies { root: guard_rail.root.clone() };
            unless(*enabled, Id::PolicyTypeDisabled, what, Some(fix))
        }),
        Prerequisite::PurchaseRole => known(&observed.purchase_role, |exists| {
            let what =
                format!("{} has no role {}", guard_rail.purchase_account, guard_rail.purchase_role_name());
            unless(*exists, Id::PurchaseRoleMissing, what, None)
        }),
        Prerequisite::GuardRail => {
            known(&observed.guard_rail, |policy| text(guard_rail, policy.as_ref(), settings))
        }
        Prerequisite::Attached(target) => attached(target, guard_rail, observed),
        Prerequisite::NotAttachedElsewhere => elsewhere(guard_rail, observed),
        Prerequisite::GuardRailGone => {
            known(&observed.guard_rail, |policy| policy.iter().flat_map(left).collect())
        }
        _ => Judgement::Known(vec![]),
    }
}

fn text(guard_rail: &GuardRail, policy: Option<&Policy>, settings: &Settings) -> Vec<Broken> {
    let text = match scp(guard_rail, &settings.management_account) {
        Ok(text) => text,
        Err(error) => return unless(false, Id::GuardRailInvalid, error.to_string(), None),
    };
    match policy {
        None => {
            let what = format!("there is no service control policy {POLICY_NAME}");
            let fix = Fix::CreateGuardRail { text, owner: settings.account.clone() };
            unless(false, Id::GuardRailMissing, what, Some(fix))
        }
        Some(policy) if !policy.ours => not_ours(policy),
        Some(policy) => {
            let what = format!("the policy {} does not say what the settings make of it", policy.id);
            let same = same_policy(&policy.text, &text);
            let fix = Fix::UpdateGuardRail { policy: policy.id.clone(), text };
            unless(same, Id::GuardRailDiffers, what, Some(fix))
        }
    }
}

fn not_ours(policy: &Policy) -> Vec<Broken> {
    let what = format!("the policy {} is named {POLICY_NAME} and does not carry our tag", policy.id);
    unless(false, Id::GuardRailNotOurs, what, None)
}

/// A policy that is not wanted any more. Somebody else's is left alone without a word.
fn left(policy: &Policy) -> Vec<Broken> {
    let what = format!("the policy {} is still there", policy.id);
    let fix = Fix::DeleteGuardRail { policy: policy.id.clone() };
    unless(!policy.ours, Id::GuardRailLeft, what, Some(fix))
}

fn attached(target: &str, guard_rail: &GuardRail, observed: &Observed) -> Judgement {
    let broken = |targets: &[String]| {
        let what = format!("the guard rail is not attached to {target}");
        let after = (target == guard_rail.root).then(|| guard_rail.unit.clone());
        let fix = Fix::AttachGuardRail { target: target.to_owned(), after };
        let there = targets.iter().any(|other| other == target);
        unless(there, Id::GuardRailNotAttached, what, Some(fix))
    };
    // A policy that does not exist is attached nowhere; that much is known without asking.
    match (&observed.guard_rail, &observed.guard_rail_targets) {
        (Read::Known(None), Read::NotAsked) => Judgement::Known(broken(&[])),
        _ => known(&observed.guard_rail_targets, |targets| broken(targets.items())),
    }
}

/// Attachments that the settings do not want. Detached are those that setup made, or all of them when the guard rail is to
/// go; one that a person made elsewhere is only told.
fn elsewhere(guard_rail: &GuardRail, observed: &Observed) -> Judgement {
    let policy = match &observed.guard_rail {
        Read::Known(Some(policy)) if policy.ours => policy,
        Read::Known(_) => return Judgement::Known(vec![]),
        Read::NotAsked => return Judgement::NotAsked,
        Read::Unread(why) => return Judgement::Unread(why.clone()),
    };
    let wanted = guard_rail.targets();
    known(&observed.guard_rail_targets, |targets| {
        let extra: BTreeSet<&String> =
            targets.items().iter().filter(|target| !wanted.contains(target)).collect();
        let broken = extra.into_iter().map(|target| {
            let by_us = guard_rail.stage == Stage::Removed
                || *target == guard_rail.root
                || *target == guard_rail.unit;
            let fix = Fix::DetachGuardRail { policy: policy.id.clone(), target: target.clone() };
            Broken {
                id: Id::GuardRailAttachedElsewhere,
                what: format!("the guard rail is attached to {target}"),
                fix: by_us.then_some(fix),
            }
        });
        broken.collect()
    })
}
