//! Step Functions as an answer sees it: which tokens Tasks wait with, and what they were given.

use std::collections::BTreeMap;
use std::sync::Mutex;

use domain::approval::{Answered, TaskToken};
use steps::ports::approval::Tasks;
use steps::ports::{ApiError, ApiResult};

/// Tasks that wait.
#[derive(Default)]
pub(crate) struct Waiting {
    /// By their tokens: `None` as long as they wait, then what they were given.
    tasks: Mutex<BTreeMap<String, Option<Answered>>>,
    /// The next call takes effect, and its answer is lost.
    pub(crate) loses_next_answer: Mutex<bool>,
}

impl Waiting {
    /// A Task begins to wait.
    pub(crate) fn begins(&self, token: &str) {
        self.tasks.lock().unwrap().insert(token.to_owned(), None);
    }

    /// A Task waits no more: it timed out, or its execution ended.
    pub(crate) fn ends(&self, token: &str) {
        self.tasks.lock().unwrap().remove(token);
    }

    /// What a Task was given.
    pub(crate) fn given(&self, token: &str) -> Option<Answered> {
        self.tasks.lock().unwrap().get(token).cloned().flatten()
    }
}

impl Tasks for Waiting {
    async fn succeed(&self, token: &TaskToken, answered: &Answered) -> ApiResult<bool> {
        let mut tasks = self.tasks.lock().unwrap();
        let Some(result @ None) = tasks.get_mut(token.reveal()) else { return Ok(false) };
        *result = Some(answered.clone());
        if std::mem::take(&mut *self.loses_next_answer.lock().unwrap()) {
            let (code, message) = (ApiError::NO_ANSWER.to_owned(), "the connection broke".to_owned());
            return Err(ApiError { operation: "states:SendTaskSuccess", code, message, status: 0 });
        }
        Ok(true)
    }
}
