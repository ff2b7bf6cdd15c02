//! Step Functions, as seen by the lease.

use aws_sdk_sfn::operation::describe_execution::DescribeExecutionError;
use aws_sdk_sfn::types::ExecutionStatus;
use domain::identifier::ExecutionArn;
use domain::lease::Life;
use jiff::Timestamp;
use steps::ports::{self, ApiResult};

use crate::actions::DESCRIBE_EXECUTION;
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::session::Session;

/// Step Functions, for asking whether a run still runs.
#[derive(Debug, Clone)]
pub struct Executions {
    client: aws_sdk_sfn::Client,
}

impl Executions {
    /// Its client.
    pub fn new(session: &Session) -> Self {
        Self { client: aws_sdk_sfn::Client::new(session.reading()) }
    }
}

impl ports::Executions for Executions {
    async fn life(&self, execution: &ExecutionArn) -> ApiResult<Life> {
        let output = match self.client.describe_execution().execution_arn(execution.as_str()).send().await {
            Ok(output) => output,
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(DescribeExecutionError::is_execution_does_not_exist) =>
            {
                return Ok(Life::Ended(Timestamp::MIN));
            }
            Err(error) => return Err(api_error(DESCRIBE_EXECUTION, &error)),
        };
        match output.status() {
            ExecutionStatus::Succeeded
            | ExecutionStatus::Failed
            | ExecutionStatus::TimedOut
            | ExecutionStatus::Aborted => {
                let ended = output.stop_date().and_then(|at| Timestamp::from_second(at.secs()).ok());
                let missing =
                    || Answer(DESCRIBE_EXECUTION).unreadable("it ended without a `stopDate`".to_owned());
                ended.map(Life::Ended).ok_or_else(missing)
            }
            // A status that the SDK does not know is taken for running: a lease is not lost by a doubt. PENDING_REDRIVE will
            // run again.
            _ => {
                let redrives = output.redrive_count().and_then(|count| u32::try_from(count).ok());
                Ok(Life::Running { redrives: redrives.unwrap_or_default() })
            }
        }
    }
}
