//! What runs ask people, and how people answer.

use std::time::Instant;

use domain::approval::Record;
use local::{Account, Follow};
use serde_json::{Value, json};

use crate::quiet::wait_within;
use crate::run::Run;
use crate::{Story, StoryError, Told};

impl Story {
    /// A person starts a run, approves the first thing that it asks, and it goes to its end. Calls are counted from here on.
    ///
    /// # Errors
    /// When it ends without asking.
    pub async fn run_approved(&self, input: &Value) -> Result<Run, StoryError> {
        self.sim().reset_calls();
        let run = self.start(input).await?;
        self.once_asked(&run).await?;
        self.answer("approve", &run).await?;
        self.to_its_end(run).await
    }

    /// Waits until a run waits for an answer; gives the question.
    ///
    /// # Errors
    /// When it does not ask.
    pub async fn once_asked(&self, run: &Follow) -> Result<Record, StoryError> {
        let (began, run) = (Instant::now(), name(run));
        loop {
            if let Some(question) = open(&self.aws().hub(), &self.bucket, run).await?.pop() {
                return Ok(question);
            }
            let what = format!("A question of {run}");
            wait_within(began, &what, "Look at the state that it is in.").await?;
        }
    }

    /// A person answers what a run asks: `approve` or `reject`.
    ///
    /// # Errors
    /// When the run that passes the answer on does not succeed.
    pub async fn answer(&self, answer: &str, run: &Follow) -> Told {
        self.answer_with(run, &json!({answer: name(run), "reason": "the story wants it"})).await
    }

    /// A person starts an execution with this input, which answers what a run asks.
    ///
    /// # Errors
    /// As [`Story::answer`].
    pub async fn answer_with(&self, run: &Follow, input: &Value) -> Told {
        let passing = self.aws().start_run(self.machine_of(run), input).await?;
        passed(&self.aws().follow(&passing).ended().await?)
    }

    /// The alias of the machine that a run is of.
    fn machine_of(&self, run: &Follow) -> &str {
        // Of an alias, `arn:aws:states:<region>:<account>:stateMachine:<name>:<alias>`, and of an execution alike.
        let name = |arn: &str| arn.rsplit(':').nth(1).map(str::to_owned);
        if name(self.retire()) == name(run.execution()) { self.retire() } else { self.machine() }
    }
}

/// The questions of a run that wait for an answer, in order.
pub(crate) async fn open(account: &Account<'_>, bucket: &str, run: &str) -> Result<Vec<Record>, StoryError> {
    let mut open = Vec::new();
    for key in account.keys(bucket, &format!("runs/{run}/questions/")).await? {
        let text = account.object(bucket, &key).await?;
        // While it is being written, it is none yet.
        let record = serde_json::from_slice::<Record>(&text).ok();
        open.extend(record.filter(|record| record.token.is_some() && record.answered.is_none()));
    }
    Ok(open)
}

/// What became of the run that passed an answer on.
pub(crate) fn passed(ended: &local::Ended) -> Told {
    match &ended.error {
        None => Ok(()),
        Some(error) => Err(StoryError::Missed {
            what: format!("the answer {}", ended.input),
            when: format!("it was refused: {error}, {}", ended.cause.as_deref().unwrap_or_default()),
        }),
    }
}

/// The name of a run, by which people answer it.
pub(crate) fn name(run: &Follow) -> &str {
    run.execution().rsplit(':').next().unwrap_or_default()
}
