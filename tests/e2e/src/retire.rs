//! What people do when they take everything back.

use local::Follow;
use serde_json::Value;

use crate::run::Run;
use crate::{Story, StoryError};

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
}
