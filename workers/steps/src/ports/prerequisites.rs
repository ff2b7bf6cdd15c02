//! What has to be in place before a run writes, as one account can read it.

use std::future::Future;

use domain::identifier::AccountId;
use domain::setup::observed::Organization;

use super::setup::ListedRole;
use super::{ApiResult, Page};

/// The prerequisites, read only.
pub trait Prerequisites: Sync {
    /// `organizations:DescribeOrganization`, from any account; `None`: the account is in no organization.
    fn organization(&self) -> impl Future<Output = ApiResult<Option<Organization>>> + Send;
    /// `organizations:ListAWSServiceAccessForOrganization`: the service principals, 20 to a page. For the management account
    /// and delegated administrators.
    fn trusted_services(&self, token: Option<String>)
    -> impl Future<Output = ApiResult<Page<String>>> + Send;
    /// `license-manager:GetServiceSettings` in us-east-1: whether License Manager is linked with the organization. Only the
    /// management account knows.
    fn linked(&self) -> impl Future<Output = ApiResult<bool>> + Send;
    /// `iam:ListRoles` below `/aws-service-role/`, 1,000 to a page.
    fn linked_roles(&self, token: Option<String>)
    -> impl Future<Output = ApiResult<Page<ListedRole>>> + Send;
    /// `organizations:ListDelegatedAdministrators` for a service principal, 20 to a page. For the management account and
    /// delegated administrators.
    fn delegated_administrators(
        &self,
        principal: &str,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<AccountId>>> + Send;
}
