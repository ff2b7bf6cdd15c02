//! The AWS clients with which the stacks are deployed and the runs are followed.

use aws_sdk_sfn::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};

use crate::options::REGION;

/// One account's clients of one local AWS.
#[derive(Debug, Clone)]
pub(crate) struct Clients {
    pub(crate) cloudformation: aws_sdk_cloudformation::Client,
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(crate) sfn: aws_sdk_sfn::Client,
}

impl Clients {
    /// Clients that call the given endpoint in the name of the account.
    pub(crate) fn new(endpoint: &str, account: &str, http: &SharedHttpClient) -> Self {
        // The account is told by the access key; nothing checks the secret.
        let credentials = Credentials::new(account, "local", None, None, "local");
        let region = Region::from_static(REGION);
        let version = BehaviorVersion::latest();
        Self {
            cloudformation: aws_sdk_cloudformation::Client::from_conf(
                aws_sdk_cloudformation::Config::builder()
                    .behavior_version(version)
                    .region(region.clone())
                    .endpoint_url(endpoint)
                    .credentials_provider(credentials.clone())
                    .http_client(http.clone())
                    .build(),
            ),
            dynamodb: aws_sdk_dynamodb::Client::from_conf(
                aws_sdk_dynamodb::Config::builder()
                    .behavior_version(version)
                    .region(region.clone())
                    .endpoint_url(endpoint)
                    .credentials_provider(credentials.clone())
                    .http_client(http.clone())
                    .build(),
            ),
            s3: aws_sdk_s3::Client::from_conf(
                aws_sdk_s3::Config::builder()
                    .behavior_version(version)
                    .region(region.clone())
                    .endpoint_url(endpoint)
                    .credentials_provider(credentials.clone())
                    .http_client(http.clone())
                    .force_path_style(true)
                    .build(),
            ),
            sfn: aws_sdk_sfn::Client::from_conf(
                aws_sdk_sfn::Config::builder()
                    .behavior_version(version)
                    .region(region)
                    .endpoint_url(endpoint)
                    .credentials_provider(credentials)
                    .http_client(http.clone())
                    .build(),
            ),
        }
    }
}
