//! AWS Organizations and the tag index, over the wire.

use domain::account::AccountState;
use domain::identifier::AccountId;
use serde_json::{Value, json};
use steps::ports::{ApiResult, ListedAccount, Organization, Page, Tags};

use super::http::{page, text};
use super::wire::Wire;

impl Organization for Wire {
    async fn accounts(&self, token: Option<String>) -> ApiResult<Page<ListedAccount>> {
        let request = json!({"MaxResults": 20, "NextToken": token});
        let target = "AWSOrganizationsV20161128.ListAccounts";
        let answer = self.read("organizations:ListAccounts", target, request).await?;
        Ok(page(&answer, "Accounts", "NextToken", account))
    }

    async fn account(&self, id: &AccountId) -> ApiResult<ListedAccount> {
        let target = "AWSOrganizationsV20161128.DescribeAccount";
        let request = json!({"AccountId": id});
        let answer = self.read("organizations:DescribeAccount", target, request).await?;
        Ok(account(&answer["Account"]))
    }

    async fn tag_index(&self, token: Option<String>) -> ApiResult<Page<(AccountId, Tags)>> {
        let request = json!({
            "ResourceTypeFilters": ["organizations:account"], "ResourcesPerPage": 100, "PaginationToken": token,
        });
        let target = "ResourceGroupsTaggingAPI_20170126.GetResources";
        let answer = self.read("tag:GetResources", target, request).await?;
        Ok(page(&answer, "ResourceTagMappingList", "PaginationToken", |resource| {
            let arn = text(resource, "ResourceARN");
            (arn.rsplit('/').next().unwrap().parse().unwrap(), tags(&resource["Tags"]).collect())
        }))
    }

    async fn tags(&self, account: &AccountId, token: Option<String>) -> ApiResult<Page<(String, String)>> {
        let request = json!({"ResourceId": account, "NextToken": token});
        let target = "AWSOrganizationsV20161128.ListTagsForResource";
        let answer = self.read("organizations:ListTagsForResource", target, request).await?;
        Ok(page(&answer, "Tags", "NextToken", |tag| (text(tag, "Key"), text(tag, "Value"))))
    }
}

fn account(account: &Value) -> ListedAccount {
    ListedAccount {
        id: text(account, "Id").parse().unwrap(),
        arn: text(account, "Arn"),
        name: text(account, "Name"),
        state: AccountState::from_answer(account["State"].as_str(), account["Status"].as_str()),
        path: account["Paths"][0].as_str().unwrap_or_default().to_owned(),
    }
}

/// AWS's list of tags.
pub(crate) fn tags(list: &Value) -> impl Iterator<Item = (String, String)> {
    list.as_array().unwrap().iter().map(|tag| (text(tag, "Key"), text(tag, "Value")))
}
