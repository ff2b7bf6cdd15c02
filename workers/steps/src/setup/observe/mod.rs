//! Reads what some prerequisites need, each thing once and nothing else.
//!
//! What AWS refuses is [`Read::Unread`] with AWS's words and stops nothing else; fewer calls, or no answer, is an error of the
//! step, which is delivered again. An account that cannot be reached makes everything there unread, never off.

mod guard_rail;
mod reading;
mod roles;

use std::collections::BTreeSet;

use domain::identifier::{AccountId, ExecutionArn};
use domain::setup::observed::{Observed, Read};
use domain::setup::prerequisite::{Place, Prerequisite};
use domain::setup::settings::Settings;

use self::reading::{listed, read};
use crate::error::{StepError, invalid};
use crate::ports::Prerequisites;
use crate::ports::setup::{Accounts, SetupReads};

/// Reads what these prerequisites need. `deletion` is the task by which IAM deletes a role, if one was begun.
///
/// # Errors
/// `Throttled` when AWS asked for fewer calls or did not answer; `Bug` when a listing turns in circles.
pub(super) async fn observe<A: Accounts<Account: SetupReads>>(
    accounts: &A,
    settings: &Settings,
    run: &ExecutionArn,
    wanted: &BTreeSet<Prerequisite>,
    deletion: Option<&str>,
) -> Result<Observed, StepError> {
    let mut seen = Observed {
        region: Read::Known(run.region().to_owned()),
        account: Read::Known(run.account().map_err(|error| invalid(error.to_string()))?),
        ..Observed::default()
    };
    let own = reach(accounts, &settings.account, true).await?;
    if wanted.contains(&Prerequisite::AllFeatures) || wanted.contains(&Prerequisite::ManagementAccount) {
        seen.organization = read(&own, async |account| Ok(account.organization().await?)).await?;
    }
    let reached;
    let management = if settings.in_management() {
        &own
    } else {
        roles::observe(&own, Place::Own, wanted, &mut seen).await?;
        let is_needed = wanted.iter().any(is_read_in_management);
        reached = reach(accounts, &settings.management_account, is_needed).await?;
        &reached
    };
    roles::observe(management, Place::Management, wanted, &mut seen).await?;
    roles::of_purchase_orders(management, wanted, deletion, &mut seen).await?;
    services(management, wanted, &mut seen).await?;
    if let Some(guard_rail) = &settings.guard_rail {
        guard_rail::observe(management, settings, guard_rail, wanted, &mut seen).await?;
    }
    if let Some(guard_rail) =
        settings.guard_rail.as_ref().filter(|_| wanted.contains(&Prerequisite::PurchaseRole))
    {
        let name = guard_rail.purchase_role_name();
        let buys = &guard_rail.purchase_account;
        let has_role = async |account: &A::Account| Ok(account.has_role(&name).await?);
        seen.purchase_role = if *buys == settings.account {
            read(&own, has_role).await?
        } else if *buys == settings.management_account {
            read(management, has_role).await?
        } else {
            read(&reach(accounts, buys, true).await?, has_role).await?
        };
    }
    Ok(seen)
}

/// The way into an account, if something is to be read there.
async fn reach<A: Accounts>(
    accounts: &A,
    account: &AccountId,
    is_needed: bool,
) -> Result<Read<A::Account>, StepError> {
    if !is_needed {
        return Ok(Read::NotAsked);
    }
    reading::settled(async { Ok(accounts.reach(account).await?) }.await)
}

/// What only the management account knows or has.
fn is_read_in_management(wanted: &Prerequisite) -> bool {
    !matches!(
        wanted,
        Prerequisite::Region
            | Prerequisite::OwnAccount
            | Prerequisite::AllFeatures
            | Prerequisite::ManagementAccount
            | Prerequisite::Permission(_)
            | Prerequisite::Role { place: Place::Own, .. }
            | Prerequisite::PurchaseRole
    )
}

/// Link, trusted access, delegated administrators.
async fn services<A: SetupReads>(
    management: &Read<A>,
    wanted: &BTreeSet<Prerequisite>,
    seen: &mut Observed,
) -> Result<(), StepError> {
    if wanted.contains(&Prerequisite::Link) {
        seen.linked = read(management, async |account| Ok(account.linked().await?)).await?;
    }
    if wanted.iter().any(|wanted| matches!(wanted, Prerequisite::TrustedAccess(_))) {
        let all = async |account: &A| listed(async |token| account.trusted_services(token).await).await;
        seen.trusted_access = read(management, all).await?;
    }
    for wanted in wanted {
        let Prerequisite::DelegatedAdministrator(service) = wanted else { continue };
        let all = async |account: &A| {
            listed(async |token| account.delegated_administrators(service.principal(), token).await).await
        };
        seen.delegated_administrators.insert(*service, read(management, all).await?);
    }
    Ok(())
}
