//! The moment when nothing is under way in any account.

use std::time::Instant;

use super::Group;
use crate::quiet::{QUIET_LOOKS, wait_within};
use crate::{StoryError, Told};

/// The queue of the management side, in which the ends of its change sets wait for a run.
const PUBLISH_QUEUE: &str = "marketplace-steward-publish";
/// The queue of a member, in which messages wait for a run.
pub(super) const SYNC_QUEUE: &str = "marketplace-steward-sync";

impl Group {
    /// Waits until nothing is under way: no run is at work and no message waits in a queue, in any account.
    ///
    /// What the simulated services have yet to tell of is not waited for.
    ///
    /// # Errors
    /// When runs keep starting.
    pub async fn once_all_is_quiet(&self) -> Told {
        self.once_all_is_quiet_after(0, 0).await
    }

    /// The same, once the management machine ran that often, and each member that often.
    ///
    /// # Errors
    /// When there are fewer runs, or they keep starting.
    pub async fn once_all_is_quiet_after(&self, publications_min: usize, runs_min: usize) -> Told {
        let (began, mut quiet, mut seen) = (Instant::now(), 0, 0);
        while quiet < QUIET_LOOKS {
            let waiting = self.messages_waiting().await?;
            // In this order: a message that has left its queue has started its run.
            let publications = self.publications().await?.len();
            let (mut runs, mut enough) = (publications, publications >= publications_min);
            for member in &self.members {
                let of_member = self.runs_of(member.name()).await?.len();
                enough &= of_member >= runs_min;
                runs += of_member;
            }
            let is_quiet = waiting == 0 && enough && runs == seen;
            (quiet, seen) = (if is_quiet { quiet + 1 } else { 0 }, runs);
            let what =
                format!("Quiet after {publications_min} publications and {runs_min} runs of each member");
            wait_within(began, &what, "Look at what the last runs were started for.").await?;
        }
        Ok(())
    }

    /// How many messages wait in the queues.
    ///
    /// # Errors
    /// When there is no such queue.
    pub async fn messages_waiting(&self) -> Result<usize, StoryError> {
        let mut waiting = self.management().messages_in(PUBLISH_QUEUE).await?.len();
        for member in &self.members {
            waiting += self.account_of(member.name()).messages_in(SYNC_QUEUE).await?.len();
        }
        Ok(waiting)
    }
}
