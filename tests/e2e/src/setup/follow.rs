//! What people do with runs of setup, and how a story follows them.

use std::collections::BTreeSet;
use std::time::Instant;

use domain::approval::Record;
use local::Follow;
use serde_json::{Value, json};

use super::{Setup, SetupRun};
use crate::questions::{name, open, passed};
use crate::quiet::wait_within;
use crate::{StoryError, Told};

impl Setup {
    /// A person lets setup check, which explains and changes nothing, and it goes to its end. Calls are counted from here on.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn check(&self) -> Result<SetupRun, StoryError> {
        self.run(&json!({}), "approve").await
    }

    /// A person lets setup fix and approves what it asks, and it goes to its end. Calls are counted from here on.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn fix(&self) -> Result<SetupRun, StoryError> {
        self.run(&json!({"fix": true}), "approve").await
    }

    /// A person starts a run, and gives this answer (`approve` or `reject`) to whatever it asks.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn run(&self, input: &Value, answer: &str) -> Result<SetupRun, StoryError> {
        self.sim().reset_calls();
        let began = self.sim().now();
        let follow = self.start(input).await?;
        let run = self.to_its_end(follow, Some(answer)).await?;
        let milliseconds = self.sim().now().epoch_milliseconds() - began.epoch_milliseconds();
        Ok(SetupRun { virtual_seconds: milliseconds as f64 / 1_000.0, ..run })
    }

    /// A person starts a run, and does not wait for it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn start(&self, input: &Value) -> Result<Follow, StoryError> {
        let execution = self.aws().start_run(&self.machine, input).await?;
        Ok(self.aws().follow(&execution))
    }

    /// Waits for the end of a run, and gives an answer to whatever it asks; without one, it waits for somebody else's.
    ///
    /// # Errors
    /// When it cannot be followed, or does not take the answer.
    pub async fn to_its_end(&self, mut follow: Follow, answer: Option<&str>) -> Result<SetupRun, StoryError> {
        let mut answered = BTreeSet::new();
        while let Some(progress) = follow.next().await? {
            let waits = progress.state.as_deref() == Some("Wait for the answer");
            if let (true, Some(answer)) = (waits, answer) {
                for question in open(&self.home(), &self.bucket, name(&follow)).await? {
                    if answered.insert(question.name.to_string()) {
                        self.answer(answer, name(&follow)).await?;
                    }
                }
            }
        }
        let ended = follow.ended().await?;
        SetupRun::read(&self.home(), &self.bucket, ended, self.sim().calls()).await
    }

    /// Waits until a run has asked, and waits for the answer itself; gives the question.
    ///
    /// # Errors
    /// When it does not ask.
    pub async fn once_asked(&self, follow: &Follow) -> Result<Record, StoryError> {
        let began = Instant::now();
        loop {
            if let Some(question) = open(&self.home(), &self.bucket, name(follow)).await?.pop() {
                return Ok(question);
            }
            let what = format!("A question of {}", name(follow));
            wait_within(began, &what, "Look at the state that it is in.").await?;
        }
    }

    /// A person answers what a run asks: `approve` or `reject`.
    ///
    /// # Errors
    /// When the run that passes the answer on does not succeed.
    pub async fn answer(&self, answer: &str, run: &str) -> Told {
        let input = json!({answer: run, "reason": "the story wants it"});
        passed(&self.start(&input).await?.ended().await?)
    }
}
