//! What a run did to an experience before a look at it: from the files of its passes.

use domain::experience::change_set::Work;
use domain::experience::plan::ExperiencePlan;
use domain::experience::progress::{Judged, Progress};
use domain::experience::quarantine::Refusal;

use super::item::ExperienceItem;
use super::keys;
use crate::error::StepError;
use crate::files;
use crate::ports::Store;

/// The newest look, and what the change sets left of it.
#[derive(Debug, Default)]
pub(super) struct Past {
    pub(super) progress: Option<Progress>,
    pub(super) work: Option<Work>,
    /// Whether it was in an earlier pass.
    is_another_pass: bool,
}

impl Past {
    /// Reads it.
    pub(super) async fn read(store: &impl Store, item: &ExperienceItem) -> Result<Self, StepError> {
        for pass in (1..=item.pass).rev() {
            let progress =
                files::read_if_there(store, &keys::progress(&item.run, pass, &item.experience)).await?;
            if progress.is_some() {
                let work =
                    files::read_if_there(store, &keys::work(&item.run, pass, &item.experience)).await?;
                return Ok(Self { progress, work, is_another_pass: pass < item.pass });
            }
        }
        Ok(Self::default())
    }

    /// How many products the run took from users that it would not take now.
    pub(super) fn withdrawn_before(&self, plan: &ExperiencePlan) -> u32 {
        let work = self.work.as_ref();
        self.progress.as_ref().map_or(0, |progress| progress.withdrawn_before(plan, work))
    }

    /// The address of the logo that this run applied last, or knew to be.
    pub(super) fn logo(&self) -> Option<String> {
        self.progress.as_ref()?.logo(self.work.as_ref())
    }

    /// What the Catalog refused in this run.
    pub(super) fn refused(&self) -> Vec<Refusal> {
        self.work.as_ref().map(|work| work.refused.clone()).unwrap_or_default()
    }

    /// The work on a new plan, with what this run did before.
    pub(super) fn work(&self, judged: &Judged, generation: u64) -> Work {
        let work = Work::of(&judged.plan, generation);
        match &self.work {
            None => work,
            Some(before) => {
                Work { sets_applied: before.sets_applied, refused: before.refused.clone(), ..work }
            }
        }
    }

    /// Whether a change set was made ready before.
    pub(super) fn has_work(&self) -> bool {
        self.work.is_some()
    }

    /// What the run knows after a new look.
    pub(super) fn look(self, judged: Judged, logo_applied: Option<String>) -> Progress {
        match self.progress {
            None => Progress::begin(judged, logo_applied),
            Some(progress) => progress.look(judged, self.work.as_ref(), self.is_another_pass),
        }
    }
}
