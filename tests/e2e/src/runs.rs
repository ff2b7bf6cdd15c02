//! What people do with runs, and how a story follows them.

use local::{Follow, Progress, Status};
use serde_json::Value;

use crate::run::Run;
use crate::{Story, StoryError};

/// Real seconds in which an event has to have started a run.
const EVENT_SECONDS_MAX: u64 = 30;

impl Story {
    /// A person starts a run by hand, and it goes to its end. Calls and faults are counted from here on.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn run(&self, input: &Value) -> Result<Run, StoryError> {
        self.sim().reset_calls();
        let started = self.start(input).await?;
        self.to_its_end(started).await
    }

    /// A person starts a run by hand, and does not wait for it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn start(&self, input: &Value) -> Result<Follow, StoryError> {
        let execution = self.aws().start_run(self.machine(), input).await?;
        Ok(self.aws().follow(&execution))
    }

    /// A person starts a run by hand, and it is in the middle of its work: a child of it runs.
    ///
    /// # Errors
    /// When it ends without.
    pub async fn start_working(&self, input: &Value) -> Result<Follow, StoryError> {
        let mut follow = self.start(input).await?;
        until(&mut follow, "a child of it that runs", is_working).await?;
        Ok(follow)
    }

    /// A person redrives a run that did not end well, and it goes to its end. Calls are counted from here on.
    ///
    /// # Errors
    /// When it cannot be redriven.
    pub async fn redrive(&self, run: &Run) -> Result<Run, StoryError> {
        let redriven = self.start_redriven(run).await?;
        self.to_its_end(redriven).await
    }

    /// A person redrives a run that did not end well, and does not wait for it. Calls are counted from here on.
    ///
    /// # Errors
    /// When it cannot be redriven.
    pub async fn start_redriven(&self, run: &Run) -> Result<Follow, StoryError> {
        self.sim().reset_calls();
        self.aws().redrive(&run.ended.execution).await?;
        Ok(self.aws().follow(&run.ended.execution))
    }

    /// A person stops a run.
    ///
    /// # Errors
    /// When there is no such run.
    pub async fn abort(&self, follow: Follow) -> Result<Run, StoryError> {
        self.aws().abort(follow.execution()).await?;
        self.to_its_end(follow).await
    }

    /// Waits for the run that the last change of a tag starts, and for its end.
    ///
    /// # Errors
    /// When no run starts.
    pub async fn the_run_that_follows(&self) -> Result<Run, StoryError> {
        let execution =
            self.aws().run_started_since(self.machine(), self.happened, EVENT_SECONDS_MAX).await?;
        self.to_its_end(self.aws().follow(&execution)).await
    }

    /// One of the pages that a run leaves beside its report, such as `report.html` or `pass-01/plan.md`.
    ///
    /// # Errors
    /// When it left none.
    pub async fn page(&self, run: &Run, name: &str) -> Result<String, StoryError> {
        let key = format!("runs/{}/{name}", run.ended.name());
        let page = self.aws().object(&self.bucket, &key).await?;
        Ok(String::from_utf8_lossy(&page).into_owned())
    }

    /// Waits for the end of a run that was started.
    ///
    /// # Errors
    /// When it cannot be followed.
    pub async fn to_its_end(&self, mut follow: Follow) -> Result<Run, StoryError> {
        let mut children = Vec::new();
        while let Some(progress) = follow.next().await? {
            children = progress.children;
        }
        let ended = follow.ended().await?;
        let key = format!("runs/{}/report.json", ended.name());
        let report = self.aws().object(&self.bucket, &key).await.map_err(|error| error.to_string());
        Ok(Run { ended, children, report, calls: self.sim().calls() })
    }
}

/// Whether a child of the run runs.
#[must_use]
pub fn is_working(progress: &Progress) -> bool {
    progress.children.iter().any(|child| child.status == Status::Running)
}

/// Follows a run until it looks like this.
///
/// # Errors
/// When it ends without.
pub async fn until(
    follow: &mut Follow,
    what: &str,
    looks_so: impl Fn(&Progress) -> bool,
) -> Result<Progress, StoryError> {
    while let Some(progress) = follow.next().await? {
        if looks_so(&progress) {
            return Ok(progress);
        }
    }
    Err(StoryError::Missed { what: what.to_owned(), when: format!("run {} had ended", follow.execution()) })
}
