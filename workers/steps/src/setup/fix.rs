//! Fix: makes the one call of the present fix.
//!
//! Guarantees: nothing is written without the lease, nor before it is in the ledger, nor what the plan does not say. Sent again
//! it does no harm: "already there" is success. Its answer is not believed: [`super::check_fix`] looks.

use domain::setup::fix::Fix;
use domain::setup::next::{CALLS_MAX, wait_seconds};
use domain::setup::planned::Planned;
use domain::setup::refusal::{Meaning, meaning};
use domain::setup::scp::POLICY_NAME;
use domain::setup::settings::Settings;
use tracing::Instrument;

use super::item::{SetupItem, Tries};
use super::keys;
use super::owner::is_ours;
use crate::error::StepError;
use crate::fence::fence;
use crate::in_ledger::in_ledger;
use crate::ports::setup::{Accounts, FixPorts, Fixed, Refused, SetupEntry, SetupLedger, SetupWrites};
use crate::ports::{ApiError, Clock, LeasePorts};
use crate::refusal::{self, Refusal};

/// Makes the call.
///
/// # Errors
/// When the run does not hold the lease; `Throttled` when AWS asked for fewer calls or its answer was lost, and the same call is
/// to be sent again.
pub async fn run(
    ports: &impl FixPorts,
    settings: &Settings,
    item: SetupItem,
) -> Result<SetupItem, StepError> {
    fence(ports.leasing(), &item.run.execution).await?;
    let Some(planned) = keys::present(ports.store(), &item).await? else { return Ok(item.look()) };
    let item = SetupItem { fixing: planned.fix.words(), ..item };
    let account = match ports.accounts().reach(&planned.account).await {
        Ok(account) => account,
        Err(error) => return unreached(item, &planned, error),
    };
    let mut policy = None;
    if matches!(planned.fix, Fix::AttachGuardRail { .. }) {
        policy = match account.guard_rail().await {
            Ok(Some((id, tags))) if is_ours(&tags, settings) => Some(id),
            Ok(Some((id, _))) => {
                let why =
                    format!("the policy {id} is named {POLICY_NAME} and does not carry our tag; rename it");
                return Ok(item.failed(&planned, &why));
            }
            // Made a moment ago.
            Ok(None) => return Ok(not_yet(item, &planned, "it is not to be seen yet")),
            Err(error) => return unreached(item, &planned, error),
        };
    }
    match recorded(ports, &item, &planned, account.fix(&planned.fix, policy.as_deref())).await? {
        Ok(fixed) => Ok(called(item, &planned, fixed.deletion)),
        Err(refused) => understood(item, &planned, refused),
    }
}

/// What a refusal leads to.
fn understood(item: SetupItem, planned: &Planned, refused: Refused) -> Result<SetupItem, StepError> {
    let Refused { error, reason } = refused;
    if refusal::read(&error) == Refusal::Throttled {
        return Err(error.into());
    }
    Ok(match meaning(&planned.fix, &error.code, &reason, &error.message) {
        Meaning::AlreadyThere => called(item, planned, None),
        Meaning::NotYet => not_yet(item, planned, &error.to_string()),
        Meaning::Refused(why) => item.failed(planned, &why),
    })
}

/// The account, or what is to be known before the call, cannot be had.
fn unreached(item: SetupItem, planned: &Planned, error: ApiError) -> Result<SetupItem, StepError> {
    if refusal::read(&error) == Refusal::Throttled {
        return Err(error.into());
    }
    let why = format!("{error}; deploy the stack of setup in that account again, and run setup again");
    Ok(item.failed(planned, &why))
}

/// The call was taken: look whether it shows.
fn called(item: SetupItem, planned: &Planned, deletion: Option<String>) -> SetupItem {
    let seconds = wait_seconds(&planned.fix, 0);
    SetupItem { deletion, tries: Tries { looks: 1, ..item.tries }, ..item.check(seconds) }
}

/// The same call works later, but is not sent for ever.
fn not_yet(item: SetupItem, planned: &Planned, why: &str) -> SetupItem {
    let calls = item.tries.calls + 1;
    if calls >= CALLS_MAX {
        return item
            .failed(planned, &format!("AWS answered {calls} times: not yet ({why}); run setup again later"));
    }
    SetupItem { tries: Tries { calls, ..item.tries }, ..item.fix(wait_seconds(&planned.fix, calls)) }
}

/// Makes the call, with its entry in the ledger around it.
async fn recorded(
    ports: &impl FixPorts,
    item: &SetupItem,
    planned: &Planned,
    call: impl Future<Output = Result<Fixed, Refused>>,
) -> Result<Result<Fixed, Refused>, StepError> {
    let operation = planned.fix.operation();
    let entry = SetupEntry {
        at: ports.leasing().clock().now().to_string(),
        operation,
        token: format!("{:02}-{:02}-{:02}", item.pass, item.done + 1, item.tries.calls + 1),
        run: item.run.execution.clone(),
        account: planned.account.clone(),
        fix: planned.fix.words(),
        reason: planned.reason(),
        result: String::new(),
    };
    let about = tracing::info_span!("write", operation, account = %entry.account);
    let record = async |result| ports.ledger().record(&SetupEntry { result, ..entry.clone() }).await;
    in_ledger(record, call, |fixed| fixed.request_id.clone()).instrument(about).await
}
