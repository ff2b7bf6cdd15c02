//! The guard rail: whether service control policies are enabled, the policy of its name, and what that is attached to.

use std::collections::BTreeSet;

use domain::setup::observed::{Observed, Policy, Read};
use domain::setup::prerequisite::Prerequisite;
use domain::setup::scp::{GuardRail, POLICY_NAME};
use domain::setup::settings::Settings;

use super::reading::{Trouble, listed, read};
use crate::error::StepError;
use crate::ports::Tags;
use crate::ports::setup::SetupReads;
use crate::setup::owner::is_ours;

/// Reads what is wanted of it.
pub(super) async fn observe<A: SetupReads>(
    management: &Read<A>,
    settings: &Settings,
    guard_rail: &GuardRail,
    wanted: &BTreeSet<Prerequisite>,
    seen: &mut Observed,
) -> Result<(), StepError> {
    if wanted.contains(&Prerequisite::ServiceControlPolicies) {
        let enabled = async |account: &A| enabled(account, &guard_rail.root).await;
        seen.service_control_policies = read(management, enabled).await?;
    }
    let are_targets_wanted = wanted
        .iter()
        .any(|wanted| matches!(wanted, Prerequisite::Attached(_) | Prerequisite::NotAttachedElsewhere));
    let is_text_wanted =
        wanted.contains(&Prerequisite::GuardRail) || wanted.contains(&Prerequisite::GuardRailGone);
    if !are_targets_wanted && !is_text_wanted {
        return Ok(());
    }
    seen.guard_rail = read(management, async |account: &A| policy(account, settings).await).await?;
    // Of a policy that does not exist there are no targets to ask for.
    match &seen.guard_rail {
        Read::Known(Some(policy)) if are_targets_wanted => {
            let targets = async |account: &A| {
                listed(async |token| account.policy_targets(&policy.id, token).await).await
            };
            seen.guard_rail_targets = read(management, targets).await?;
        }
        Read::Unread(why) => seen.guard_rail_targets = Read::Unread(why.clone()),
        _ => {}
    }
    Ok(())
}

/// Whether service control policies are enabled at the root.
async fn enabled(account: &impl SetupReads, root: &str) -> Result<bool, Trouble> {
    let roots = listed(async |token| account.roots(token).await).await?;
    match roots.items().iter().find(|found| found.id == root) {
        Some(found) => Ok(found.has_control_policies),
        None => {
            let found: Vec<&str> = roots.items().iter().map(|found| found.id.as_str()).collect();
            let found = found.join(", ");
            Err(Trouble::Unread(format!(
                "the organization has the root {found}; correct `guard_rail.root`, which is {root}, and deploy again"
            )))
        }
    }
}

/// The policy that bears the guard rail's name.
async fn policy(account: &impl SetupReads, settings: &Settings) -> Result<Option<Policy>, Trouble> {
    let all = listed(async |token| account.control_policies(token).await).await?;
    let Some(found) = all.items().iter().find(|policy| policy.name == POLICY_NAME) else { return Ok(None) };
    let text = account.policy_text(&found.id).await?;
    let tags = listed(async |token| account.policy_tags(&found.id, token).await).await?;
    let tags: Tags = tags.items().iter().cloned().collect();
    Ok(Some(Policy { id: found.id.clone(), ours: is_ours(&tags, settings), text }))
}
