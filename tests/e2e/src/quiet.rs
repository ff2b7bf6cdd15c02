//! All runs of a story, whoever or whatever started them, and the moment when no further one can come.

use std::time::{Duration, Instant};

use local::{Ended, LocalError};

use crate::run::Run;
use crate::{Story, StoryError, Told};

/// The queues in which events wait for a run.
const QUEUES: [&str; 2] = ["marketplace-steward-now", "marketplace-steward-later"];
/// Real seconds in which what a story waits for has to come.
const SECONDS_MAX: u64 = 60;
const LOOK_INTERVAL: Duration = Duration::from_millis(50);
/// Looks in a row at which nothing is under way: at one of them an event may be between two services.
pub(crate) const QUIET_LOOKS: u32 = 4;

impl Story {
    /// Waits until nothing is under way: no run is at work and no event waits in a queue. Gives all runs of the story, the
    /// first one first.
    ///
    /// An event that the simulated services have yet to tell of is not waited for.
    ///
    /// # Errors
    /// When runs keep starting.
    pub async fn once_all_is_quiet(&self) -> Result<Vec<Ended>, StoryError> {
        self.once_all_is_quiet_after(0).await
    }

    /// The same, once there were that many runs: for what the simulated services tell of in their own time.
    ///
    /// # Errors
    /// When there are fewer, or runs keep starting.
    pub async fn once_all_is_quiet_after(&self, runs_min: usize) -> Result<Vec<Ended>, StoryError> {
        let (began, mut quiet, mut ended) = (Instant::now(), 0, Vec::new());
        loop {
            let waiting = self.events_waiting().await?;
            // In this order: an event that has left its queue has started its run.
            let runs = self.aws().runs(self.machine()).await?;
            let is_quiet = waiting == 0 && runs.len() == ended.len() && runs.len() >= runs_min;
            quiet = if is_quiet { quiet + 1 } else { 0 };
            if quiet == QUIET_LOOKS {
                return Ok(ended);
            }
            for run in runs.iter().skip(ended.len()) {
                ended.push(self.aws().follow(run).ended().await?);
            }
            let what = format!("Quiet after {runs_min} runs");
            wait_within(began, &what, "Look at what the last runs were started for.").await?;
        }
    }

    /// Waits until each event that a rule let through has started its run, or none.
    ///
    /// # Errors
    /// When one stays.
    pub async fn once_all_events_are_answered(&self) -> Told {
        let began = Instant::now();
        while self.events_waiting().await? > 0 {
            wait_within(began, "An answer to each event", "Look into the queues.").await?;
        }
        Ok(())
    }

    /// How many events wait in the queues.
    ///
    /// # Errors
    /// When there is no such queue.
    pub async fn events_waiting(&self) -> Result<usize, StoryError> {
        let mut waiting = 0;
        for queue in QUEUES {
            waiting += self.aws().messages_in(queue).await?.len();
        }
        Ok(waiting)
    }

    /// Waits for the first run whose name begins like this, and for its end.
    ///
    /// # Errors
    /// When none starts.
    pub async fn the_run_called(&self, beginning: &str) -> Result<Run, StoryError> {
        let began = Instant::now();
        loop {
            let runs = self.aws().runs(self.machine()).await?;
            let is_called =
                |run: &&String| run.rsplit(':').next().is_some_and(|name| name.starts_with(beginning));
            if let Some(execution) = runs.iter().find(is_called) {
                return self.to_its_end(self.aws().follow(execution)).await;
            }
            let what = format!("A run called {beginning}...");
            wait_within(began, &what, "Look whether its event matches a rule, and into the dead letters.")
                .await?;
        }
    }
}

/// Lets a moment pass before the next look, unless there were enough of them.
pub(crate) async fn wait_within(began: Instant, what: &str, next: &'static str) -> Result<(), LocalError> {
    if began.elapsed().as_secs() >= SECONDS_MAX {
        return Err(LocalError::TooLate { what: what.to_owned(), seconds: SECONDS_MAX, next });
    }
    tokio::time::sleep(LOOK_INTERVAL).await;
    Ok(())
}
