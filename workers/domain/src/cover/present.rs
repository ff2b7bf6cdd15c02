//! The grants that a product has today.

use std::collections::BTreeSet;

use crate::grant::{Grant, GrantStatus, Principal};
use crate::identifier::LicenseArn;

/// The grants of one product, as the cover looks at them: on the license that is shared, and on older ones. That a license
/// was renewed changes nothing of whom the product is shared with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Present {
    /// With whom live grants of ours share the product. One that is being deleted is not among them any more.
    pub owned: BTreeSet<Principal>,
    /// Those of them that have a grant on the license that is shared; the others get one.
    pub current: BTreeSet<Principal>,
    /// With whom live grants of others share it.
    pub foreign: BTreeSet<Principal>,
    /// How many live grants the license that is shared has, of ours and of others, also those being deleted: what the quota
    /// counts.
    pub grants_live: usize,
    /// How many ended ones of it AWS still lists. Whether they count is unpublished (AWS-FACTS 5.1).
    pub grants_ended: usize,
}

impl Present {
    /// Looks through all grants of one product, of which `current` is the license that is shared. `is_owned` says which
    /// grants are ours.
    pub fn of<'a>(
        grants: impl IntoIterator<Item = &'a Grant>,
        current: &LicenseArn,
        is_owned: impl Fn(&Grant) -> bool,
    ) -> Self {
        let mut present = Self::default();
        for grant in grants {
            let is_current = grant.share.license == *current;
            if grant.status.is_terminal() {
                present.grants_ended += usize::from(is_current);
                continue;
            }
            present.grants_live += usize::from(is_current);
            let principal = grant.share.principal.clone();
            if !is_owned(grant) {
                present.foreign.insert(principal);
            } else if grant.status != GrantStatus::PendingDelete {
                if is_current {
                    present.current.insert(principal.clone());
                }
                present.owned.insert(principal);
            }
        }
        present
    }
}

/// How a license is shared: by the coarsest kind of grant it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Account by account.
    Accounts,
    /// OU by OU, and account by account where no OU fits.
    Units,
    /// With the whole organization.
    Organization,
}

impl Mode {
    /// The mode of a license with these grants; `None` if it has none.
    pub fn of<'a>(principals: impl IntoIterator<Item = &'a Principal>) -> Option<Self> {
        principals
            .into_iter()
            .map(|principal| match principal {
                Principal::Account(_) => Self::Accounts,
                Principal::OrgUnit(_) => Self::Units,
                Principal::Organization(_) | Principal::Unknown(_) => Self::Organization,
            })
            .max()
    }
}

impl std::fmt::Display for Mode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Accounts => "account by account",
            Self::Units => "by organizational unit",
            Self::Organization => "with the whole organization",
        })
    }
}
