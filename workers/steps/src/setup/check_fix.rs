//! Check the fix: looks whether it shows. Only that makes a fix done.

use domain::setup::next::{Next, next_step};
use domain::setup::settings::Settings;

use super::item::{SetupItem, Tries};
use super::observe::observe;
use super::{keys, settings_of};
use crate::error::StepError;
use crate::ports::Store;
use crate::ports::setup::{Accounts, SetupReads};

/// Looks at what the present fix is to bring about, and at nothing else.
///
/// # Errors
/// `Throttled` when AWS did not answer a read.
pub async fn run(
    accounts: &impl Accounts<Account: SetupReads>,
    store: &impl Store,
    settings: &Settings,
    item: SetupItem,
) -> Result<SetupItem, StepError> {
    let settings = settings_of(settings, &item.run.request)?;
    let Some(planned) = keys::present(store, &item).await? else { return Ok(item.look()) };
    let wanted = planned.fix.brings().into_iter().collect();
    let deletion = item.deletion.as_deref();
    let seen = observe(accounts, &settings, &item.run.execution, &wanted, deletion).await?;
    let looks = item.tries.looks;
    Ok(match next_step(&settings, &planned.fix, &seen, looks) {
        Next::Done => item.fixed(&planned),
        Next::Wait { seconds } => {
            SetupItem { tries: Tries { looks: looks + 1, ..item.tries }, ..item.check(seconds) }
        }
        Next::Failed { reason } => item.failed(&planned, &reason),
    })
}
