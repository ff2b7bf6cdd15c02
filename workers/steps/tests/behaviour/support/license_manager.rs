//! License Manager, over the wire.

use domain::grant::{Grant, Operation, OverrideBehavior, Share};
use domain::identifier::{AccountId, GrantArn, LicenseArn};
use domain::license::{License, created_seconds};
use domain::ownership::TAG_KEY;
use serde_json::{Value, json};
use steps::ports::{
    ApiResult, GrantWrites, Grants, GrantsOf, Licenses, LicensesOf, NewGrant, OrganizationLicense, Page,
    Tags, Written,
};

use super::http::{page, text};
use super::organization::tags;
use super::wire::{Answer, Wire};

impl Licenses for Wire {
    async fn received(&self, of: LicensesOf<'_>, token: Option<String>) -> ApiResult<Page<License>> {
        let request = json!({"Filters": filters(of), "MaxResults": 100, "NextToken": token});
        let target = "AWSLicenseManager.ListReceivedLicenses";
        let answer = self.read("license-manager:ListReceivedLicenses", target, request).await?;
        Ok(page(&answer, "Licenses", "NextToken", |license| License {
            arn: text(license, "LicenseArn").parse().unwrap(),
            product: text(license, "ProductSKU").parse().unwrap(),
            product_name: text(license, "ProductName"),
            issuer: text(&license["Issuer"], "Name"),
            status: license["Status"].as_str().unwrap().into(),
            beneficiary: text(license, "Beneficiary"),
            home_region: text(license, "HomeRegion"),
            operations: license["ReceivedMetadata"]["AllowedOperations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|operation| Operation::from(operation.as_str().unwrap()))
                .collect(),
            created_seconds: license["CreateTime"].as_str().and_then(created_seconds),
        }))
    }

    async fn in_organization(
        &self,
        of: LicensesOf<'_>,
        token: Option<String>,
    ) -> ApiResult<Page<OrganizationLicense>> {
        let request = json!({"Filters": filters(of), "MaxResults": 100, "NextToken": token});
        let target = "AWSLicenseManager.ListReceivedLicensesForOrganization";
        let answer =
            self.read("license-manager:ListReceivedLicensesForOrganization", target, request).await?;
        Ok(page(&answer, "Licenses", "NextToken", |license| OrganizationLicense {
            product: text(license, "ProductSKU").parse().unwrap(),
            beneficiary: text(license, "Beneficiary"),
            status: license["Status"].as_str().unwrap().into(),
        }))
    }
}

impl Grants for Wire {
    async fn distributed(&self, of: GrantsOf<'_>, token: Option<String>) -> ApiResult<Page<Grant>> {
        let filters = match of {
            GrantsOf::Everything => json!([]),
            GrantsOf::Product(product) => json!([{"Name": "ProductSKU", "Values": [product]}]),
            GrantsOf::Principal(principal) => json!([{"Name": "GranteePrincipalARN", "Values": [principal]}]),
        };
        let request = json!({"Filters": filters, "MaxResults": 100, "NextToken": token});
        let target = "AWSLicenseManager.ListDistributedGrants";
        let answer = self.read("license-manager:ListDistributedGrants", target, request).await?;
        Ok(page(&answer, "Grants", "NextToken", grant))
    }

    async fn parts(
        &self,
        license: &LicenseArn,
        whole: &GrantArn,
        token: Option<String>,
    ) -> ApiResult<Page<Grant>> {
        let filters = json!([{"Name": "ParentArn", "Values": [whole]}]);
        let request =
            json!({"LicenseArn": license, "Filters": filters, "MaxResults": 100, "NextToken": token});
        let target = "AWSLicenseManager.ListReceivedGrantsForOrganization";
        let answer = self.read("license-manager:ListReceivedGrantsForOrganization", target, request).await?;
        Ok(page(&answer, "Grants", "NextToken", grant))
    }

    async fn grant(&self, arn: &GrantArn) -> ApiResult<Grant> {
        let request = json!({"GrantArn": arn});
        let answer = self.read("license-manager:GetGrant", "AWSLicenseManager.GetGrant", request).await?;
        Ok(grant(&answer["Grant"]))
    }

    async fn grant_tags(&self, arn: &GrantArn) -> ApiResult<Tags> {
        let request = json!({"ResourceArn": arn});
        let target = "AWSLicenseManager.ListTagsForResource";
        let answer = self.read("license-manager:ListTagsForResource", target, request).await?;
        Ok(tags(&answer["Tags"]).collect())
    }
}

impl GrantWrites for Wire {
    async fn create(&self, grant: &NewGrant) -> ApiResult<Written> {
        let request = json!({
            "ClientToken": grant.token,
            "GrantName": grant.name,
            "LicenseArn": grant.share.license,
            "Principals": [grant.share.principal],
            "HomeRegion": grant.home_region,
            "AllowedOperations": grant.operations,
            "Tags": [{"Key": TAG_KEY, "Value": grant.hub}],
            "Options": grant.activate.map(|behavior| {
                json!({"DesiredStatus": "ACTIVE", "ActivationOverrideBehavior": behavior.as_str()})
            }),
        });
        let target = "AWSLicenseManager.CreateGrant";
        self.write("license-manager:CreateGrant", target, request, None).await.map(|answer| written(&answer))
    }

    async fn activate(
        &self,
        grant: &GrantArn,
        version: &str,
        token: &str,
        behavior: Option<OverrideBehavior>,
    ) -> ApiResult<Written> {
        let options = behavior.map(|behavior| json!({"ActivationOverrideBehavior": behavior.as_str()}));
        let request = json!({
            "ClientToken": token, "GrantArn": grant, "Status": "ACTIVE", "SourceVersion": version, "Options": options,
        });
        let target = "AWSLicenseManager.CreateGrantVersion";
        let answer = self.write("license-manager:CreateGrantVersion", target, request, None).await?;
        Ok(written(&answer))
    }

    async fn mark(&self, grant: &GrantArn, hub: &AccountId) -> ApiResult<String> {
        let request = json!({"ResourceArn": grant, "Tags": [{"Key": TAG_KEY, "Value": hub}]});
        let target = "AWSLicenseManager.TagResource";
        let answer = self.write("license-manager:TagResource", target, request, None).await?;
        Ok(answer.request_id)
    }

    async fn rename(&self, grant: &GrantArn, version: &str, token: &str, name: &str) -> ApiResult<Written> {
        let request =
            json!({"ClientToken": token, "GrantArn": grant, "GrantName": name, "SourceVersion": version});
        let target = "AWSLicenseManager.CreateGrantVersion";
        let answer = self.write("license-manager:CreateGrantVersion", target, request, None).await?;
        Ok(written(&answer))
    }

    async fn delete(&self, grant: &GrantArn, version: &str) -> ApiResult<Written> {
        let request = json!({"GrantArn": grant, "Version": version});
        let target = "AWSLicenseManager.DeleteGrant";
        self.write("license-manager:DeleteGrant", target, request, None).await.map(|answer| written(&answer))
    }

    async fn accept(&self, account: &AccountId, grant: &GrantArn) -> ApiResult<Written> {
        let session = self.assume_member_role(account.as_str()).await?;
        let request = json!({"GrantArn": grant});
        let target = "AWSLicenseManager.AcceptGrant";
        let answer =
            self.write("license-manager:AcceptGrant", target, request, Some(session.as_str())).await?;
        Ok(written(&answer))
    }
}

fn filters(of: LicensesOf<'_>) -> Value {
    match of {
        LicensesOf::Everything => json!([]),
        LicensesOf::Product(product) => json!([{"Name": "ProductSKU", "Values": [product]}]),
        LicensesOf::Buyer(account) => json!([{"Name": "Beneficiary", "Values": [account]}]),
    }
}

fn grant(grant: &Value) -> Grant {
    Grant {
        arn: text(grant, "GrantArn").parse().unwrap(),
        name: text(grant, "GrantName"),
        share: Share {
            license: text(grant, "LicenseArn").parse().unwrap(),
            principal: text(grant, "GranteePrincipalArn").into(),
        },
        status: grant["GrantStatus"].as_str().unwrap().into(),
        status_reason: grant["StatusReason"].as_str().map(str::to_owned),
        version: text(grant, "Version"),
    }
}

fn written(answer: &Answer) -> Written {
    Written {
        arn: text(&answer.body, "GrantArn").parse().unwrap(),
        status: answer.body["Status"].as_str().unwrap().into(),
        version: text(&answer.body, "Version"),
        request_id: answer.request_id.clone(),
    }
}
