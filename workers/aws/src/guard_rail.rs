//! The policy of the guard rail in Organizations, by the calls that change it.

use aws_sdk_organizations::Client;
use aws_sdk_organizations::types::{PolicyType, Tag};
use domain::identifier::AccountId;
use domain::ownership::TAG_KEY;
use domain::setup::scp::{POLICY_DESCRIPTION, POLICY_NAME};
use steps::ports::setup::{Fixed, Refused};
use steps::ports::{ApiError, ApiResult, Tags};

use crate::actions::{
    ATTACH_POLICY, CREATE_POLICY, DELETE_POLICY, DETACH_POLICY, ENABLE_POLICY_TYPE, LIST_ORGANIZATION_TAGS,
    LIST_POLICIES, UPDATE_POLICY,
};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::session::Session;
use crate::setup_writes::fixed;

/// AWS Organizations, for writing the policy. Every change is made once.
#[derive(Debug, Clone)]
pub(crate) struct GuardRail {
    client: Client,
    /// The client for finding the policy, which may try again.
    reading: Client,
}

impl GuardRail {
    /// Its clients.
    pub(crate) fn new(session: &Session) -> Self {
        Self {
            client: Client::new(&session.writing_at_home()),
            reading: Client::new(&session.reading_at_home()),
        }
    }

    /// The policy of the guard rail's name and its tags, each read to the end: Organizations has no second policy of a name.
    pub(crate) async fn find(&self) -> ApiResult<Option<(String, Tags)>> {
        let listing = self.reading.list_policies().filter(PolicyType::ServiceControlPolicy);
        let mut pages = listing.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| api_error(LIST_POLICIES, &error))?;
            if let Some(policy) = page.policies().iter().find(|policy| policy.name() == Some(POLICY_NAME)) {
                let id = Answer(LIST_POLICIES).required("Id", policy.id())?;
                return Ok(Some((id.to_owned(), self.tags(id).await?)));
            }
        }
        Ok(None)
    }

    async fn tags(&self, policy: &str) -> ApiResult<Tags> {
        let listing = self.reading.list_tags_for_resource().resource_id(policy);
        let mut pages = listing.into_paginator().send();
        let mut tags = Tags::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| api_error(LIST_ORGANIZATION_TAGS, &error))?;
            tags.extend(page.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)));
        }
        Ok(tags)
    }

    /// Makes the kind of policy that it is usable.
    pub(crate) async fn enable_kind(&self, root: &str) -> Result<Fixed, Refused> {
        let call =
            self.client.enable_policy_type().root_id(root).policy_type(PolicyType::ServiceControlPolicy);
        fixed(ENABLE_POLICY_TYPE, call.send().await)
    }

    pub(crate) async fn create(&self, text: &str, owner: &AccountId) -> Result<Fixed, Refused> {
        let tag = Tag::builder().key(TAG_KEY).value(owner.as_str()).build();
        let tag = tag.map_err(|error| Refused {
            error: Answer(CREATE_POLICY).unreadable(format!("the request was not sent: {error}")),
            reason: String::new(),
        })?;
        let call = self
            .client
            .create_policy()
            .r#type(PolicyType::ServiceControlPolicy)
            .name(POLICY_NAME)
            .description(POLICY_DESCRIPTION)
            .content(text)
            .tags(tag);
        fixed(CREATE_POLICY, call.send().await)
    }

    pub(crate) async fn update(&self, policy: &str, text: &str) -> Result<Fixed, Refused> {
        fixed(UPDATE_POLICY, self.client.update_policy().policy_id(policy).content(text).send().await)
    }

    /// `policy` is what [`GuardRail::find`] found. Nothing found is told in the words that AWS has for it.
    pub(crate) async fn attach(&self, policy: Option<&str>, target: &str) -> Result<Fixed, Refused> {
        let Some(policy) = policy else {
            let error = ApiError {
                operation: ATTACH_POLICY,
                code: "PolicyNotFoundException".to_owned(),
                message: format!("there is no policy {POLICY_NAME} (yet)"),
                status: 0,
            };
            return Err(Refused { error, reason: String::new() });
        };
        let call = self.client.attach_policy().policy_id(policy).target_id(target);
        fixed(ATTACH_POLICY, call.send().await)
    }

    pub(crate) async fn detach(&self, policy: &str, target: &str) -> Result<Fixed, Refused> {
        let call = self.client.detach_policy().policy_id(policy).target_id(target);
        fixed(DETACH_POLICY, call.send().await)
    }

    pub(crate) async fn delete(&self, policy: &str) -> Result<Fixed, Refused> {
        fixed(DELETE_POLICY, self.client.delete_policy().policy_id(policy).send().await)
    }
}
