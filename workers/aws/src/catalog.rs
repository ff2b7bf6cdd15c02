//! AWS Marketplace Catalog, reading. Its one Region is us-east-1 (AWS-FACTS 9.1).

use aws_sdk_marketplacecatalog::types::{BatchDescribeErrorDetail, EntityDetail, EntityRequest, Filter};
use domain::experience::details::Described;
use domain::experience::identity::{Administrator, EntityId, ExperienceId, split_revision};
use steps::ports::experiences::{self as ports, EntityKind};
use steps::ports::{ApiError, ApiResult, Page};

use crate::actions::{DESCRIBE_ENTITY, LIST_ENTITIES};
use crate::answer::{ABSENT, Answer};
use crate::api_error::api_error;
use crate::document::json;
use crate::session::Session;

/// The one catalog there is.
pub(crate) const CATALOG: &str = "AWSMarketplace";
/// The most that the Catalog puts on a page (AWS-FACTS 9.1).
const ENTITIES_PER_PAGE: i32 = 50;

/// AWS Marketplace Catalog, for reading entities.
#[derive(Debug, Clone)]
pub struct Catalog {
    client: aws_sdk_marketplacecatalog::Client,
}

impl Catalog {
    /// Its client.
    pub fn new(session: &Session) -> Self {
        Self { client: aws_sdk_marketplacecatalog::Client::new(&session.reading_at_home()) }
    }
}

impl ports::Catalog for Catalog {
    async fn entities(
        &self,
        kind: EntityKind,
        by: Administrator,
        token: Option<String>,
    ) -> ApiResult<Page<String>> {
        let page = self
            .client
            .list_entities()
            .catalog(CATALOG)
            .entity_type(match kind {
                EntityKind::Experience => "Experience",
                EntityKind::Audience => "Audience",
            })
            .set_filter_list(shared(by))
            .max_results(ENTITIES_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_ENTITIES, &error))?;
        let answer = Answer(LIST_ENTITIES);
        let id = |entity: &aws_sdk_marketplacecatalog::types::EntitySummary| {
            answer.required("EntityId", entity.entity_id()).map(ToOwned::to_owned)
        };
        let items = page.entity_summary_list().iter().map(id).collect::<ApiResult<_>>()?;
        Ok(Page { items, next: page.next_token })
    }

    async fn experience(&self, id: &ExperienceId) -> ApiResult<Described> {
        let output = self
            .client
            .describe_entity()
            .catalog(CATALOG)
            .entity_id(id.as_str())
            .send()
            .await
            .map_err(|error| api_error(DESCRIBE_ENTITY, &error))?;
        let answer = Answer(DESCRIBE_ENTITY);
        Ok(Described {
            entity_type: answer.required("EntityType", output.entity_type)?,
            entity_identifier: answer.required("EntityIdentifier", output.entity_identifier)?,
            details: output.details,
            details_document: output.details_document.as_ref().map(json),
        })
    }

    async fn describe(&self, ids: &[EntityId]) -> ApiResult<Vec<ApiResult<Described>>> {
        let requests = ids
            .iter()
            .map(|id| EntityRequest::builder().catalog(CATALOG).entity_id(id.as_str()).build())
            .collect::<Result<_, _>>()
            .map_err(|error| Answer(DESCRIBE_ENTITY).unreadable(error.to_string()))?;
        let output = self
            .client
            .batch_describe_entities()
            .set_entity_request_list(Some(requests))
            .send()
            .await
            .map_err(|error| api_error(DESCRIBE_ENTITY, &error))?;
        let details = output.entity_details.unwrap_or_default();
        let errors = output.errors.unwrap_or_default();
        let one = |id: &EntityId| match (by_id(&details, id), by_id(&errors, id)) {
            (Some(detail), _) => described(detail),
            (None, Some(error)) => Err(refused(error)),
            (None, None) => Err(Answer(DESCRIBE_ENTITY).unreadable(format!("the answer leaves out {id}"))),
        };
        Ok(ids.iter().map(one).collect())
    }
}

/// The filter that a delegated administrator needs and the management account must not have.
pub(crate) fn shared(by: Administrator) -> Option<Vec<Filter>> {
    let (name, value) = by.filter()?;
    Some(vec![Filter::builder().name(name).value_list(value).build()])
}

/// What an answer holds of an entity. It goes by the id that was asked for, and might carry the revision as well.
fn by_id<'a, T>(answers: &'a std::collections::HashMap<String, T>, id: &EntityId) -> Option<&'a T> {
    answers.get(id.as_str()).or_else(|| {
        let is_it = |key: &str| split_revision(key).is_ok_and(|(found, _)| found == id.as_str());
        answers.iter().find(|(key, _)| is_it(key)).map(|(_, answer)| answer)
    })
}

fn described(entity: &EntityDetail) -> ApiResult<Described> {
    let answer = Answer(DESCRIBE_ENTITY);
    Ok(Described {
        entity_type: answer.required("EntityType", entity.entity_type().map(ToOwned::to_owned))?,
        entity_identifier: answer
            .required("EntityIdentifier", entity.entity_identifier().map(ToOwned::to_owned))?,
        details: None,
        details_document: entity.details_document().map(json),
    })
}

/// The error of one entity; it came with an answer that succeeded as a whole.
fn refused(error: &BatchDescribeErrorDetail) -> ApiError {
    ApiError {
        operation: DESCRIBE_ENTITY,
        code: error.error_code().unwrap_or(ABSENT).to_owned(),
        message: error.error_message().unwrap_or_default().to_owned(),
        status: 200,
    }
}
