//! With which credentials, where and how patiently AWS is called; made once when a function starts.

use std::time::Duration;

use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

/// Where Organizations, the tag index and every AWS Marketplace license live (AWS-FACTS 1.5, 7.1, 12.3): their clients
/// stay there whatever the function's Region is.
const HOME_REGION: Region = Region::from_static("us-east-1");

/// A read is tried this often before the step hears of it. A listing asks faster than most services let it (Organizations:
/// 8 pages a second), and a step that is tried again begins at the first page: so it has to get by inside the step.
const READ_ATTEMPTS_MAX: u32 = 5;
/// At most this long before the second attempt, doubled for each further one, by chance something less.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const CONNECT_TIME_MAX: Duration = Duration::from_secs(3);
const ATTEMPT_TIME_MAX: Duration = Duration::from_secs(10);
/// Below the shortest time-out of a function (30 s), so that a silent service is told as such.
const CALL_TIME_MAX: Duration = Duration::from_secs(25);

/// What all clients of a function share: credentials, connections, endpoints, patience.
#[derive(Debug, Clone)]
pub struct Session {
    config: SdkConfig,
}

impl Session {
    /// Takes credentials, Region and endpoints (`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>`) from the environment,
    /// as Lambda sets it. It looks nowhere else for credentials: not in files, not in a metadata service.
    pub async fn from_environment() -> Self {
        let loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(
                aws_smithy_http_client::Builder::new()
                    .tls_provider(Provider::Rustls(CryptoMode::Ring))
                    .build_https(),
            )
            .credentials_provider(EnvironmentVariableCredentialsProvider::new())
            .region(EnvironmentVariableRegionProvider::new());
        Self::from_config(&loader.load().await, FIRST_PAUSE)
    }

    /// Takes the SDK's configuration from the caller and adds our patience, with this pause before a second attempt.
    pub fn from_config(config: &SdkConfig, first_pause: Duration) -> Self {
        let config = config
            .to_builder()
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(READ_ATTEMPTS_MAX)
                    .with_initial_backoff(first_pause),
            )
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(CONNECT_TIME_MAX)
                    .operation_attempt_timeout(ATTEMPT_TIME_MAX)
                    .operation_timeout(CALL_TIME_MAX)
                    .build(),
            )
            .build();
        Self { config }
    }

    /// The same with the credentials of somebody else, all connections and patience as before.
    pub(crate) fn with(&self, credentials: Credentials) -> Self {
        let provider = SharedCredentialsProvider::new(credentials);
        Self { config: self.config.to_builder().credentials_provider(provider).build() }
    }

    /// For calls that may be made twice without harm, in the function's Region.
    pub(crate) fn reading(&self) -> &SdkConfig {
        &self.config
    }

    /// For calls whose second try could be answered "it is not so any more" because of the first: they are made once,
    /// and the step that is tried again looks before it writes.
    pub(crate) fn writing(&self) -> SdkConfig {
        self.config.to_builder().retry_config(RetryConfig::disabled()).build()
    }

    /// [`Session::reading`], in the home Region.
    pub(crate) fn reading_at_home(&self) -> SdkConfig {
        self.config.to_builder().region(HOME_REGION).build()
    }

    /// [`Session::writing`], in the home Region.
    pub(crate) fn writing_at_home(&self) -> SdkConfig {
        self.writing().to_builder().region(HOME_REGION).build()
    }
}
