//! List the grants that the hub gave, put right where the listing is behind.
//!
//! The listing lags behind writes by seconds to minutes; the ledger's heads know what we wrote. Where the two differ the
//! grant itself is read, so a run right after another one does not take a new grant for a missing one (P3).
//!
//! A run that is about a part lists the grants that reach it ([`crate::grants_in_scope`]); of the heads outside of it, it
//! only counts how many grants are ours, since the guard goes by their share of all (P4).
//!
//! What a grant for an OU or the organization is worth shows in its parts alone; a run that is about a few accounts decides
//! nothing about such grants, and does not read them.

use std::collections::{BTreeMap, BTreeSet};

use domain::grant::{Grant, GrantStatus};
use domain::identifier::{GrantArn, LicenseArn};
use domain::observation::Complete;
use domain::ownership::bears_our_name;
use domain::scope::Scope;

use crate::error::StepError;
use crate::files;
use crate::grants_in_scope::{InScope, list};
use crate::listing::whole;
use crate::ports::{Grants, Head, Ledger, Licenses, Organization, Store};
use crate::snapshot::{GRANTS, Listed, PassRequest, SeenGrants};
use crate::worth::{observe, parts as parts_of_one};

/// Lists them.
///
/// # Errors
/// When a page could not be had: then there is no list.
pub async fn run(
    organization: &impl Organization,
    licenses: &impl Licenses,
    grants: &impl Grants,
    ledger: &impl Ledger,
    store: &impl Store,
    request: PassRequest,
) -> Result<Listed, StepError> {
    let scope = Scope::to_read(&request.run.request);
    let InScope { listed, shares } = list(organization, licenses, grants, &scope).await?;
    let heads = whole(async |token| ledger.heads(token).await).await?;
    let pages = listed.pages();

    let by_arn: BTreeMap<&GrantArn, &Grant> =
        listed.items().iter().map(|grant| (&grant.arn, grant)).collect();
    let mut fresh: BTreeMap<GrantArn, Option<Grant>> = BTreeMap::new();
    let mut owned_elsewhere = 0;
    for head in heads.items() {
        let Some(arn) = &head.grant else { continue };
        if !shares.contains(&head.share) {
            owned_elsewhere += usize::from(!head.deleted);
        } else if is_behind(head, by_arn.get(arn).copied()) {
            fresh.insert(arn.clone(), observe(grants, arn).await?);
        }
    }
    let mut seen = listed.filter_map(|grant| fresh.remove(&grant.arn).unwrap_or(Some(grant)));
    let unlisted: Vec<Grant> = fresh.into_values().flatten().collect();
    if !unlisted.is_empty() {
        seen = Complete::of(vec![seen, Complete::found_otherwise(unlisted)]);
    }
    let recreations = heads
        .items()
        .iter()
        .filter(|head| head.failures > 0)
        .map(|head| (head.share.clone(), head.failures))
        .collect();
    let conflicts =
        heads.items().iter().filter(|head| head.conflict).map(|head| head.share.clone()).collect();
    let parts = match scope {
        Scope::Accounts(_) => BTreeMap::new(),
        Scope::Products(_) | Scope::Everything(_) => parts_of(grants, &seen).await?,
    };
    let pages = pages + parts.values().map(Complete::pages).sum::<u32>();
    let key = request.run.pass_key(request.pass, GRANTS);
    let count = seen.items().len();
    let unshareable = unshareable(heads.items());
    let left_off =
        heads.items().iter().filter_map(|head| Some((head.share.clone(), head.left_off.clone()?))).collect();
    let seen =
        SeenGrants { grants: seen, parts, owned_elsewhere, recreations, conflicts, left_off, unshareable };
    files::write(store, &key, &seen).await?;
    Ok(Listed { key, count, pages })
}

/// The parts of our live grants for OUs and the organization: such a grant tells nothing of what became of it.
async fn parts_of(
    grants: &impl Grants,
    seen: &Complete<Grant>,
) -> Result<BTreeMap<GrantArn, Complete<Grant>>, StepError> {
    let mut parts = BTreeMap::new();
    let is_area = |grant: &&Grant| grant.share.principal.account().is_none() && !grant.status.is_terminal();
    for grant in seen.items().iter().filter(is_area).filter(|grant| bears_our_name(grant)) {
        parts.insert(grant.arn.clone(), parts_of_one(grants, grant).await?);
    }
    Ok(parts)
}

/// Licenses that AWS will not have shared with anybody, as far as we tried.
fn unshareable(heads: &[Head]) -> BTreeSet<LicenseArn> {
    let of = |is: fn(&&Head) -> bool| heads.iter().filter(is).map(|head| &head.share.license);
    let shared: BTreeSet<_> = of(|head| head.grant.is_some() && !head.deleted).collect();
    of(|head| head.unshareable).filter(|license| !shared.contains(license)).cloned().collect()
}

/// Whether the listing says something older of a grant than what our own writes answered.
fn is_behind(head: &Head, listed: Option<&Grant>) -> bool {
    let written = head.version.as_deref().and_then(|version| version.parse::<u64>().ok());
    match listed {
        None => !head.deleted,
        Some(grant) if head.deleted => {
            !matches!(grant.status, GrantStatus::Deleted | GrantStatus::PendingDelete)
        }
        Some(grant) => grant.version_number() < written,
    }
}
