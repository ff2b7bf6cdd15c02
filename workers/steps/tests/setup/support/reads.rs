//! What setup reads in an account.

use std::sync::atomic::Ordering;

use domain::identifier::AccountId;
use domain::setup::observed::{Deletion, DeletionStatus, Organization, Role};
use serde_json::json;
use steps::ports::setup::{ListedPolicy, ListedRole, Root, SetupReads};
use steps::ports::{ApiResult, Page, Prerequisites};

use super::http::{page, text as member};
use super::query::{inside, marker, members, text, trusted};
use super::wire::Wire;
use super::world::{PURCHASE, PURCHASE_ROLE};

impl Prerequisites for Wire {
    async fn organization(&self) -> ApiResult<Option<Organization>> {
        self.asking().organization().await
    }

    async fn trusted_services(&self, token: Option<String>) -> ApiResult<Page<String>> {
        self.asking().trusted_services(token).await
    }

    async fn linked(&self) -> ApiResult<bool> {
        self.asking().linked().await
    }

    async fn linked_roles(&self, token: Option<String>) -> ApiResult<Page<ListedRole>> {
        let xml = self.iam("iam:ListRoles", &[("PathPrefix", "/aws-service-role/")], token).await?;
        let one = |xml: &str| {
            let mut trusts = trusted(&text(xml, "AssumeRolePolicyDocument").unwrap());
            if self.odd.foreign_trust.load(Ordering::Relaxed) {
                trusts.push("ec2.amazonaws.com".to_owned());
            }
            ListedRole {
                path: text(xml, "Path").unwrap(),
                role: Role {
                    name: text(xml, "RoleName").unwrap(),
                    description: text(xml, "Description").unwrap_or_default(),
                    trusts: trusts.into_iter().collect(),
                },
            }
        };
        Ok(Page { items: members(&xml, "Roles").map(one).collect(), next: marker(&xml) })
    }

    async fn delegated_administrators(
        &self,
        principal: &str,
        token: Option<String>,
    ) -> ApiResult<Page<AccountId>> {
        self.asking().delegated_administrators(principal, token).await
    }
}

impl SetupReads for Wire {
    async fn attached_policies(&self, role: &str, token: Option<String>) -> ApiResult<Page<String>> {
        let xml = self.iam("iam:ListAttachedRolePolicies", &[("RoleName", role)], token).await?;
        let names = members(&xml, "AttachedPolicies").map(|one| text(one, "PolicyName").unwrap());
        let other = self.odd.foreign_policy.load(Ordering::Relaxed).then(|| "AdministratorAccess".to_owned());
        Ok(Page { items: names.chain(other).collect(), next: marker(&xml) })
    }

    async fn deletion(&self, task: &str) -> ApiResult<Deletion> {
        let operation = "iam:GetServiceLinkedRoleDeletionStatus";
        let xml = self.iam(operation, &[("DeletionTaskId", task)], None).await?;
        let usage = inside(&xml, "RoleUsageList").unwrap_or_default();
        let one = |region: &str| {
            let resources = members(region, "Resources").map(|one| one.replace("</member>", "")).collect();
            (region.split('<').next().unwrap().to_owned(), resources)
        };
        // The reason in words is an element of its name inside of one.
        let reason = inside(&xml, "Reason").and_then(|reason| reason.split_once("<Reason>"));
        Ok(Deletion {
            status: DeletionStatus::from(text(&xml, "Status").unwrap().as_str()),
            reason: reason.map(|(_, reason)| reason.to_owned()).unwrap_or_default(),
            usage: usage.split("<Region>").skip(1).map(one).collect(),
        })
    }

    async fn has_role(&self, name: &str) -> ApiResult<bool> {
        assert_eq!((name, self.account.as_str()), (PURCHASE_ROLE, PURCHASE));
        Ok(!self.odd.no_purchase_role.load(Ordering::Relaxed))
    }

    async fn roots(&self, token: Option<String>) -> ApiResult<Page<Root>> {
        let answer = self.read("organizations:ListRoots", json!({}), token).await?;
        Ok(page(&answer, "Roots", "NextToken", |root| Root {
            id: member(root, "Id"),
            has_control_policies: root["PolicyTypes"].as_array().unwrap().iter().any(|kind| {
                member(kind, "Type") == "SERVICE_CONTROL_POLICY" && member(kind, "Status") == "ENABLED"
            }),
        }))
    }

    async fn control_policies(&self, token: Option<String>) -> ApiResult<Page<ListedPolicy>> {
        let request = json!({"Filter": "SERVICE_CONTROL_POLICY"});
        let answer = self.read("organizations:ListPolicies", request, token).await?;
        let one = |policy: &_| ListedPolicy { id: member(policy, "Id"), name: member(policy, "Name") };
        Ok(page(&answer, "Policies", "NextToken", one))
    }

    async fn policy_text(&self, policy: &str) -> ApiResult<String> {
        let answer = self.read("organizations:DescribePolicy", json!({"PolicyId": policy}), None).await?;
        Ok(member(&answer["Policy"], "Content"))
    }

    async fn policy_tags(&self, policy: &str, token: Option<String>) -> ApiResult<Page<(String, String)>> {
        let request = json!({"ResourceId": policy});
        let answer = self.read("organizations:ListTagsForResource", request, token).await?;
        Ok(page(&answer, "Tags", "NextToken", |tag| (member(tag, "Key"), member(tag, "Value"))))
    }

    async fn policy_targets(&self, policy: &str, token: Option<String>) -> ApiResult<Page<String>> {
        let request = json!({"PolicyId": policy});
        let answer = self.read("organizations:ListTargetsForPolicy", request, token).await?;
        Ok(page(&answer, "Targets", "NextToken", |target| member(target, "TargetId")))
    }
}
