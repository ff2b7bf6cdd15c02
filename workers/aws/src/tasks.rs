//! Step Functions, as seen by an answer to a question.

use aws_sdk_sfn::operation::send_task_success::SendTaskSuccessError;
use domain::approval::{Answered, TaskToken};
use steps::ports::approval;
use steps::ports::{ApiError, ApiResult};

use crate::actions::SEND_TASK_SUCCESS;
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::session::Session;

/// Step Functions, for giving a waiting Task its result.
#[derive(Debug, Clone)]
pub struct Tasks {
    client: aws_sdk_sfn::Client,
}

impl Tasks {
    /// Its client. It tries once: the second answer to a token is refused because of the first.
    pub fn new(session: &Session) -> Self {
        Self { client: aws_sdk_sfn::Client::from_conf((&session.writing()).into()) }
    }
}

impl approval::Tasks for Tasks {
    async fn succeed(&self, token: &TaskToken, answered: &Answered) -> ApiResult<bool> {
        let output = serde_json::to_string(answered)
            .map_err(|error| Answer(SEND_TASK_SUCCESS).unreadable(format!("it was not sent: {error}")))?;
        let request = self.client.send_task_success().task_token(token.reveal()).output(output);
        match request.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(nobody_waits) => Ok(false),
            Err(error) => {
                let error = api_error(SEND_TASK_SUCCESS, &error);
                Err(ApiError { message: error.message.replace(token.reveal(), "(the token)"), ..error })
            }
        }
    }
}

/// A token that was used, one whose Task timed out or whose execution ended, one of another account or Region.
fn nobody_waits(error: &SendTaskSuccessError) -> bool {
    error.is_task_timed_out() || error.is_task_does_not_exist() || error.is_invalid_token()
}
