//! List the accounts, with their tags.
//!
//! Tags come from the Resource Groups Tagging index, 100 accounts a call, joined with `ListAccounts`: reading them account
//! by account would take 1,000 accounts 100 seconds and 10,000 longer than a function may run, and would cost a converged
//! organization a call for every account (P6). The index is late and leaves out accounts that were never tagged, so it
//! only ever *proposes*: an account that an event named is read at its source here, and every account for which the plan
//! would write is read at its source by [`crate::look_closer`] first.

use std::collections::BTreeMap;

use domain::account::{Account, TagSource};
use domain::identifier::AccountId;

use crate::error::StepError;
use crate::files;
use crate::listing::whole;
use crate::ports::{Organization, Store, Tags};
use crate::snapshot::{ACCOUNTS, Listed, PassRequest};

/// Lists them.
///
/// # Errors
/// When a page could not be had: then there is no list.
pub async fn run(
    organization: &impl Organization,
    store: &impl Store,
    request: PassRequest,
) -> Result<Listed, StepError> {
    let listed = whole(async |token| organization.accounts(token).await).await?;
    let index = whole(async |token| organization.tag_index(token).await).await?;
    let pages = listed.pages() + index.pages();
    let mut index: BTreeMap<AccountId, Tags> = index.items().iter().cloned().collect();
    let mut accounts: SeenById = BTreeMap::new();
    let seen = listed.map(|account| Account {
        tags: index.remove(&account.id).unwrap_or_default(),
        tags_from: TagSource::Index,
        id: account.id,
        name: account.name,
        state: account.state,
        path: account.path,
    });
    for account in seen.items().iter().filter(|account| request.run.request.look_closer.contains(&account.id))
    {
        accounts.insert(account.id.clone(), tags_at_source(organization, &account.id).await?);
    }
    let seen = with_tags(seen, accounts);
    let key = request.run.pass_key(request.pass, ACCOUNTS);
    files::write(store, &key, &seen).await?;
    Ok(Listed { key, count: seen.items().len(), pages })
}

/// Tags read at their source, by account.
pub(crate) type SeenById = BTreeMap<AccountId, Tags>;

/// The tags of one account as they are now.
pub(crate) async fn tags_at_source(
    organization: &impl Organization,
    account: &AccountId,
) -> Result<Tags, StepError> {
    let tags = whole(async |token| organization.tags(account, token).await).await?;
    Ok(tags.items().iter().cloned().collect())
}

/// The list with the tags that were read at their source.
pub(crate) fn with_tags(
    accounts: crate::snapshot::SeenAccounts,
    mut read: SeenById,
) -> crate::snapshot::SeenAccounts {
    accounts.map(|account| match read.remove(&account.id) {
        Some(tags) => Account { tags, tags_from: TagSource::Account, ..account },
        None => account,
    })
}
