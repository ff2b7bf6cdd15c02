//! The Marketplace Catalog and what belongs to it, over the wire, called by the administrator of a private marketplace.

use domain::experience::change_set::{ChangeError, ChangeSet, Observed, OpenSet};
use domain::experience::details::Described;
use domain::experience::identity::{Administrator, ChangeSetId, EntityId, ExperienceId};
use http_body_util::Full;
use hyper::Method;
use serde_json::{Value, json};
use sim::Sim;
use steps::ports::experiences::{Catalog, ChangeSets, EntityKind, Seen, Started};
use steps::ports::{ApiError, ApiResult, Page};

use super::http::{Answer, Http, page, text};
use super::prerequisites::Asking;

const DESCRIBE_ENTITY: &str = "aws-marketplace:DescribeEntity";
const DESCRIBE_CHANGE_SET: &str = "aws-marketplace:DescribeChangeSet";

/// The services, called from one account.
pub(crate) struct Wire {
    http: Http,
    account: String,
}

impl Wire {
    pub(crate) fn new(sim: &Sim, account: &str) -> Self {
        Self { http: Http::new(sim), account: account.to_owned() }
    }

    /// What has to be in place, asked for by this account.
    pub(crate) fn prerequisites(&self) -> Asking<'_> {
        Asking { http: &self.http, account: &self.account }
    }

    async fn post(&self, operation: &'static str, path: &str, request: &Value) -> ApiResult<Answer> {
        let body = request.to_string();
        self.catalog(operation, (Method::POST, path), body).await
    }

    async fn get(&self, operation: &'static str, query: &str) -> ApiResult<Value> {
        let (_, name) = operation.split_once(':').unwrap();
        let path = format!("/{name}?catalog=AWSMarketplace&{query}");
        self.http.patiently(|| self.catalog(operation, (Method::GET, &path), String::new())).await
    }

    /// A person cancels a change set; whether that was still possible.
    pub(crate) async fn cancel(&self, id: &ChangeSetId) -> bool {
        let path = format!("/CancelChangeSet?catalog=AWSMarketplace&changeSetId={id}");
        let call = self.catalog("aws-marketplace:CancelChangeSet", (Method::PATCH, &path), String::new());
        call.await.is_ok()
    }

    async fn catalog(
        &self,
        operation: &'static str,
        what: (Method, &str),
        body: String,
    ) -> ApiResult<Answer> {
        let request = self
            .http
            .signed(what, "aws-marketplace", &self.account, "us-east-1")
            .header("content-type", "application/json")
            .body(Full::from(body))
            .unwrap();
        self.http.answered(operation, request).await
    }
}

impl Catalog for Wire {
    async fn entities(
        &self,
        kind: EntityKind,
        by: Administrator,
        token: Option<String>,
    ) -> ApiResult<Page<String>> {
        let kind = match kind {
            EntityKind::Experience => "Experience",
            EntityKind::Audience => "Audience",
        };
        let mut request = json!({"Catalog": "AWSMarketplace", "EntityType": kind, "MaxResults": 50});
        add(&mut request, &filters(by), token);
        let operation = "aws-marketplace:ListEntities";
        let answer = self.http.patiently(|| self.post(operation, "/ListEntities", &request)).await?;
        Ok(page(&answer, "EntitySummaryList", "NextToken", |entity| text(entity, "EntityId")))
    }

    async fn experience(&self, id: &ExperienceId) -> ApiResult<Described> {
        let answer = self.get(DESCRIBE_ENTITY, &format!("entityId={id}")).await?;
        Ok(serde_json::from_value(answer).unwrap())
    }

    async fn describe(&self, ids: &[EntityId]) -> ApiResult<Vec<ApiResult<Described>>> {
        assert!((1..=Self::BATCH_MAX).contains(&ids.len()), "{} entities at once", ids.len());
        let requests: Vec<Value> =
            ids.iter().map(|id| json!({"Catalog": "AWSMarketplace", "EntityId": id})).collect();
        let request = json!({ "EntityRequestList": requests });
        let call = || self.post(DESCRIBE_ENTITY, "/BatchDescribeEntities", &request);
        let answer = self.http.patiently(call).await?;
        let one = |id: &EntityId| {
            let (found, error) = (&answer["EntityDetails"][id.as_str()], &answer["Errors"][id.as_str()]);
            let code =
                if error.is_null() { ApiError::UNREADABLE } else { error["ErrorCode"].as_str().unwrap() };
            serde_json::from_value(found.clone()).map_err(|_| ApiError {
                operation: DESCRIBE_ENTITY,
                code: code.to_owned(),
                message: text(error, "ErrorMessage"),
                status: 200,
            })
        };
        Ok(ids.iter().map(one).collect())
    }
}

impl ChangeSets for Wire {
    async fn start(&self, set: &ChangeSet) -> ApiResult<Started> {
        let change = |change: &domain::experience::change_set::Change| {
            json!({
                "ChangeType": change.change_type,
                "Entity": {"Type": "Experience@1.0", "Identifier": set.experience},
                "Details": change.details.to_string(),
            })
        };
        let request = json!({
            "Catalog": "AWSMarketplace",
            "ChangeSetName": set.name,
            "ClientRequestToken": set.token,
            "ChangeSet": set.changes.iter().map(change).collect::<Vec<_>>(),
        });
        let answer = self.post("aws-marketplace:StartChangeSet", "/StartChangeSet", &request).await?;
        Ok(Started { id: text(&answer.body, "ChangeSetId").parse().unwrap(), request_id: answer.request_id })
    }

    async fn change_set(&self, id: &ChangeSetId) -> ApiResult<Seen> {
        let answer = self.get(DESCRIBE_CHANGE_SET, &format!("changeSetId={id}")).await?;
        let errors = answer["ChangeSet"].as_array().unwrap().iter().flat_map(|change| {
            change["ErrorDetailList"].as_array().unwrap().iter().map(|error| ChangeError {
                change_type: text(change, "ChangeType").into(),
                code: text(error, "ErrorCode").into(),
                message: text(error, "ErrorMessage"),
            })
        });
        let observed = Observed {
            change_set: id.clone(),
            status: text(&answer, "Status").into(),
            failure: answer["FailureCode"].as_str().map(Into::into),
            description: answer["FailureDescription"].as_str().map(str::to_owned),
            errors: errors.collect(),
            takes_changes: true,
        };
        Ok(Seen { name: text(&answer, "ChangeSetName"), observed })
    }

    async fn open(
        &self,
        experience: &ExperienceId,
        by: Administrator,
        token: Option<String>,
    ) -> ApiResult<Page<OpenSet>> {
        let mut wanted = vec![
            json!({"Name": "EntityId", "ValueList": [experience]}),
            json!({"Name": "Status", "ValueList": ["PREPARING", "APPLYING"]}),
        ];
        wanted.extend(filters(by));
        let mut request = json!({"Catalog": "AWSMarketplace", "MaxResults": 20});
        add(&mut request, &wanted, token);
        let operation = "aws-marketplace:ListChangeSets";
        let answer = self.http.patiently(|| self.post(operation, "/ListChangeSets", &request)).await?;
        Ok(page(&answer, "ChangeSetSummaryList", "NextToken", |set| OpenSet {
            id: text(set, "ChangeSetId").parse().unwrap(),
            name: set["ChangeSetName"].as_str().map(str::to_owned),
        }))
    }
}

/// The filter that a delegated administrator needs.
fn filters(by: Administrator) -> Vec<Value> {
    by.filter().map(|(name, value)| json!({"Name": name, "ValueList": [value]})).into_iter().collect()
}

fn add(request: &mut Value, filters: &[Value], token: Option<String>) {
    if !filters.is_empty() {
        request["FilterList"] = json!(filters);
    }
    if let Some(token) = token {
        request["NextToken"] = json!(token);
    }
}
