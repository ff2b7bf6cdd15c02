//! Step Functions, as seen by `nudge`.

use aws_sdk_sfn::operation::start_execution::StartExecutionError;
use steps::ports::{self, ApiResult};

use crate::actions::START_EXECUTION;
use crate::api_error::api_error;
use crate::session::Session;

/// Step Functions, for starting runs of one machine.
#[derive(Debug, Clone)]
pub struct Starter {
    client: aws_sdk_sfn::Client,
    machine: String,
}

impl Starter {
    /// Its client. It may try twice: the second start of a name with the same input is answered like the first.
    pub fn new(session: &Session, machine: String) -> Self {
        Self { client: aws_sdk_sfn::Client::new(session.reading()), machine }
    }
}

impl ports::Starter for Starter {
    async fn start(&self, name: &str, input: &str) -> ApiResult<bool> {
        let request = self.client.start_execution().state_machine_arn(&self.machine).name(name).input(input);
        match request.send().await {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(StartExecutionError::is_execution_already_exists) =>
            {
                Ok(false)
            }
            Err(error) => Err(api_error(START_EXECUTION, &error)),
        }
    }
}
