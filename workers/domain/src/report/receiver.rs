//! With whom a license is shared, in words.

use crate::grant::Principal;
use crate::identifier::AccountId;

/// The account by id and name, or the organization or OU by what a person calls it.
pub(super) fn receiver(account: &AccountId, name: &str, principal: Option<&Principal>) -> String {
    match principal {
        None | Some(Principal::Account(_)) if name.is_empty() => account.to_string(),
        None | Some(Principal::Account(_)) => format!("{account} {name}"),
        Some(area) => area_name(area),
    }
}

/// What a person calls a principal.
pub(super) fn area_name(principal: &Principal) -> String {
    let id = |arn: &str| arn.rsplit('/').next().unwrap_or(arn).to_owned();
    match principal {
        Principal::Account(account) => account.to_string(),
        Principal::OrgUnit(arn) => format!("OU {}", id(arn)),
        Principal::Organization(arn) => format!("the organization {}", id(arn)),
        Principal::Unknown(arn) => arn.clone(),
    }
}
