//! License Manager's own word for "fewer calls", which no SDK knows as such (AWS-FACTS 4.1).

use aws_sdk_licensemanager::Client;
use aws_sdk_licensemanager::config::Builder;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};

use crate::session::Session;

const CODE: &[u8] = b"RateLimitExceededException";

/// A client for reading that knows it.
pub(crate) fn reading_client(session: &Session) -> Client {
    Client::from_conf(Builder::from(&session.reading_at_home()).retry_classifier(RateLimit).build())
}

/// Lets a read of License Manager go on after a pause, as every other throttled read does.
///
/// Without it a listing that is longer than the service's burst would begin anew with each try of its step, and never
/// come to its end.
#[derive(Debug)]
struct RateLimit;

impl ClassifyRetry for RateLimit {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let refusal = context.response().filter(|response| response.status().is_client_error());
        let body = refusal.and_then(|response| response.body().bytes()).unwrap_or_default();
        if body.windows(CODE.len()).any(|part| part == CODE) {
            RetryAction::throttling_error()
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "license-manager rate limit"
    }
}
