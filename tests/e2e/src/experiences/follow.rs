//! What people do with the runs of a member, and how a story follows them.

use std::time::{Instant, SystemTime};

use local::Follow;
use serde_json::{Value, json};

use super::Group;
use crate::questions::passed;
use crate::quiet::wait_within;
use crate::run::Run;
use crate::runs::until;
use crate::{StoryError, Told, is_working};

/// Real seconds in which a message has to have started a run.
const MESSAGE_SECONDS_MAX: u64 = 30;

impl Group {
    /// A person starts a run of a member by hand, and it goes to its end. Calls are counted from here on.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn run(&self, member: &str, input: &Value) -> Result<Run, StoryError> {
        self.sim().reset_calls();
        let started = self.start(member, input).await?;
        self.to_its_end(member, started).await
    }

    /// A person starts a run of a member by hand, and does not wait for it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn start(&self, member: &str, input: &Value) -> Result<Follow, StoryError> {
        let execution = self.aws().start_run(self.member(member).machine(), input).await?;
        Ok(self.follow(&execution))
    }

    /// The first run of a member, which a message starts.
    ///
    /// # Errors
    /// When none starts.
    pub async fn first_run(&self, member: &str) -> Result<Follow, StoryError> {
        let machine = self.member(member).machine();
        let ever = SystemTime::UNIX_EPOCH;
        let execution = self.aws().run_started_since(machine, ever, MESSAGE_SECONDS_MAX).await?;
        Ok(self.follow(&execution))
    }

    /// The same in the middle of its work: a child of it runs.
    ///
    /// # Errors
    /// When none starts, or it ends without.
    pub async fn first_run_at_work(&self, member: &str) -> Result<Follow, StoryError> {
        let mut follow = self.first_run(member).await?;
        until(&mut follow, "a child of it that runs", is_working).await?;
        Ok(follow)
    }

    /// Waits for the end of a run of a member that was started.
    ///
    /// # Errors
    /// When it cannot be followed.
    pub async fn to_its_end(&self, member: &str, mut follow: Follow) -> Result<Run, StoryError> {
        let mut children = Vec::new();
        while let Some(progress) = follow.next().await? {
            children = progress.children;
        }
        let ended = follow.ended().await?;
        let key = format!("runs/{}/report.json", ended.name());
        let bucket = self.member(member).bucket();
        let report = self.account_of(member).object(bucket, &key).await.map_err(|error| error.to_string());
        Ok(Run { ended, children, report, calls: self.sim().calls() })
    }

    /// A person redrives a run of a member that did not end well, and it goes to its end.
    ///
    /// # Errors
    /// When it cannot be redriven.
    pub async fn redrive(&self, member: &str, execution: &str) -> Result<Run, StoryError> {
        self.sim().reset_calls();
        self.aws().redrive(execution).await?;
        self.to_its_end(member, self.follow(execution)).await
    }

    /// Waits until a run of a member has asked that many questions, and waits for the answers itself.
    ///
    /// # Errors
    /// When it asks fewer.
    pub async fn once_asked(&self, member: &str, run: &str, questions: usize) -> Told {
        let (began, bucket) = (Instant::now(), self.member(member).bucket());
        let account = self.account_of(member);
        loop {
            let mut asked = 0;
            for key in account.keys(bucket, &format!("runs/{run}/questions/")).await? {
                let record = serde_json::from_slice::<Value>(&account.object(bucket, &key).await?);
                asked += usize::from(record.is_ok_and(|record| record["token"].is_string()));
            }
            if asked >= questions {
                return Ok(());
            }
            let what = format!("{questions} questions of {run}");
            wait_within(began, &what, "Look at the state that it is in.").await?;
        }
    }

    /// A person answers the question of a run of a member: `approve` or `reject`.
    ///
    /// # Errors
    /// When the run that passes the answer on does not succeed.
    pub async fn answer(&self, member: &str, answer: &str, run: &str) -> Told {
        passed(
            &self.start(member, &json!({answer: run, "reason": "the story wants it"})).await?.ended().await?,
        )
    }
}
