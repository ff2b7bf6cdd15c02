//! What people do when they take everything back, and how a story follows it.

use std::time::Instant;

use local::Follow;
use serde_json::{Value, json};

use crate::quiet::wait_within;
use crate::run::Run;
use crate::{Story, StoryError, Told};

impl Story {
    /// A person starts a run that takes everything back, and does not wait for it. Calls are counted from here on.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn start_retiring(&self, input: &Value) -> Result<Follow, StoryError> {
        self.sim().reset_calls();
        let execution = self.aws().start_run(self.retire(), input).await?;
        Ok(self.aws().follow(&execution))
    }

    /// The same, and a person approves what it asks; it goes to its end.
    ///
    /// # Errors
    /// When it ends without asking.
    pub async fn retire_approved(&self, input: &Value) -> Result<Run, StoryError> {
        let retiring = self.start_retiring(input).await?;
        self.once_asked(&retiring).await?;
        self.answer("approve", &retiring).await?;
        self.to_its_end(retiring).await
    }

    /// Waits until a run that takes everything back waits for an answer; gives what an approval would cover.
    ///
    /// # Errors
    /// When it does not ask.
    pub async fn once_asked(&self, retiring: &Follow) -> Result<Vec<String>, StoryError> {
        let began = Instant::now();
        let (run, key) = (name_of(retiring), format!("runs/{}/questions/pass-01.json", name_of(retiring)));
        loop {
            if let Ok(record) = self.aws().object(&self.bucket, &key).await
                && let Ok(record) = serde_json::from_slice::<Value>(&record)
                && record["token"].is_string()
            {
                let covers = record["covers"].as_array().into_iter().flatten();
                return Ok(covers.filter_map(Value::as_str).map(str::to_owned).collect());
            }
            wait_within(began, &format!("the question of {run}"), "Look at the state that it is in.").await?;
        }
    }

    /// A person answers it: `approve` or `reject`.
    ///
    /// # Errors
    /// When the run that passes the answer on does not succeed.
    pub async fn answer(&self, answer: &str, retiring: &Follow) -> Told {
        let run = name_of(retiring);
        let input = json!({answer: run, "reason": "the story wants it"});
        let passing = self.aws().start_run(self.retire(), &input).await?;
        let passed = self.aws().follow(&passing).ended().await?;
        match passed.error {
            None => Ok(()),
            Some(error) => Err(StoryError::Missed {
                what: format!("{answer} of {run}"),
                when: format!("it was refused: {error}, {}", passed.cause.unwrap_or_default()),
            }),
        }
    }
}

fn name_of(follow: &Follow) -> &str {
    follow.execution().rsplit(':').next().unwrap_or_default()
}
