//! Where the files of a run of setup lie in the state bucket.

use domain::run::Run;
use domain::setup::planned::Planned;

use super::item::SetupItem;
use crate::error::StepError;
use crate::files;
use crate::ports::Store;

/// The report of a run.
pub const REPORT: &str = "report.json";
/// The same for people.
pub const REPORT_TEXT: &str = "report.md";

/// What a pass saw: [`domain::setup::observed::Observed`].
pub fn observed(run: &Run, pass: u32) -> String {
    run.pass_key(pass, "observed.json")
}

/// What was not in place: an array of [`domain::setup::finding::Finding`].
pub fn findings(run: &Run, pass: u32) -> String {
    run.pass_key(pass, "findings.json")
}

/// What a pass is to fix: an array of [`Planned`].
pub fn plan(run: &Run, pass: u32) -> String {
    run.pass_key(pass, "plan.json")
}

/// The same for people, with every finding.
pub fn plan_text(run: &Run, pass: u32) -> String {
    run.pass_key(pass, "plan.md")
}

/// The present fix; `None`: the plan is done, and the step was delivered late.
pub(super) async fn present(store: &impl Store, item: &SetupItem) -> Result<Option<Planned>, StepError> {
    let plan: Vec<Planned> = files::read(store, &plan(&item.run, item.pass)).await?;
    Ok(usize::try_from(item.done).ok().and_then(|done| plan.into_iter().nth(done)))
}
