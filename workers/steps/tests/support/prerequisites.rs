//! What has to be in place, asked for over the wire by one account.

use std::collections::BTreeSet;

use domain::identifier::AccountId;
use domain::setup::observed::{FeatureSet, Organization, Role};
use http_body_util::Full;
use hyper::Method;
use serde_json::{Value, json};
use steps::ports::setup::ListedRole;
use steps::ports::{ApiError, ApiResult, Page, Prerequisites};

use super::http::{Answer, Http, page, text};

/// An account that asks.
pub(crate) struct Asking<'a> {
    pub(crate) http: &'a Http,
    pub(crate) account: &'a str,
}

impl Asking<'_> {
    async fn organizations(&self, operation: &'static str, request: Value) -> ApiResult<Value> {
        let (_, name) = operation.split_once(':').unwrap();
        let target = format!("AWSOrganizationsV20161128.{name}");
        self.http.patiently(|| self.http.json(operation, &target, &request, self.account, "us-east-1")).await
    }

    /// A call of IAM: a form is sent, XML comes back.
    async fn iam(&self, operation: &'static str, form: &str) -> ApiResult<Answer> {
        let request = self
            .http
            .signed((Method::POST, "/"), "iam", self.account, "us-east-1")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::from(form.to_owned()))
            .unwrap();
        let (status, _, body) = self.http.send(operation, request).await?;
        let xml = String::from_utf8(body.to_vec()).unwrap();
        if status == 200 {
            return Ok(Answer { body: json!(xml), request_id: String::new() });
        }
        let (code, message) = (element(&xml, "Code"), element(&xml, "Message"));
        Err(ApiError {
            operation,
            code: code.unwrap_or_default(),
            message: message.unwrap_or_default(),
            status,
        })
    }
}

impl Prerequisites for Asking<'_> {
    async fn organization(&self) -> ApiResult<Option<Organization>> {
        let answer = match self.organizations("organizations:DescribeOrganization", json!({})).await {
            Err(error) if error.code == "AWSOrganizationsNotInUseException" => return Ok(None),
            answer => answer?,
        };
        let organization = &answer["Organization"];
        Ok(Some(Organization {
            management_account: text(organization, "MasterAccountId").parse().unwrap(),
            feature_set: FeatureSet::from(text(organization, "FeatureSet")),
        }))
    }

    async fn trusted_services(&self, token: Option<String>) -> ApiResult<Page<String>> {
        let request = json!({"MaxResults": 20, "NextToken": token});
        let answer = self.organizations("organizations:ListAWSServiceAccessForOrganization", request).await?;
        Ok(page(&answer, "EnabledServicePrincipals", "NextToken", |one| text(one, "ServicePrincipal")))
    }

    async fn linked(&self) -> ApiResult<bool> {
        let (operation, target) =
            ("license-manager:GetServiceSettings", "AWSLicenseManager.GetServiceSettings");
        let request = json!({});
        let call = || self.http.json(operation, target, &request, self.account, "us-east-1");
        let answer = self.http.patiently(call).await?;
        Ok(answer["OrganizationConfiguration"]["EnableIntegration"] == true)
    }

    async fn linked_roles(&self, token: Option<String>) -> ApiResult<Page<ListedRole>> {
        let marker = token.map(|token| format!("&Marker={token}")).unwrap_or_default();
        let form = format!(
            "Action=ListRoles&Version=2010-05-08&PathPrefix=%2Faws-service-role%2F&MaxItems=1000{marker}"
        );
        let answer = self.http.patiently(|| self.iam("iam:ListRoles", &form)).await?;
        let xml = answer.as_str().unwrap();
        let role = |member: &str| ListedRole {
            path: element(member, "Path").unwrap(),
            role: Role {
                name: element(member, "RoleName").unwrap(),
                description: String::new(),
                trusts: BTreeSet::new(),
            },
        };
        Ok(Page { items: xml.split("<member>").skip(1).map(role).collect(), next: element(xml, "Marker") })
    }

    async fn delegated_administrators(
        &self,
        principal: &str,
        token: Option<String>,
    ) -> ApiResult<Page<AccountId>> {
        let request = json!({"ServicePrincipal": principal, "MaxResults": 20, "NextToken": token});
        let answer = self.organizations("organizations:ListDelegatedAdministrators", request).await?;
        Ok(page(&answer, "DelegatedAdministrators", "NextToken", |one| text(one, "Id").parse().unwrap()))
    }
}

/// The text of the first element of this name.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once('<').map(|(text, _)| text.to_owned())
}
