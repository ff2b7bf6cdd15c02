//! The Marketplace Catalog of one organization, as a client without any part of ours sees it through the AWS SDK.

use std::collections::BTreeSet;
use std::fmt::Display;

use aws_sdk_marketplacecatalog::Client;
use aws_sdk_marketplacecatalog::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_marketplacecatalog::error::DisplayErrorContext;
use aws_sdk_marketplacecatalog::types::{Change, ChangeStatus, Entity, Filter};
use local::REGION;
use serde_json::{Value, json};

use crate::failure::Failure;

const CATALOG: &str = "AWSMarketplace";

/// The Catalog, in the name of one account.
#[derive(Debug)]
pub(super) struct Catalog {
    client: Client,
}

/// The products of an experience.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Lists {
    /// Approved ones.
    pub(super) allowed: BTreeSet<String>,
    /// Rejected ones.
    pub(super) denied: BTreeSet<String>,
}

/// How far a change set is.
#[derive(Debug)]
pub(super) enum SetStatus {
    /// Not ended yet.
    AtWork,
    /// Applied.
    Applied,
    /// Ended in any other way.
    Ended(String),
}

impl Catalog {
    /// The account is told by the access key.
    pub(super) fn of(endpoint: &str, account: &str) -> Self {
        let config = aws_sdk_marketplacecatalog::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static(REGION))
            .endpoint_url(endpoint)
            .credentials_provider(Credentials::new(account, "local", None, None, "bench"))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        Self { client: Client::from_conf(config) }
    }

    /// The ids of all experiences, as a delegated administrator asks for them.
    pub(super) async fn experiences(&self) -> Result<Vec<String>, Failure> {
        let shared = Filter::builder().name("Scope").value_list("SharedWithMe").build();
        let request =
            self.client.list_entities().catalog(CATALOG).entity_type("Experience").filter_list(shared);
        let mut pages = request.into_paginator().send();
        let mut ids = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(refused("list the experiences"))?;
            ids.extend(
                page.entity_summary_list().iter().filter_map(|one| one.entity_id().map(str::to_owned)),
            );
        }
        Ok(ids)
    }

    /// The products of an experience; `None` when it is not in force, archived, or without a policy.
    pub(super) async fn lists(&self, experience: &str) -> Result<Option<Lists>, Failure> {
        let details = self.describe(experience).await?;
        let is_live = details["Status"] == "Enabled" && details["AdminStatus"].is_null();
        let policy = details["ProcurementPolicies"][0].as_str().filter(|_| is_live);
        let Some(policy) = policy else { return Ok(None) };
        Ok(Some(Lists::of(&self.describe(policy).await?)))
    }

    /// Starts a change set with one change; gives its id.
    pub(super) async fn start(
        &self,
        experience: &str,
        change_type: &str,
        products: &[String],
    ) -> Result<String, Failure> {
        let refused_here = "start a change set";
        let entity = Entity::builder().r#type("Experience@1.0").identifier(experience).build();
        let change = Change::builder()
            .change_type(change_type)
            .entity(entity.map_err(refused(refused_here))?)
            .details(json!({"Products": [{"Ids": products}]}).to_string())
            .build()
            .map_err(refused(refused_here))?;
        // The SDK fills in a client token of its own, new for every set.
        let request = self.client.start_change_set().catalog(CATALOG).change_set(change);
        let started = request.send().await.map_err(refused(refused_here))?;
        Ok(started.change_set_id().unwrap_or_default().to_owned())
    }

    /// How far a change set is.
    pub(super) async fn status(&self, set: &str) -> Result<SetStatus, Failure> {
        let request = self.client.describe_change_set().catalog(CATALOG).change_set_id(set);
        let set = request.send().await.map_err(refused("look at a change set"))?;
        Ok(match set.status() {
            Some(ChangeStatus::Succeeded) => SetStatus::Applied,
            Some(ChangeStatus::Preparing | ChangeStatus::Applying) => SetStatus::AtWork,
            other => SetStatus::Ended(format!("{other:?} {:?}", set.failure_description())),
        })
    }

    async fn describe(&self, entity: &str) -> Result<Value, Failure> {
        let doing = "describe an entity";
        let request = self.client.describe_entity().catalog(CATALOG).entity_id(entity);
        let described = request.send().await.map_err(refused(doing))?;
        serde_json::from_str(described.details().unwrap_or_default()).map_err(refused_text(doing))
    }
}

impl Lists {
    /// Several statements of one effect, each with several resources, are flattened.
    fn of(policy: &Value) -> Self {
        let list = |effect: &str| {
            let statements = policy["Statements"].as_array().into_iter().flatten();
            let resources = statements
                .filter(|statement| statement["Effect"] == effect)
                .flat_map(|statement| statement["Resources"].as_array().into_iter().flatten());
            let ids = resources.flat_map(|resource| resource["Ids"].as_array().into_iter().flatten());
            ids.filter_map(|id| id.as_str().map(str::to_owned)).collect()
        };
        Self { allowed: list("Allow"), denied: list("Deny") }
    }
}

fn refused<E: std::error::Error>(doing: &'static str) -> impl FnOnce(E) -> Failure {
    move |error| refused_text(doing)(DisplayErrorContext(error))
}

fn refused_text<E: Display>(doing: &'static str) -> impl FnOnce(E) -> Failure {
    move |error| Failure::Serial { doing, why: error.to_string() }
}
