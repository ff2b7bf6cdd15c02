//! From the SDK's errors to the one that steps understand.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use steps::ports::ApiError;

/// Tells what AWS answered to `operation`, in AWS's words; what happened when it did not answer.
pub(crate) fn api_error<E>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> ApiError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let status = error.raw_response().map_or(0, |response| response.status().as_u16());
    let (code, message) = match error {
        SdkError::ServiceError(answer) => match answer.err().code() {
            Some(code) => (code, answer.err().message().unwrap_or_default().to_owned()),
            None => (without_code(status), chain(error)),
        },
        SdkError::ResponseError(answer) => {
            // The body is in memory once it came whole: what was wrong then is what it says.
            let came_whole = answer.raw().body().bytes().is_some();
            let code = if came_whole { without_code(status) } else { ApiError::NO_ANSWER };
            (code, chain(error))
        }
        SdkError::ConstructionFailure(_) => {
            (ApiError::UNREADABLE, format!("the request was not sent: {}", chain(error)))
        }
        // Time-outs and broken connections, and whatever the SDK adds: nobody knows whether the call took effect.
        _ => (ApiError::NO_ANSWER, chain(error)),
    };
    ApiError { operation, code: code.to_owned(), message, status }
}

/// The code of an answer that names none: with a status of 500 and above it is not from the service, but from
/// something in front of it, and says nothing.
fn without_code(status: u16) -> &'static str {
    if status >= 500 { ApiError::NO_ANSWER } else { ApiError::UNREADABLE }
}

/// An error and what it came of, in words. Without the SDK's debug form, which shows whole answers: one of STS holds
/// credentials.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}
