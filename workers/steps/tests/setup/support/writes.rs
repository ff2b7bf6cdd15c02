//! What setup writes in an account.

use domain::ownership::TAG_KEY;
use domain::setup::fix::Fix;
use domain::setup::scp::{POLICY_DESCRIPTION, POLICY_NAME};
use serde_json::{Value, json};
use steps::ports::setup::{Fixed, Refused, SetupReads, SetupWrites};
use steps::ports::{ApiError, ApiResult, Tags};

use super::http::{Answer, text as member};
use super::query::text;
use super::wire::Wire;

const KIND: &str = "SERVICE_CONTROL_POLICY";

impl SetupWrites for Wire {
    async fn fix(&self, fix: &Fix, guard_rail: Option<&str>) -> Result<Fixed, Refused> {
        let operation = fix.operation();
        let answer = match fix {
            Fix::CreateRole { service, description, .. } => {
                let mut members = vec![("AWSServiceName", service.principal())];
                members.extend(description.as_deref().map(|text| ("Description", text)));
                self.in_iam(operation, &members).await
            }
            Fix::DescribePurchaseOrders { role, description } => {
                self.in_iam(operation, &[("RoleName", role), ("Description", description)]).await
            }
            Fix::DeletePurchaseOrders { role } => self.in_iam(operation, &[("RoleName", role)]).await,
            other => self.with_reason(operation, &request(other, guard_rail)).await,
        }?;
        let deletion = answer.body.as_str().and_then(|xml| text(xml, "DeletionTaskId"));
        Ok(Fixed { request_id: answer.request_id, deletion })
    }

    async fn guard_rail(&self) -> ApiResult<Option<(String, Tags)>> {
        let mut token = None;
        loop {
            let page = self.control_policies(token).await?;
            if let Some(found) = page.items.iter().find(|policy| policy.name == POLICY_NAME) {
                let tags = self.policy_tags(&found.id, None).await?;
                return Ok(Some((found.id.clone(), tags.items.into_iter().collect())));
            }
            token = page.next;
            if token.is_none() {
                return Ok(None);
            }
        }
    }
}

impl Wire {
    async fn in_iam(&self, operation: &'static str, members: &[(&str, &str)]) -> Result<Answer, Refused> {
        let (_, action) = operation.split_once(':').unwrap();
        let mut all = vec![("Action", action), ("Version", "2010-05-08")];
        all.extend_from_slice(members);
        self.query(operation, &all).await.map_err(|error| Refused { error, reason: String::new() })
    }

    /// A refusal of Organizations has its `Reason` beside code and message.
    async fn with_reason(&self, operation: &'static str, request: &Value) -> Result<Answer, Refused> {
        let plain = |error| Refused { error, reason: String::new() };
        let (status, headers, body) = self.send_json(operation, request).await.map_err(plain)?;
        let body: Value = serde_json::from_slice(&body).unwrap();
        if status == 200 {
            let id = headers.get("x-amzn-requestid").unwrap().to_str().unwrap().to_owned();
            return Ok(Answer { body, request_id: id });
        }
        let (code, message) = (member(&body, "__type"), member(&body, "Message"));
        let message = if message.is_empty() { member(&body, "message") } else { message };
        Err(Refused { error: ApiError { operation, code, message, status }, reason: member(&body, "Reason") })
    }
}

/// The request of a fix in Organizations or License Manager.
fn request(fix: &Fix, guard_rail: Option<&str>) -> Value {
    match fix {
        Fix::LinkLicenseManager => json!({"OrganizationConfiguration": {"EnableIntegration": true}}),
        Fix::EnableTrustedAccess(service) => json!({"ServicePrincipal": service.principal()}),
        Fix::RegisterDelegatedAdministrator { service, account } => {
            json!({"AccountId": account, "ServicePrincipal": service.principal()})
        }
        Fix::EnableServiceControlPolicies { root } => json!({"RootId": root, "PolicyType": KIND}),
        Fix::CreateGuardRail { text, owner } => json!({
            "Name": POLICY_NAME, "Description": POLICY_DESCRIPTION, "Type": KIND, "Content": text,
            "Tags": [{"Key": TAG_KEY, "Value": owner}],
        }),
        Fix::UpdateGuardRail { policy, text } => json!({"PolicyId": policy, "Content": text}),
        Fix::AttachGuardRail { target, .. } => json!({"PolicyId": guard_rail.unwrap(), "TargetId": target}),
        Fix::DetachGuardRail { policy, target } => json!({"PolicyId": policy, "TargetId": target}),
        Fix::DeleteGuardRail { policy } => json!({"PolicyId": policy}),
        Fix::CreateRole { .. } | Fix::DescribePurchaseOrders { .. } | Fix::DeletePurchaseOrders { .. } => {
            unreachable!("a call of IAM")
        }
    }
}
