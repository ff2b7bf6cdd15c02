//! Follows one run until it ends, by looking at it again and again as the console does.

use std::time::Duration;

use aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput;

use super::children::Children;
use super::snapshot::{Ended, Progress, Status, json};
use crate::LocalError;
use crate::clients::Clients;

const LOOK_INTERVAL: Duration = Duration::from_millis(150);
/// The newest events, among which the last entered state is: a state with retries logs a few in between.
const EVENTS_LOOKED_AT: i32 = 50;

/// A run that is being followed.
///
/// [`Follow::next`] gives one snapshot after another, the last one of the ended run, and then none;
/// [`Follow::ended`] waits for the end without looking at the snapshots.
#[derive(Debug)]
pub struct Follow {
    clients: Clients,
    execution: String,
    children: Children,
    state: Option<String>,
    looked: bool,
    ended: Option<Ended>,
}

impl Follow {
    pub(crate) fn new(clients: Clients, execution: String) -> Self {
        Self { clients, execution, children: Children::default(), state: None, looked: false, ended: None }
    }

    /// The run's execution ARN.
    #[must_use]
    pub fn execution(&self) -> &str {
        &self.execution
    }

    /// The next snapshot; `None` after the one that showed the end.
    ///
    /// # Errors
    /// When the local AWS does not answer as it should.
    pub async fn next(&mut self) -> Result<Option<Progress>, LocalError> {
        if self.ended.is_some() {
            return Ok(None);
        }
        if self.looked {
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
        self.looked = true;
        // The status is read first: once it says that the run ended, what is read after it is final.
        let run = self.describe().await?;
        let status = Status::from(run.status());
        self.note_state().await?;
        let children = self.children.look(&self.clients, &self.execution).await?;
        if status != Status::Running {
            self.ended = Some(self.end(&run, status.clone()));
        }
        Ok(Some(Progress { status, state: self.state.clone(), children }))
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// When the local AWS does not answer as it should.
    pub async fn ended(mut self) -> Result<Ended, LocalError> {
        loop {
            if let Some(ended) = self.ended {
                return Ok(ended);
            }
            self.next().await?;
        }
    }

    async fn describe(&self) -> Result<DescribeExecutionOutput, LocalError> {
        self.clients
            .sfn
            .describe_execution()
            .execution_arn(&self.execution)
            .send()
            .await
            .map_err(LocalError::call("states DescribeExecution"))
    }

    async fn note_state(&mut self) -> Result<(), LocalError> {
        let history = self
            .clients
            .sfn
            .get_execution_history()
            .execution_arn(&self.execution)
            .reverse_order(true)
            .include_execution_data(false)
            .max_results(EVENTS_LOOKED_AT)
            .send()
            .await
            .map_err(LocalError::call("states GetExecutionHistory"))?;
        let entered = history.events().iter().find_map(|event| event.state_entered_event_details());
        if let Some(entered) = entered {
            self.state = Some(entered.name().to_owned());
        }
        Ok(())
    }

    fn end(&self, run: &DescribeExecutionOutput, status: Status) -> Ended {
        let succeeded = status == Status::Succeeded;
        Ended {
            execution: self.execution.clone(),
            status,
            input: json(run.input()),
            redrives: run.redrive_count().unwrap_or_default(),
            output: succeeded.then(|| json(run.output())),
            error: run.error().map(str::to_owned),
            cause: run.cause().map(str::to_owned),
        }
    }
}
