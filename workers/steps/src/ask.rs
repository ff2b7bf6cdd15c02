//! Ask: keeps what Step Functions waits with, so that an answer finds it. The Task goes on when somebody answers.
//!
//! A Task that is tried again, or a run that is redriven while it waits, has a new token: the newest counts. What a person
//! answered before that is not lost: it is given at once.

use domain::approval::{QuestionName, Record, TaskToken};
use domain::run::Run;
use serde::{Deserialize, Serialize};

use crate::error::StepError;
use crate::files;
use crate::ports::Store;
use crate::ports::approval::Tasks;

/// Who waits for what.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The run that asks.
    pub run: Run,
    /// What it asks; the step that planned wrote its record.
    pub question: QuestionName,
    /// What Step Functions waits with.
    pub token: TaskToken,
}

/// Keeps the token. Nobody reads an answer of this step: the Task's result is that of the person.
///
/// # Errors
/// `Bug` when the question has no record.
pub async fn run(store: &impl Store, tasks: &impl Tasks, request: Request) -> Result<(), StepError> {
    let Request { run, question, token } = request;
    let key = question.key(run.execution.name());
    let record: Record = files::read(store, &key).await?;
    let record = Record { token: Some(token.clone()), ..record };
    files::write(store, &key, &record).await?;
    if let Some(answered) = &record.answered {
        tasks.succeed(&token, answered).await?;
    }
    Ok(())
}
