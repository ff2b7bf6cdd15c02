//! AWS Organizations and the tag index.

use aws_sdk_organizations::types;
use aws_sdk_resourcegroupstagging::types::ResourceTagMapping;
use domain::account::AccountState;
use domain::identifier::AccountId;
use steps::ports::{self, ApiResult, ListedAccount, Page, Tags};

use crate::actions::{DESCRIBE_ACCOUNT, GET_RESOURCES, LIST_ACCOUNTS, LIST_ORGANIZATION_TAGS};
use crate::answer::Answer;
use crate::api_error::api_error;
use crate::session::Session;

/// The most that Organizations puts on a page (AWS-FACTS 7.1).
const ACCOUNTS_PER_PAGE: i32 = 20;
/// The most that the tag index puts on a page.
const RESOURCES_PER_PAGE: i32 = 100;

/// AWS Organizations, and the Resource Groups Tagging API for its bulk read of tags.
#[derive(Debug, Clone)]
pub struct Organization {
    organizations: aws_sdk_organizations::Client,
    tagging: aws_sdk_resourcegroupstagging::Client,
}

impl Organization {
    /// Its two clients.
    pub fn new(session: &Session) -> Self {
        let config = session.reading_at_home();
        Self {
            organizations: aws_sdk_organizations::Client::new(&config),
            tagging: aws_sdk_resourcegroupstagging::Client::new(&config),
        }
    }
}

impl ports::Organization for Organization {
    async fn accounts(&self, token: Option<String>) -> ApiResult<Page<ListedAccount>> {
        let page = self
            .organizations
            .list_accounts()
            .max_results(ACCOUNTS_PER_PAGE)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_ACCOUNTS, &error))?;
        let answer = Answer(LIST_ACCOUNTS);
        let items = page.accounts().iter().map(|one| account(answer, one)).collect::<ApiResult<_>>()?;
        Ok(Page { items, next: page.next_token })
    }

    async fn account(&self, id: &AccountId) -> ApiResult<ListedAccount> {
        let output = self
            .organizations
            .describe_account()
            .account_id(id.as_str())
            .send()
            .await
            .map_err(|error| api_error(DESCRIBE_ACCOUNT, &error))?;
        let answer = Answer(DESCRIBE_ACCOUNT);
        account(answer, answer.required("Account", output.account())?)
    }

    async fn tag_index(&self, token: Option<String>) -> ApiResult<Page<(AccountId, Tags)>> {
        let page = self
            .tagging
            .get_resources()
            .resource_type_filters("organizations:account")
            .resources_per_page(RESOURCES_PER_PAGE)
            .set_pagination_token(token)
            .send()
            .await
            .map_err(|error| api_error(GET_RESOURCES, &error))?;
        let items = page.resource_tag_mapping_list().iter().map(tagged_account).collect::<ApiResult<_>>()?;
        Ok(Page { items, next: page.pagination_token })
    }

    async fn tags(&self, account: &AccountId, token: Option<String>) -> ApiResult<Page<(String, String)>> {
        let page = self
            .organizations
            .list_tags_for_resource()
            .resource_id(account.as_str())
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| api_error(LIST_ORGANIZATION_TAGS, &error))?;
        let items = page.tags().iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect();
        Ok(Page { items, next: page.next_token })
    }
}

// `Status` was retired on 2026-09-09; an endpoint that still sends only that is understood.
#[allow(deprecated)]
fn account(answer: Answer, account: &types::Account) -> ApiResult<ListedAccount> {
    Ok(ListedAccount {
        id: answer.parsed("Id", account.id())?,
        arn: account.arn().unwrap_or_default().to_owned(),
        name: account.name().unwrap_or_default().to_owned(),
        state: AccountState::from_answer(
            account.state().map(types::AccountState::as_str),
            account.status().map(types::AccountStatus::as_str),
        ),
        path: account.paths().first().cloned().unwrap_or_default(),
    })
}

fn tagged_account(resource: &ResourceTagMapping) -> ApiResult<(AccountId, Tags)> {
    // arn:aws:organizations::<management account>:account/<organization>/<account>
    let id = resource.resource_arn().and_then(|arn| arn.rsplit('/').next());
    let tags = resource.tags().iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect();
    Ok((Answer(GET_RESOURCES).parsed("ResourceARN", id)?, tags))
}
