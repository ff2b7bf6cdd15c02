//! The one thing a person does in the story: tagging an account, by the API that the console uses.

use aws_sdk_organizations::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
    error::DisplayErrorContext,
    types::Tag,
};
use domain::policy::TAG_KEY;
use local::{HUB_ACCOUNT, REGION};
use sim::{AccountState, AccountView};

use crate::failure::Failure;

/// Organizations, as the hub account sees it through the one port of the local AWS.
#[derive(Debug)]
pub(crate) struct Organization {
    client: Client,
}

impl Organization {
    /// A client for the local AWS.
    pub(crate) fn at(endpoint: &str) -> Self {
        let config = aws_sdk_organizations::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .endpoint_url(endpoint)
            .credentials_provider(Credentials::new(HUB_ACCOUNT, "local", None, None, "demo"))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        Self { client: Client::from_conf(config) }
    }

    /// Tags an account so that every shareable license is shared with it.
    pub(crate) async fn tag(&self, account: &str) -> Result<(), Failure> {
        let tag = Tag::builder()
            .key(TAG_KEY)
            .value("true")
            .build()
            .map_err(|error| Failure::Tag(error.to_string()))?;
        let request = self.client.tag_resource().resource_id(account).tags(tag);
        let answer = request.send().await;
        answer.map(|_| ()).map_err(|error| Failure::Tag(DisplayErrorContext(error).to_string()))
    }
}

/// The account that the story tags: the first active one, by id, without a tag; else the first active one, whose tag is
/// set once more.
pub(crate) fn candidate(accounts: &[AccountView]) -> Option<&AccountView> {
    let mut active: Vec<&AccountView> = accounts
        .iter()
        .filter(|account| account.state == AccountState::Active && account.id != HUB_ACCOUNT)
        .collect();
    active.sort_by(|one, other| one.id.cmp(&other.id));
    active.iter().find(|account| !account.tags.contains_key(TAG_KEY)).or(active.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str, state: AccountState, tag: Option<&str>) -> AccountView {
        AccountView {
            id: id.into(),
            name: "Account".into(),
            state,
            parent: "r-root".into(),
            tags: tag.map(|value| (TAG_KEY.to_owned(), value.to_owned())).into_iter().collect(),
        }
    }

    fn chosen(accounts: &[AccountView]) -> Option<&str> {
        candidate(accounts).map(|account| account.id.as_str())
    }

    #[test]
    fn the_first_active_account_without_a_tag_is_chosen() {
        let accounts = [
            account(HUB_ACCOUNT, AccountState::Active, None),
            account("444444444444", AccountState::Active, None),
            account("333333333333", AccountState::Suspended, None),
            account("222222222222", AccountState::Active, Some("false")),
        ];
        assert_eq!(chosen(&accounts), Some("444444444444"));
    }

    #[test]
    fn where_all_are_tagged_the_first_active_one_is_tagged_again() {
        let accounts = [account("222222222222", AccountState::Active, Some("true"))];
        assert_eq!(chosen(&accounts), Some("222222222222"));
        assert_eq!(chosen(&[]), None);
    }
}
