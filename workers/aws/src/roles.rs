//! Roles of other accounts, assumed for one step at a time.

use aws_sdk_sts::config::Credentials;
use steps::ports::ApiResult;

use crate::actions::ASSUME_ROLE;
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::session::Session;

/// The name under which the other account's CloudTrail sees us.
const SESSION_NAME: &str = "marketplace-steward";
/// The least that STS gives; no step runs as long.
const SESSION_SECONDS: i32 = 900;

/// AWS STS, for assuming them.
#[derive(Debug, Clone)]
pub(crate) struct Roles {
    client: aws_sdk_sts::Client,
}

impl Roles {
    /// Its client.
    pub(crate) fn new(session: &Session) -> Self {
        Self { client: aws_sdk_sts::Client::new(&session.reading_at_home()) }
    }

    /// Credentials of a role. `external_id` is what the role wants to hear, so that nobody else's mistake makes it ours.
    pub(crate) async fn assume(&self, role: &str, external_id: &str) -> ApiResult<Credentials> {
        let output = self
            .client
            .assume_role()
            .role_arn(role)
            .role_session_name(SESSION_NAME)
            .external_id(external_id)
            .duration_seconds(SESSION_SECONDS)
            .send()
            .await
            .map_err(|error| api_error(ASSUME_ROLE, &error))?;
        // The SDK fills what is missing with nothing, and would call in nobody's name.
        let given = output.credentials.filter(|given| !given.access_key_id.is_empty());
        let given = Answer(ASSUME_ROLE).required("Credentials", given)?;
        let token = Some(given.session_token);
        Ok(Credentials::new(given.access_key_id, given.secret_access_key, token, None, "assumed role"))
    }
}
