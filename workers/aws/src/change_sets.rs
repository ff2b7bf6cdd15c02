//! AWS Marketplace Catalog, writing: change sets, started once and looked at as often as it takes.

use aws_sdk_marketplacecatalog::Client;
use aws_sdk_marketplacecatalog::operation::RequestId;
use aws_sdk_marketplacecatalog::types::{Change, ChangeSetSummaryListItem, ChangeSummary, Entity, Filter};
use domain::experience::change_set::{self, ChangeError, ChangeSet, ChangeType, Observed, OpenSet};
use domain::experience::identity::{Administrator, ChangeSetId, ExperienceId};
use steps::ports::experiences::{self as ports, Seen, Started};
use steps::ports::{ApiResult, Page};

use crate::actions::{DESCRIBE_CHANGE_SET, LIST_CHANGE_SETS, START_CHANGE_SET};
use crate::answer::{ABSENT, Answer};
use crate::api_error::api_error;
use crate::catalog::{CATALOG, shared};
use crate::session::Session;

/// The type of what every change is made to, with its version (AWS-FACTS 9.6).
const EXPERIENCE: &str = "Experience@1.0";
/// The most that the Catalog puts on a page (AWS-FACTS 9.1).
const CHANGE_SETS_PER_PAGE: i32 = 20;

/// AWS Marketplace Catalog, for change sets.
#[derive(Debug, Clone)]
pub struct ChangeSets {
    reading: Client,
    writing: Client,
}

impl ChangeSets {
    /// Its clients; the one that starts change sets tries once.
    pub fn new(session: &Session) -> Self {
        Self {
            reading: Client::new(&session.reading_at_home()),
            writing: Client::new(&session.writing_at_home()),
        }
    }
}

impl ports::ChangeSets for ChangeSets {
    async fn start(&self, set: &ChangeSet) -> ApiResult<Started> {
        let changes = set.changes.iter().map(|one| change(&set.experience, one)).collect::<ApiResult<_>>()?;
        let output = self
            .writing
            .start_change_set()
            .catalog(CATALOG)
            .change_set_name(&set.name)
            .client_request_token(&set.token)
            .set_change_set(Some(changes))
            .send()
            .await
            .map_err(|error| api_error(START_CHANGE_SET, &error))?;
        Ok(Started {
            id: Answer(START_CHANGE_SET).parsed("ChangeSetId", output.change_set_id())?,
            request_id: output.request_id().unwrap_or_default().to_owned(),
        })
    }

    async fn change_set(&self, id: &ChangeSetId) -> ApiResult<Seen> {
        let output = self
            .reading
            .describe_change_set()
            .catalog(CATALOG)
            .change_set_id(id.as_str())
            .send()
            .await
            .map_err(|error| api_error(DESCRIBE_CHANGE_SET, &error))?;
        let answer = Answer(DESCRIBE_CHANGE_SET);
        let observed = Observed {
            change_set: id.clone(),
            status: answer.required("Status", output.status())?.as_str().into(),
            failure: output.failure_code().map(|code| code.as_str().into()),
            description: output.failure_description().map(ToOwned::to_owned),
            errors: output.change_set().iter().flat_map(errors).collect(),
            takes_changes: true,
        };
        Ok(Seen { name: answer.required("ChangeSetName", output.change_set_name())?.to_owned(), observed })
    }

    async fn open(
        &self,
        experience: &ExperienceId,
        by: Administrator,
        token: Option<String>,
    ) -> ApiResult<Page<OpenSet>> {
        let mut filters = shared(by).unwrap_or_default();
        filters.push(Filter::builder().name("EntityId").value_list(experience.as_str()).build());
        filters.push(Filter::builder().name("Status").value_list("PREPARING").value_list("APPLYING").build());
        let page = self
            .reading
            .list_change_sets()
            .catalog(CATALOG)
            .set_filter_list(Some(filters))
            .max_results(CHANGE_SETS_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_CHANGE_SETS, &error))?;
        let items = page.change_set_summary_list().iter().map(open_set).collect::<ApiResult<_>>()?;
        Ok(Page { items, next: page.next_token })
    }
}

/// A change with its details as text. The SDK keeps the members of a document in no order, so the same request would not
/// be the same twice; whether AWS tells that from another one is not written anywhere.
fn change(experience: &ExperienceId, change: &change_set::Change) -> ApiResult<Change> {
    let unsent = |error: aws_smithy_types::error::operation::BuildError| {
        Answer(START_CHANGE_SET).unreadable(format!("the request was not sent: {error}"))
    };
    let entity =
        Entity::builder().r#type(EXPERIENCE).identifier(experience.as_str()).build().map_err(unsent)?;
    Change::builder()
        .change_type(change.change_type.to_string())
        .entity(entity)
        .details(change.details.to_string())
        .build()
        .map_err(unsent)
}

/// What is wrong with one change of a set. A code or a type that is missing is one that nobody knows.
fn errors(change: &ChangeSummary) -> impl Iterator<Item = ChangeError> {
    let change_type = ChangeType::from(change.change_type().unwrap_or(ABSENT));
    change.error_detail_list().iter().map(move |error| ChangeError {
        change_type: change_type.clone(),
        code: error.error_code().unwrap_or(ABSENT).into(),
        message: error.error_message().unwrap_or_default().to_owned(),
    })
}

fn open_set(set: &ChangeSetSummaryListItem) -> ApiResult<OpenSet> {
    Ok(OpenSet {
        id: Answer(LIST_CHANGE_SETS).parsed("ChangeSetId", set.change_set_id())?,
        name: set.change_set_name().map(ToOwned::to_owned),
    })
}
