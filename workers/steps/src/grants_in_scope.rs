//! The grants that reach what a run looks at: all of them, those of its products, or those for its accounts and for the
//! organization and the units above them.
//!
//! A grant for a unit or the organization belongs to what is known of an account: beside it the account gets none of its
//! own. A grant for a principal of a kind that this version does not know is only seen by a run that looks at everything.

use std::collections::BTreeSet;

use domain::account::areas_above;
use domain::grant::{Grant, Principal, Share};
use domain::identifier::{AccountId, LicenseArn};
use domain::observation::Complete;
use domain::scope::Scope;

use crate::error::StepError;
use crate::list_licenses::received_of;
use crate::listing::whole;
use crate::ports::{Grants, GrantsOf, Licenses, Organization};
use crate::refusal::if_there;

/// What was listed, and of which shares.
pub(crate) struct InScope {
    /// The grants.
    pub(crate) listed: Complete<Grant>,
    /// Every grant of these shares is among them, as far as the listing has caught up.
    pub(crate) shares: Shares,
}

/// A set of shares.
pub(crate) enum Shares {
    /// All.
    Everything,
    /// With these principals.
    With(BTreeSet<Principal>),
    /// Of these licenses.
    Of(BTreeSet<LicenseArn>),
}

impl Shares {
    /// Whether a share is one of them.
    pub(crate) fn contains(&self, share: &Share) -> bool {
        match self {
            Self::Everything => true,
            Self::With(principals) => principals.contains(&share.principal),
            Self::Of(licenses) => licenses.contains(&share.license),
        }
    }
}

/// Lists them.
///
/// # Errors
/// When a page could not be had: then there is no list.
pub(crate) async fn list(
    organization: &impl Organization,
    licenses: &impl Licenses,
    grants: &impl Grants,
    scope: &Scope,
) -> Result<InScope, StepError> {
    match scope {
        Scope::Everything(_) => everything(grants).await,
        Scope::Products(products) => {
            let received = received_of(licenses, products).await?;
            let listed = each(grants, products.iter().map(GrantsOf::Product)).await?;
            let of_licenses = received.items().iter().map(|license| &license.arn);
            let of_grants = listed.items().iter().map(|grant| &grant.share.license);
            let shares = Shares::Of(of_licenses.chain(of_grants).cloned().collect());
            Ok(InScope { listed, shares })
        }
        Scope::Accounts(accounts) => match principals(organization, accounts).await? {
            None => everything(grants).await,
            Some(principals) => {
                let listed = each(grants, principals.iter().map(GrantsOf::Principal)).await?;
                Ok(InScope { listed, shares: Shares::With(principals) })
            }
        },
    }
}

async fn everything(grants: &impl Grants) -> Result<InScope, StepError> {
    let listed = each(grants, std::iter::once(GrantsOf::Everything)).await?;
    Ok(InScope { listed, shares: Shares::Everything })
}

async fn each<'a>(
    grants: &impl Grants,
    parts: impl Iterator<Item = GrantsOf<'a>>,
) -> Result<Complete<Grant>, StepError> {
    let mut listed = Vec::new();
    for of in parts {
        listed.push(whole(async |token| grants.distributed(of, token).await).await?);
    }
    Ok(Complete::of(listed))
}

/// The accounts, and what lies above them; `None` when Organizations does not tell where one of them is.
async fn principals(
    organization: &impl Organization,
    accounts: &BTreeSet<AccountId>,
) -> Result<Option<BTreeSet<Principal>>, StepError> {
    let mut principals: BTreeSet<_> = accounts.iter().cloned().map(Principal::Account).collect();
    for id in accounts {
        // Nothing reaches an account that left.
        let Some(account) = if_there(organization.account(id).await)? else { continue };
        let Some(areas) = areas_above(&account.arn, &account.path) else { return Ok(None) };
        principals.extend(areas);
    }
    Ok(Some(principals))
}
