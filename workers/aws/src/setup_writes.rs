//! The fixes of setup in one account: service-linked roles, the link of License Manager, trusted access, and through
//! [`GuardRail`] the policy.

use aws_sdk_iam::operation::RequestId;
use aws_sdk_licensemanager::types::OrganizationConfiguration;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use domain::identifier::AccountId;
use domain::setup::fix::Fix;
use domain::setup::service::Service;
use serde_json::Value;
use steps::ports::setup::{self as ports, Fixed, Refused};
use steps::ports::{ApiResult, Tags};

use crate::actions::{
    CREATE_LINKED_ROLE, DELETE_LINKED_ROLE, ENABLE_SERVICE_ACCESS, REGISTER_DELEGATED_ADMINISTRATOR,
    UPDATE_ROLE, UPDATE_SERVICE_SETTINGS,
};
use crate::api_error::api_error;
use crate::guard_rail::GuardRail;
use crate::session::Session;

/// IAM, License Manager and Organizations, for writing. Every call is made once.
#[derive(Debug, Clone)]
pub struct SetupWrites {
    iam: aws_sdk_iam::Client,
    license_manager: aws_sdk_licensemanager::Client,
    organizations: aws_sdk_organizations::Client,
    guard_rail: GuardRail,
}

impl SetupWrites {
    /// Its clients, all in the home Region.
    pub fn new(session: &Session) -> Self {
        let config = session.writing_at_home();
        Self {
            iam: aws_sdk_iam::Client::new(&config),
            license_manager: aws_sdk_licensemanager::Client::new(&config),
            organizations: aws_sdk_organizations::Client::new(&config),
            guard_rail: GuardRail::new(session),
        }
    }

    async fn create_role(&self, service: Service, description: Option<&str>) -> Result<Fixed, Refused> {
        let call = self
            .iam
            .create_service_linked_role()
            .aws_service_name(service.principal())
            .set_description(description.map(str::to_owned));
        fixed(CREATE_LINKED_ROLE, call.send().await)
    }

    async fn describe_role(&self, role: &str, description: &str) -> Result<Fixed, Refused> {
        let call = self.iam.update_role().role_name(role).description(description);
        fixed(UPDATE_ROLE, call.send().await)
    }

    async fn delete_role(&self, role: &str) -> Result<Fixed, Refused> {
        let answer = self.iam.delete_service_linked_role().role_name(role).send().await;
        let task = answer.as_ref().ok().map(|output| output.deletion_task_id.clone());
        Ok(Fixed { deletion: task, ..fixed(DELETE_LINKED_ROLE, answer)? })
    }

    async fn link(&self) -> Result<Fixed, Refused> {
        let configuration = OrganizationConfiguration::builder().enable_integration(true).build();
        let call = self.license_manager.update_service_settings().organization_configuration(configuration);
        fixed(UPDATE_SERVICE_SETTINGS, call.send().await)
    }

    async fn trust(&self, service: Service) -> Result<Fixed, Refused> {
        let call = self.organizations.enable_aws_service_access().service_principal(service.principal());
        fixed(ENABLE_SERVICE_ACCESS, call.send().await)
    }

    async fn register(&self, service: Service, account: &AccountId) -> Result<Fixed, Refused> {
        let call = self
            .organizations
            .register_delegated_administrator()
            .account_id(account.as_str())
            .service_principal(service.principal());
        fixed(REGISTER_DELEGATED_ADMINISTRATOR, call.send().await)
    }
}

impl ports::SetupWrites for SetupWrites {
    async fn fix(&self, fix: &Fix, guard_rail: Option<&str>) -> Result<Fixed, Refused> {
        match fix {
            Fix::CreateRole { service, description, .. } => {
                self.create_role(*service, description.as_deref()).await
            }
            Fix::LinkLicenseManager => self.link().await,
            Fix::EnableTrustedAccess(service) => self.trust(*service).await,
            Fix::RegisterDelegatedAdministrator { service, account } => {
                self.register(*service, account).await
            }
            Fix::DescribePurchaseOrders { role, description } => self.describe_role(role, description).await,
            Fix::DeletePurchaseOrders { role } => self.delete_role(role).await,
            Fix::EnableServiceControlPolicies { root } => self.guard_rail.enable_kind(root).await,
            Fix::CreateGuardRail { text, owner } => self.guard_rail.create(text, owner).await,
            Fix::UpdateGuardRail { policy, text } => self.guard_rail.update(policy, text).await,
            Fix::AttachGuardRail { target, .. } => self.guard_rail.attach(guard_rail, target).await,
            Fix::DetachGuardRail { policy, target } => self.guard_rail.detach(policy, target).await,
            Fix::DeleteGuardRail { policy } => self.guard_rail.delete(policy).await,
        }
    }

    async fn guard_rail(&self) -> ApiResult<Option<(String, Tags)>> {
        self.guard_rail.find().await
    }
}

/// What a call of a fix answered.
pub(crate) fn fixed<T, E>(
    operation: &'static str,
    answer: Result<T, SdkError<E, HttpResponse>>,
) -> Result<Fixed, Refused>
where
    T: RequestId,
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match answer {
        Ok(output) => {
            Ok(Fixed { request_id: output.request_id().unwrap_or_default().to_owned(), deletion: None })
        }
        Err(error) => Err(Refused { error: api_error(operation, &error), reason: reason(&error) }),
    }
}

/// The `Reason` of Organizations, which the SDK keeps in another type for each operation.
fn reason<E>(error: &SdkError<E, HttpResponse>) -> String {
    let body = error.raw_response().and_then(|response| response.body().bytes()).unwrap_or_default();
    let body = serde_json::from_slice(body).unwrap_or(Value::Null);
    body["Reason"].as_str().unwrap_or_default().to_owned()
}
