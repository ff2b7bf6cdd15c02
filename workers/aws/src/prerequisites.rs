//! What has to be in place before a run writes, read in one account: Organizations, License Manager's settings, IAM.

use std::collections::BTreeSet;

use aws_sdk_iam::types::Role as IamRole;
use aws_sdk_licensemanager::operation::get_service_settings::GetServiceSettingsOutput;
use aws_sdk_licensemanager::types::OrganizationConfiguration;
use aws_sdk_organizations::operation::describe_organization::DescribeOrganizationError;
use aws_sdk_organizations::types::{self, DelegatedAdministrator, EnabledServicePrincipal};
use domain::identifier::AccountId;
use domain::setup::observed::{FeatureSet, Organization, Role};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use steps::ports::setup::ListedRole;
use steps::ports::{self, ApiResult, Page};

use crate::actions::{
    DESCRIBE_ORGANIZATION, GET_SERVICE_SETTINGS, LIST_DELEGATED_ADMINISTRATORS, LIST_ROLES,
    LIST_SERVICE_ACCESS,
};
use crate::answer::{ABSENT, Answer};
use crate::api_error::api_error;
use crate::rate_limit::reading_client;
use crate::session::Session;

/// Below it are the roles of all services, and no others (AWS-FACTS 10).
const LINKED_ROLES: &str = "/aws-service-role/";
/// The most that IAM puts on a page.
const ROLES_PER_PAGE: i32 = 1_000;
/// The most that Organizations puts on a page (AWS-FACTS 7.1).
pub(crate) const ITEMS_PER_PAGE: i32 = 20;

/// Organizations, License Manager and IAM, for reading what has to be in place.
#[derive(Debug, Clone)]
pub struct Prerequisites {
    pub(crate) organizations: aws_sdk_organizations::Client,
    license_manager: aws_sdk_licensemanager::Client,
    pub(crate) iam: aws_sdk_iam::Client,
}

impl Prerequisites {
    /// Its three clients. All of it is asked for in the home Region, License Manager's link too, which is one Region's.
    pub fn new(session: &Session) -> Self {
        let config = session.reading_at_home();
        Self {
            organizations: aws_sdk_organizations::Client::new(&config),
            license_manager: reading_client(session),
            iam: aws_sdk_iam::Client::new(&config),
        }
    }
}

impl ports::Prerequisites for Prerequisites {
    async fn organization(&self) -> ApiResult<Option<Organization>> {
        match self.organizations.describe_organization().send().await {
            Ok(output) => organization(output.organization()).map(Some),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(DescribeOrganizationError::is_aws_organizations_not_in_use_exception) =>
            {
                Ok(None)
            }
            Err(error) => Err(api_error(DESCRIBE_ORGANIZATION, &error)),
        }
    }

    async fn trusted_services(&self, token: Option<String>) -> ApiResult<Page<String>> {
        let page = self
            .organizations
            .list_aws_service_access_for_organization()
            .max_results(ITEMS_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_SERVICE_ACCESS, &error))?;
        let items =
            page.enabled_service_principals().iter().map(trusted_service).collect::<ApiResult<_>>()?;
        Ok(Page { items, next: page.next_token })
    }

    async fn linked(&self) -> ApiResult<bool> {
        let settings = self
            .license_manager
            .get_service_settings()
            .send()
            .await
            .map_err(|error| api_error(GET_SERVICE_SETTINGS, &error))?;
        Ok(linked(&settings))
    }

    async fn linked_roles(&self, token: Option<String>) -> ApiResult<Page<ListedRole>> {
        let page = self
            .iam
            .list_roles()
            .path_prefix(LINKED_ROLES)
            .max_items(ROLES_PER_PAGE)
            .set_marker(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_ROLES, &error))?;
        let items = page.roles().iter().map(linked_role).collect();
        Ok(Page { items, next: page.marker.filter(|_| page.is_truncated) })
    }

    async fn delegated_administrators(
        &self,
        principal: &str,
        token: Option<String>,
    ) -> ApiResult<Page<AccountId>> {
        let page = self
            .organizations
            .list_delegated_administrators()
            .service_principal(principal)
            .max_results(ITEMS_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_DELEGATED_ADMINISTRATORS, &error))?;
        let items =
            page.delegated_administrators().iter().map(delegated_administrator).collect::<ApiResult<_>>()?;
        Ok(Page { items, next: page.next_token })
    }
}

fn organization(organization: Option<&types::Organization>) -> ApiResult<Organization> {
    let answer = Answer(DESCRIBE_ORGANIZATION);
    let organization = answer.required("Organization", organization)?;
    let feature_set = organization.feature_set().map_or(ABSENT, types::OrganizationFeatureSet::as_str);
    Ok(Organization {
        management_account: answer.parsed("MasterAccountId", organization.master_account_id())?,
        feature_set: FeatureSet::from(feature_set),
    })
}

fn trusted_service(enabled: &EnabledServicePrincipal) -> ApiResult<String> {
    Answer(LIST_SERVICE_ACCESS).required("ServicePrincipal", enabled.service_principal()).map(str::to_owned)
}

/// What was never linked has no such member.
fn linked(settings: &GetServiceSettingsOutput) -> bool {
    settings.organization_configuration().is_some_and(OrganizationConfiguration::enable_integration)
}

fn delegated_administrator(administrator: &DelegatedAdministrator) -> ApiResult<AccountId> {
    Answer(LIST_DELEGATED_ADMINISTRATORS).parsed("Id", administrator.id())
}

fn linked_role(role: &IamRole) -> ListedRole {
    ListedRole {
        path: role.path.clone(),
        role: Role {
            name: role.role_name.clone(),
            description: role.description().unwrap_or_default().to_owned(),
            trusts: trusts(role.assume_role_policy_document().unwrap_or_default()),
        },
    }
}

/// Everybody whom a trust policy names, whatever their kind: IAM hands it out URL-encoded. What cannot be read shows as such
/// and so is never the one service that is wanted.
fn trusts(document: &str) -> BTreeSet<String> {
    let text = percent_decode_str(document).decode_utf8_lossy();
    let Ok(document) = serde_json::from_str::<Value>(&text) else {
        return BTreeSet::from([ABSENT.to_owned()]);
    };
    let statements = each(&document["Statement"]);
    let principals = statements.flat_map(|statement| match &statement["Principal"] {
        Value::Object(kinds) => kinds.values().flat_map(each).collect::<Vec<_>>(),
        anybody => vec![anybody],
    });
    principals.map(|principal| principal.as_str().unwrap_or(ABSENT).to_owned()).collect()
}

/// One thing, or several: a policy may write both.
fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trust_policy_names_whoever_may_take_the_role() {
        let of = |document: &str| trusts(document).into_iter().collect::<Vec<_>>();
        let encoded = "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22\
                       purchase-orders.marketplace.amazonaws.com%22%7D%7D%5D%7D";
        assert_eq!(of(encoded), ["purchase-orders.marketplace.amazonaws.com"]);
        let several = r#"{"Statement":{"Principal":{"AWS":["111111111111","222222222222"],"Service":"a.amazonaws.com"}}}"#;
        assert_eq!(of(several), ["111111111111", "222222222222", "a.amazonaws.com"]);
        assert_eq!(of(r#"{"Statement":[{"Principal":"*"}]}"#), ["*"]);
        assert_eq!(of("no policy"), [ABSENT]);
        assert_eq!(of(r#"{"Statement":[{}]}"#), [ABSENT]);
    }
}
