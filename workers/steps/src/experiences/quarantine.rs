//! The file of what this organization's Catalog refuses, kept from run to run.

use domain::experience::progress::Progress;
use domain::experience::quarantine::Quarantine;
use domain::experience::report::Report;

use super::keys;
use crate::error::StepError;
use crate::files;
use crate::ports::Store;

/// What is in it.
pub(super) async fn read(store: &impl Store) -> Result<Quarantine, StepError> {
    Ok(files::read_if_there(store, keys::QUARANTINE).await?.unwrap_or_default())
}

/// Adds what a run found refused; if it is known what every experience wants, lets go what none of them does.
pub(super) async fn keep(
    store: &impl Store,
    report: &Report,
    progress: &[Option<Progress>],
) -> Result<(), StepError> {
    let before = read(store).await?;
    let refused = report.experiences.iter().flat_map(|outcome| outcome.refused.clone());
    let mut quarantine = before.clone().with(refused);
    let plans: Option<Vec<_>> = progress
        .iter()
        .map(|progress| progress.as_ref().map(|progress| progress.last.plan.clone()))
        .collect();
    if let Some(plans) = plans {
        quarantine = quarantine.without_unwanted(&plans);
    }
    if quarantine == before { Ok(()) } else { files::write(store, keys::QUARANTINE, &quarantine).await }
}
