//! Who may administer the private marketplace of an organization, and what each of the two sees of it (AWS-FACTS 9.5).

use crate::options::ChangeSetOwner;
use crate::services::ServiceError;
use crate::wire::caller::Caller;
use crate::world::World;
use crate::world::catalog::PRIVATE_MARKETPLACE;

/// In which of the two ways a caller administers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Administrator {
    /// As the management account, to which all entities belong.
    Management,
    /// As the delegated administrator, with whom they are shared.
    Delegated,
}

/// How the caller administers the private marketplace of its organization; everyone else is refused.
pub(super) fn administrator(
    world: &World,
    caller: &Caller,
    operation: &str,
) -> Result<Administrator, ServiceError> {
    let organization = &world.organization;
    if caller.account == organization.management_account {
        return Ok(Administrator::Management);
    }
    let is_delegated = organization.delegate_of(PRIVATE_MARKETPLACE) == Some(caller.account.as_str())
        && organization.accounts.contains_key(&caller.account)
        && organization.trusts(PRIVATE_MARKETPLACE);
    if is_delegated {
        return Ok(Administrator::Delegated);
    }
    let text = format!("User: {} is not authorized to perform: aws-marketplace:{operation}", caller.arn);
    Err(ServiceError::access_denied(text).with_status(403))
}

/// To whom a change set belongs that this caller starts.
pub(super) fn owner_of_change_sets(world: &World, caller: &Caller) -> String {
    match world.options.catalog.change_sets_belong_to {
        ChangeSetOwner::ManagementAccount => world.organization.management_account.clone(),
        ChangeSetOwner::Caller => caller.account.clone(),
    }
}
