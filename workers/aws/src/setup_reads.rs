//! What setup reads in one account beyond what every run does: the guard rail, the purchase-orders role, a deletion.

use aws_sdk_iam::operation::get_role::GetRoleError;
use aws_sdk_iam::operation::get_service_linked_role_deletion_status::GetServiceLinkedRoleDeletionStatusOutput;
use aws_sdk_iam::types::DeletionTaskFailureReasonType;
use aws_sdk_organizations::types::{self, PolicyType, PolicyTypeStatus};
use domain::setup::observed::{Deletion, DeletionStatus};
use steps::ports::setup::{ListedPolicy, Root, SetupReads};
use steps::ports::{ApiResult, Page};

use crate::actions::{
    DESCRIBE_POLICY, GET_ROLE, GET_ROLE_DELETION, LIST_ATTACHED_ROLE_POLICIES, LIST_ORGANIZATION_TAGS,
    LIST_POLICIES, LIST_POLICY_TARGETS, LIST_ROOTS,
};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::prerequisites::{ITEMS_PER_PAGE, Prerequisites};

impl SetupReads for Prerequisites {
    async fn attached_policies(&self, role: &str, token: Option<String>) -> ApiResult<Page<String>> {
        let page = self
            .iam
            .list_attached_role_policies()
            .role_name(role)
            .set_marker(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_ATTACHED_ROLE_POLICIES, &error))?;
        let answer = Answer(LIST_ATTACHED_ROLE_POLICIES);
        let names =
            page.attached_policies().iter().map(|policy| text(answer, "PolicyName", policy.policy_name()));
        Ok(Page { items: names.collect::<ApiResult<_>>()?, next: page.marker.filter(|_| page.is_truncated) })
    }

    async fn deletion(&self, task: &str) -> ApiResult<Deletion> {
        let output = self
            .iam
            .get_service_linked_role_deletion_status()
            .deletion_task_id(task)
            .send()
            .await
            .map_err(|error| api_error(GET_ROLE_DELETION, &error))?;
        Ok(deletion(&output))
    }

    async fn has_role(&self, name: &str) -> ApiResult<bool> {
        match self.iam.get_role().role_name(name).send().await {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(GetRoleError::is_no_such_entity_exception) => {
                Ok(false)
            }
            Err(error) => Err(api_error(GET_ROLE, &error)),
        }
    }

    async fn roots(&self, token: Option<String>) -> ApiResult<Page<Root>> {
        let page = self
            .organizations
            .list_roots()
            .max_results(ITEMS_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_ROOTS, &error))?;
        Ok(Page { items: page.roots().iter().map(root).collect::<ApiResult<_>>()?, next: page.next_token })
    }

    async fn control_policies(&self, token: Option<String>) -> ApiResult<Page<ListedPolicy>> {
        let page = self
            .organizations
            .list_policies()
            .filter(PolicyType::ServiceControlPolicy)
            .max_results(ITEMS_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_POLICIES, &error))?;
        let answer = Answer(LIST_POLICIES);
        let items = page.policies().iter().map(|policy| {
            Ok(ListedPolicy {
                id: text(answer, "Id", policy.id())?,
                name: text(answer, "Name", policy.name())?,
            })
        });
        Ok(Page { items: items.collect::<ApiResult<_>>()?, next: page.next_token })
    }

    async fn policy_text(&self, policy: &str) -> ApiResult<String> {
        let output = self
            .organizations
            .describe_policy()
            .policy_id(policy)
            .send()
            .await
            .map_err(|error| api_error(DESCRIBE_POLICY, &error))?;
        let policy = output.policy.and_then(|policy| policy.content);
        Answer(DESCRIBE_POLICY).required("Content", policy)
    }

    async fn policy_tags(&self, policy: &str, token: Option<String>) -> ApiResult<Page<(String, String)>> {
        let page = self
            .organizations
            .list_tags_for_resource()
            .resource_id(policy)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_ORGANIZATION_TAGS, &error))?;
        let items = page.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect();
        Ok(Page { items, next: page.next_token })
    }

    async fn policy_targets(&self, policy: &str, token: Option<String>) -> ApiResult<Page<String>> {
        let page = self
            .organizations
            .list_targets_for_policy()
            .policy_id(policy)
            .max_results(ITEMS_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_POLICY_TARGETS, &error))?;
        let answer = Answer(LIST_POLICY_TARGETS);
        let targets = page.targets().iter().map(|target| text(answer, "TargetId", target.target_id()));
        Ok(Page { items: targets.collect::<ApiResult<_>>()?, next: page.next_token })
    }
}

fn text(answer: Answer, field: &str, value: Option<&str>) -> ApiResult<String> {
    answer.required(field, value).map(str::to_owned)
}

/// A kind of policy that is being enabled or disabled is not enabled.
fn root(root: &types::Root) -> ApiResult<Root> {
    let has_control_policies = root.policy_types().iter().any(|kind| {
        kind.r#type() == Some(&PolicyType::ServiceControlPolicy)
            && kind.status() == Some(&PolicyTypeStatus::Enabled)
    });
    Ok(Root { id: text(Answer(LIST_ROOTS), "Id", root.id())?, has_control_policies })
}

fn deletion(output: &GetServiceLinkedRoleDeletionStatusOutput) -> Deletion {
    let reason = output.reason();
    let usage = reason.map(DeletionTaskFailureReasonType::role_usage_list).unwrap_or_default();
    Deletion {
        status: DeletionStatus::from(output.status().as_str()),
        reason: reason.and_then(DeletionTaskFailureReasonType::reason).unwrap_or_default().to_owned(),
        usage: usage
            .iter()
            .map(|used| (used.region().unwrap_or_default().to_owned(), used.resources().to_vec()))
            .collect(),
    }
}
