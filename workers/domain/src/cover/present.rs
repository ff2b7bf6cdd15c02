//! The grants that a license has today.

use std::collections::BTreeSet;

use crate::grant::{Grant, GrantStatus, Principal};

/// The grants of one license, as the cover looks at them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Present {
    /// With whom live grants of ours share it. One that is being deleted is not among them any more.
    pub owned: BTreeSet<Principal>,
    /// With whom live grants of others share it.
    pub foreign: BTreeSet<Principal>,
    /// How many live grants there are, of ours and of others, also those being deleted: what the quota counts.
    pub grants_live: usize,
    /// How many ended ones AWS still lists. Whether they count is unpublished (AWS-FACTS 5.1).
    pub grants_ended: usize,
}

impl Present {
    /// Looks through all grants of one license. `is_owned` says which are ours.
    pub fn of<'a>(grants: impl IntoIterator<Item = &'a Grant>, is_owned: impl Fn(&Grant) -> bool) -> Self {
        let mut present = Self::default();
        for grant in grants {
            if grant.status.is_terminal() {
                present.grants_ended += 1;
                continue;
            }
            present.grants_live += 1;
            let principal = grant.share.principal.clone();
            if !is_owned(grant) {
                present.foreign.insert(principal);
            } else if grant.status != GrantStatus::PendingDelete {
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
