//! License Manager's licenses.

use aws_sdk_licensemanager::types::{Filter, GrantedLicense, IssuerDetails, ReceivedMetadata};
use domain::grant::Operation;
use domain::license::{License, LicenseStatus, created_seconds};
use steps::ports::{self, ApiResult, LicensesOf, OrganizationLicense, Page};

use crate::actions::{LIST_RECEIVED_LICENSES, LIST_RECEIVED_LICENSES_FOR_ORGANIZATION};
use crate::answer::{ABSENT, Answer};
use crate::api_error::api_error;
use crate::rate_limit::reading_client;
use crate::session::Session;

/// The most that License Manager puts on a page (AWS-FACTS 1.1).
const LICENSES_PER_PAGE: i32 = 100;

/// License Manager, for reading licenses.
#[derive(Debug, Clone)]
pub struct Licenses {
    client: aws_sdk_licensemanager::Client,
}

impl Licenses {
    /// Its client.
    pub fn new(session: &Session) -> Self {
        Self { client: reading_client(session) }
    }
}

impl ports::Licenses for Licenses {
    async fn received(&self, of: LicensesOf<'_>, token: Option<String>) -> ApiResult<Page<License>> {
        let page = self
            .client
            .list_received_licenses()
            .set_filters(filters(of))
            .max_results(LICENSES_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_RECEIVED_LICENSES, &error))?;
        let items = page.licenses().iter().map(received_license).collect::<ApiResult<_>>()?;
        Ok(Page { items, next: page.next_token })
    }

    async fn in_organization(
        &self,
        of: LicensesOf<'_>,
        token: Option<String>,
    ) -> ApiResult<Page<OrganizationLicense>> {
        let page = self
            .client
            .list_received_licenses_for_organization()
            .set_filters(filters(of))
            .max_results(LICENSES_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_RECEIVED_LICENSES_FOR_ORGANIZATION, &error))?;
        let items = page.licenses().iter().map(organization_license).collect::<ApiResult<_>>()?;
        Ok(Page { items, next: page.next_token })
    }
}

fn filters(of: LicensesOf<'_>) -> Option<Vec<Filter>> {
    match of {
        LicensesOf::Everything => None,
        LicensesOf::Product(product) => Some(only("ProductSKU", product.as_str())),
        LicensesOf::Buyer(account) => Some(only("Beneficiary", account.as_str())),
    }
}

/// The one filter of a listing; each operation spells its names in its own way (AWS-FACTS 2.5).
pub(crate) fn only(name: &str, value: &str) -> Vec<Filter> {
    vec![Filter::builder().name(name).values(value).build()]
}

fn received_license(license: &GrantedLicense) -> ApiResult<License> {
    let answer = Answer(LIST_RECEIVED_LICENSES);
    let operations =
        license.received_metadata().map(ReceivedMetadata::allowed_operations).unwrap_or_default();
    Ok(License {
        arn: answer.parsed("LicenseArn", license.license_arn())?,
        product: answer.parsed("ProductSKU", license.product_sku())?,
        product_name: license.product_name().unwrap_or_default().to_owned(),
        issuer: license.issuer().and_then(IssuerDetails::name).unwrap_or_default().to_owned(),
        status: status(license),
        beneficiary: license.beneficiary().unwrap_or_default().to_owned(),
        home_region: answer.required("HomeRegion", license.home_region())?.to_owned(),
        operations: operations.iter().map(|operation| Operation::from(operation.as_str())).collect(),
        created_seconds: license.create_time().and_then(created_seconds),
    })
}

fn organization_license(license: &GrantedLicense) -> ApiResult<OrganizationLicense> {
    let answer = Answer(LIST_RECEIVED_LICENSES_FOR_ORGANIZATION);
    Ok(OrganizationLicense {
        product: answer.parsed("ProductSKU", license.product_sku())?,
        beneficiary: answer.required("Beneficiary", license.beneficiary())?.to_owned(),
        status: status(license),
    })
}

fn status(license: &GrantedLicense) -> LicenseStatus {
    license.status().map_or(ABSENT, |status| status.as_str()).into()
}
