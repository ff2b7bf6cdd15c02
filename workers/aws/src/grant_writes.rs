//! License Manager's grants, writing, in the hub and, to accept them, in a member account.

use aws_sdk_licensemanager::config::Credentials;
use aws_sdk_licensemanager::operation::RequestId;
use aws_sdk_licensemanager::operation::create_grant_version::builders::CreateGrantVersionFluentBuilder;
use aws_sdk_licensemanager::types::{self, ActivationOverrideBehavior, AllowedOperation, Options, Tag};
use domain::grant::{GrantStatus, OverrideBehavior};
use domain::identifier::{AccountId, GrantArn};
use domain::ownership::TAG_KEY;
use steps::ports::{self, ApiResult, NewGrant, Written};

use crate::actions::{ACCEPT_GRANT, CREATE_GRANT, CREATE_GRANT_VERSION, DELETE_GRANT, TAG_RESOURCE};
use crate::answer::{ABSENT, Answer};
use crate::api_error::api_error;
use crate::grants::version;
use crate::roles::Roles;
use crate::session::Session;

/// The role in the member accounts that may accept a grant there.
#[derive(Debug, Clone)]
pub struct MemberRole {
    /// Its name, the same in every account.
    pub name: String,
    /// What it wants to hear, so that nobody else's mistake makes it ours.
    pub external_id: String,
}

/// License Manager, for writing grants.
#[derive(Debug, Clone)]
pub struct GrantWrites {
    client: aws_sdk_licensemanager::Client,
    roles: Roles,
    role: MemberRole,
}

impl GrantWrites {
    /// Its clients; the one for a member account is made when it is needed, with that account's credentials.
    pub fn new(session: &Session, role: MemberRole) -> Self {
        Self {
            client: aws_sdk_licensemanager::Client::new(&session.writing_at_home()),
            roles: Roles::new(session),
            role,
        }
    }

    /// The beginning of the call that makes the version after the one last read.
    fn next_version(&self, grant: &GrantArn, version: &str, token: &str) -> CreateGrantVersionFluentBuilder {
        self.client
            .create_grant_version()
            .client_token(token)
            .grant_arn(grant.as_str())
            .source_version(version)
    }

    /// Credentials of the member role in `account`. The partition (`aws`, `aws-us-gov`) is the grant's own.
    async fn assume(&self, account: &AccountId, grant: &GrantArn) -> ApiResult<Credentials> {
        let partition = grant.as_str().split(':').nth(1).unwrap_or("aws");
        let role = format!("arn:{partition}:iam::{account}:role/{}", self.role.name);
        self.roles.assume(&role, &self.role.external_id).await
    }
}

impl ports::GrantWrites for GrantWrites {
    async fn create(&self, grant: &NewGrant) -> ApiResult<Written> {
        let operations = grant.operations.iter().map(|one| AllowedOperation::from(one.as_str())).collect();
        let output = self
            .client
            .create_grant()
            .client_token(&grant.token)
            .grant_name(&grant.name)
            .license_arn(grant.share.license.as_str())
            .principals(grant.share.principal.to_string())
            .home_region(&grant.home_region)
            .set_allowed_operations(Some(operations))
            .set_options(grant.activate.map(activating))
            .tags(mark(&grant.hub))
            .send()
            .await
            .map_err(|error| api_error(CREATE_GRANT, &error))?;
        let request_id = output.request_id();
        written(CREATE_GRANT, output.grant_arn(), output.status(), output.version(), request_id)
    }

    async fn activate(
        &self,
        grant: &GrantArn,
        version: &str,
        token: &str,
        behavior: Option<OverrideBehavior>,
    ) -> ApiResult<Written> {
        let options = behavior
            .map(|behavior| Options::builder().activation_override_behavior(in_sdk(behavior)).build());
        let activation =
            self.next_version(grant, version, token).status(types::GrantStatus::Active).set_options(options);
        next_version(activation).await
    }

    async fn mark(&self, grant: &GrantArn, hub: &AccountId) -> ApiResult<String> {
        let output = self
            .client
            .tag_resource()
            .resource_arn(grant.as_str())
            .tags(mark(hub))
            .send()
            .await
            .map_err(|error| api_error(TAG_RESOURCE, &error))?;
        Ok(output.request_id().unwrap_or_default().to_owned())
    }

    async fn rename(&self, grant: &GrantArn, version: &str, token: &str, name: &str) -> ApiResult<Written> {
        next_version(self.next_version(grant, version, token).grant_name(name)).await
    }

    async fn delete(&self, grant: &GrantArn, version: &str) -> ApiResult<Written> {
        let output = self
            .client
            .delete_grant()
            .grant_arn(grant.as_str())
            .version(version)
            .send()
            .await
            .map_err(|error| api_error(DELETE_GRANT, &error))?;
        let request_id = output.request_id();
        written(DELETE_GRANT, output.grant_arn(), output.status(), output.version(), request_id)
    }

    async fn accept(&self, account: &AccountId, grant: &GrantArn) -> ApiResult<Written> {
        let credentials = self.assume(account, grant).await?;
        let config = self.client.config().to_builder().credentials_provider(credentials).build();
        let output = aws_sdk_licensemanager::Client::from_conf(config)
            .accept_grant()
            .grant_arn(grant.as_str())
            .send()
            .await
            .map_err(|error| api_error(ACCEPT_GRANT, &error))?;
        let request_id = output.request_id();
        written(ACCEPT_GRANT, output.grant_arn(), output.status(), output.version(), request_id)
    }
}

async fn next_version(call: CreateGrantVersionFluentBuilder) -> ApiResult<Written> {
    let output = call.send().await.map_err(|error| api_error(CREATE_GRANT_VERSION, &error))?;
    let request_id = output.request_id();
    written(CREATE_GRANT_VERSION, output.grant_arn(), output.status(), output.version(), request_id)
}

/// Our tag.
fn mark(hub: &AccountId) -> Tag {
    Tag::builder().key(TAG_KEY).value(hub.as_str()).build()
}

/// Makes and activates in one call.
fn activating(behavior: OverrideBehavior) -> Options {
    let options = Options::builder().desired_status(types::GrantStatus::Active);
    options.activation_override_behavior(in_sdk(behavior)).build()
}

fn in_sdk(behavior: OverrideBehavior) -> ActivationOverrideBehavior {
    ActivationOverrideBehavior::from(behavior.as_str())
}

/// The four writes answer alike, each in a type of its own.
fn written(
    operation: &'static str,
    arn: Option<&str>,
    status: Option<&types::GrantStatus>,
    newest: Option<&str>,
    request_id: Option<&str>,
) -> ApiResult<Written> {
    let answer = Answer(operation);
    Ok(Written {
        arn: answer.parsed("GrantArn", arn)?,
        status: GrantStatus::from(status.map_or(ABSENT, |status| status.as_str())),
        version: version(answer, newest)?,
        request_id: request_id.unwrap_or_default().to_owned(),
    })
}
