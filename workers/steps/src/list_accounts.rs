//! List the accounts, with their tags.
//!
//! Tags come from the Resource Groups Tagging index, 100 accounts a call, joined with `ListAccounts`: reading them account
//! by account would take 1,000 accounts 100 seconds and 10,000 longer than a function may run, and would cost a converged
//! organization a call for every account (P6). The index is late and leaves out accounts that were never tagged, so it
//! only ever *proposes*: an account that an event named is read at its source here, and every account for which the plan
//! would write is read at its source by [`crate::look_closer`] first.
//!
//! A run that is about a few accounts asks each of them for its state and its tags, and nobody else.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::{Account, TagSource, organization_of};
use domain::identifier::AccountId;
use domain::observation::{Complete, Extent};
use domain::scope::Scope;

use crate::error::StepError;
use crate::files;
use crate::listing::whole;
use crate::ports::{ListedAccount, Organization, Store, Tags};
use crate::refusal::if_there;
use crate::snapshot::{ACCOUNTS, Listed, PassRequest, SeenAccounts};

/// Lists them.
///
/// # Errors
/// When a page could not be had: then there is no list. `Gone` when an account left the organization between two questions
/// about it.
pub async fn run(
    organization: &impl Organization,
    store: &impl Store,
    request: PassRequest,
) -> Result<Listed, StepError> {
    let asked = &request.run.request;
    let (seen, pages) = match Scope::to_read(asked) {
        Scope::Accounts(accounts) => (each_of(organization, accounts).await?, 0),
        Scope::Products(_) => everyone(organization, &asked.look_closer).await?,
        Scope::Everything(look_closer) => everyone(organization, &look_closer).await?,
    };
    let key = request.run.pass_key(request.pass, ACCOUNTS);
    files::write(store, &key, &seen).await?;
    Ok(Listed { key, count: seen.accounts.items().len(), pages })
}

/// All accounts, with tags from the index, and from the source for those to be looked at closer; and how many pages.
async fn everyone(
    organization: &impl Organization,
    look_closer: &BTreeSet<AccountId>,
) -> Result<(SeenAccounts, u32), StepError> {
    let listed = whole(async |token| organization.accounts(token).await).await?;
    let index = whole(async |token| organization.tag_index(token).await).await?;
    let pages = listed.pages() + index.pages();
    let mut index: BTreeMap<AccountId, Tags> = index.items().iter().cloned().collect();
    let whole_organization = listed.items().iter().find_map(|account| organization_of(&account.arn));
    let accounts = listed.map(|account| {
        let tags = index.remove(&account.id).unwrap_or_default();
        with_tags(account, tags, TagSource::Index)
    });
    let mut read = SeenById::new();
    for account in accounts.items().iter().filter(|account| look_closer.contains(&account.id)) {
        read.insert(account.id.clone(), tags_at_source(organization, &account.id).await?);
    }
    Ok((
        SeenAccounts {
            organization: whole_organization,
            extent: Extent::Organization,
            accounts: closer(accounts, read),
        },
        pages,
    ))
}

/// These accounts, one by one. One that the organization does not know (any more) is not among them.
async fn each_of(
    organization: &impl Organization,
    ids: BTreeSet<AccountId>,
) -> Result<SeenAccounts, StepError> {
    let mut accounts = Vec::new();
    let mut whole = None;
    for id in &ids {
        let Some(account) = if_there(organization.account(id).await)? else { continue };
        whole = whole.or_else(|| organization_of(&account.arn));
        accounts.push(with_tags(account, tags_at_source(organization, id).await?, TagSource::Account));
    }
    let accounts = Complete::found_otherwise(accounts);
    Ok(SeenAccounts { organization: whole, extent: Extent::Accounts(ids), accounts })
}

fn with_tags(account: ListedAccount, tags: Tags, tags_from: TagSource) -> Account {
    let ListedAccount { id, name, state, path, arn: _ } = account;
    Account { id, name, state, path, tags, tags_from }
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

/// The accounts with the tags that were read at their source.
pub(crate) fn closer(accounts: Complete<Account>, mut read: SeenById) -> Complete<Account> {
    accounts.map(|account| match read.remove(&account.id) {
        Some(tags) => Account { tags, tags_from: TagSource::Account, ..account },
        None => account,
    })
}
