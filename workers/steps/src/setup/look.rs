//! Look: reads everything that is needed, writes down what is not in place, and plans.
//!
//! Guarantees: it writes nothing but its files; nothing is planned that rests on something unread, or on a fix that failed in
//! this round; a plan of which a person did not approve every call is asked about before anything of it is done.

use std::collections::BTreeSet;

use domain::setup::finding::{findings, leave_out};
use domain::setup::next::PASSES_MAX;
use domain::setup::planned::planned;
use domain::setup::settings::Settings;
use domain::setup::text::{markdown, plan_markdown};

use super::item::{Next, SetupItem};
use super::observe::observe;
use super::{asking, keys, settings_of};
use crate::error::StepError;
use crate::files;
use crate::ports::Store;
use crate::ports::setup::{Accounts, SetupReads};

/// Looks at everything.
///
/// # Errors
/// `Throttled` when AWS did not answer a read; `Invalid` when the run is to remove a guard rail that the settings do not have.
pub async fn run(
    accounts: &impl Accounts<Account: SetupReads>,
    store: &impl Store,
    settings: &Settings,
    item: SetupItem,
) -> Result<SetupItem, StepError> {
    let settings = settings_of(settings, &item.run.request)?;
    let pass = item.pass + 1;
    let seen = observe(accounts, &settings, &item.run.execution, &settings.wanted(), None).await?;
    let mut found = findings(&settings, &seen);
    let failed: BTreeSet<&str> = item.failed.iter().map(|failed| failed.call.as_str()).collect();
    leave_out(&mut found, &failed);
    let plan = planned(&settings, &found);

    let run = &item.run;
    files::write(store, &keys::observed(run, pass), &seen).await?;
    files::write(store, &keys::findings(run, pass), &found).await?;
    files::write(store, &keys::plan(run, pass), &plan).await?;
    let text = format!("{}\n{}", plan_markdown(&plan), markdown(&found));
    files::write_text(store, &keys::plan_text(run, pass), text, files::MARKDOWN).await?;

    let fixes = u32::try_from(plan.len()).unwrap_or(u32::MAX);
    let item = SetupItem { pass, done: 0, planned: fixes, ..item.look() };
    let is_over = !item.run.request.fix || plan.is_empty() || pass - item.began >= PASSES_MAX;
    if is_over {
        Ok(SetupItem { next: Next::Report, ..item })
    } else if asking::is_approved(store, &item, &plan).await? {
        Ok(item.fix(0))
    } else {
        asking::ask(store, item, &found, &plan).await
    }
}
