//! License Manager's grants, reading.

use aws_sdk_licensemanager::types::{self, GrantType};
use domain::grant::{Grant, GrantStatus, Principal, Share};
use domain::identifier::{GrantArn, LicenseArn};
use steps::ports::{self, ApiResult, GrantsOf, Page, Tags};

use crate::actions::{
    GET_GRANT, LIST_DISTRIBUTED_GRANTS, LIST_GRANT_TAGS, LIST_RECEIVED_GRANTS_FOR_ORGANIZATION,
};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::licenses::only;
use crate::rate_limit::reading_client;
use crate::session::Session;

/// The most that License Manager puts on a page (AWS-FACTS 1.1).
const GRANTS_PER_PAGE: i32 = 100;

/// License Manager, for reading grants.
#[derive(Debug, Clone)]
pub struct Grants {
    client: aws_sdk_licensemanager::Client,
}

impl Grants {
    /// Its client.
    pub fn new(session: &Session) -> Self {
        Self { client: reading_client(session) }
    }
}

impl ports::Grants for Grants {
    async fn distributed(&self, of: GrantsOf<'_>, token: Option<String>) -> ApiResult<Page<Grant>> {
        let filters = match of {
            GrantsOf::Everything => None,
            GrantsOf::Product(product) => Some(only("ProductSKU", product.as_str())),
            GrantsOf::Principal(principal) => Some(only("GranteePrincipalARN", &principal.to_string())),
        };
        let page = self
            .client
            .list_distributed_grants()
            .set_filters(filters)
            .max_results(GRANTS_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_DISTRIBUTED_GRANTS, &error))?;
        let items = granting_use(Answer(LIST_DISTRIBUTED_GRANTS), page.grants())?;
        Ok(Page { items, next: page.next_token })
    }

    async fn parts(
        &self,
        license: &LicenseArn,
        whole: &GrantArn,
        token: Option<String>,
    ) -> ApiResult<Page<Grant>> {
        let page = self
            .client
            .list_received_grants_for_organization()
            .license_arn(license.as_str())
            .set_filters(Some(only("ParentArn", whole.as_str())))
            .max_results(GRANTS_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_RECEIVED_GRANTS_FOR_ORGANIZATION, &error))?;
        let items = granting_use(Answer(LIST_RECEIVED_GRANTS_FOR_ORGANIZATION), page.grants())?;
        Ok(Page { items, next: page.next_token })
    }

    async fn grant(&self, arn: &GrantArn) -> ApiResult<Grant> {
        let output = self
            .client
            .get_grant()
            .grant_arn(arn.as_str())
            .send()
            .await
            .map_err(|error| api_error(GET_GRANT, &error))?;
        let answer = Answer(GET_GRANT);
        grant(answer, answer.required("Grant", output.grant())?)
    }

    async fn grant_tags(&self, arn: &GrantArn) -> ApiResult<Tags> {
        let output = self
            .client
            .list_tags_for_resource()
            .resource_arn(arn.as_str())
            .send()
            .await
            .map_err(|error| api_error(LIST_GRANT_TAGS, &error))?;
        let pair = |tag: &types::Tag| Some((tag.key.clone()?, tag.value.clone()?));
        Ok(output.tags().iter().filter_map(pair).collect())
    }
}

/// The grants of a page that let their principals use a license. One for the delegate of a seller lets look at it and no
/// more (AWS-FACTS 1.4): it shares nothing, so it is neither in the way nor to be taken back.
fn granting_use(answer: Answer, page: &[types::Grant]) -> ApiResult<Vec<Grant>> {
    let is_use = |one: &&types::Grant| one.grant_type() != Some(&GrantType::DelegateGrant);
    page.iter().filter(is_use).map(|one| grant(answer, one)).collect()
}

fn grant(answer: Answer, grant: &types::Grant) -> ApiResult<Grant> {
    Ok(Grant {
        arn: answer.parsed("GrantArn", Some(grant.grant_arn()))?,
        name: grant.grant_name().to_owned(),
        share: Share {
            license: answer.parsed("LicenseArn", Some(grant.license_arn()))?,
            principal: Principal::from(grant.grantee_principal_arn().to_owned()),
        },
        status: GrantStatus::from(grant.grant_status().as_str()),
        status_reason: grant.status_reason().map(ToOwned::to_owned),
        version: version(answer, Some(grant.version()))?,
    })
}

/// A version is a decimal text (AWS-FACTS 2.2); it goes back to AWS as it came.
pub(crate) fn version(answer: Answer, text: Option<&str>) -> ApiResult<String> {
    answer.parsed::<u64>("Version", text)?;
    Ok(answer.required("Version", text)?.to_owned())
}
