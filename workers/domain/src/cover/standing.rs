//! How an account stands to a license: whether it is to have it, and whether a grant may reach it.

use crate::account::AccountState;
use crate::life_cycle::Wish;

/// How an account stands to one license, as the policy and its state say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is to have the license.
    Selected,
    /// It could use the license and is not to have it: no new grant may reach it.
    Excluded,
    /// It is left as it is: it neither gains the license nor loses it.
    AsItIs,
    /// It gets no grant of its own, and one for its OU or the organization that also reaches it changes nothing.
    ///
    /// Suspended and closed accounts are such: AWS lets nobody use them (AWS-FACTS 7.2), so an OU grant that also reaches
    /// them gives the license to nobody else and is exact. Were they counted, one closed account, which stays listed for
    /// 90 days, would keep a whole organization from being one grant. One that AWS reinstates has the license until the
    /// next run finds it; then it counts as every other, and if it is not selected a person is asked.
    ///
    /// So is the hub, always: it holds the license itself.
    Indifferent,
    /// It has its own active license of the product and keeps it. It gets no grant of its own; one for its OU or the
    /// organization leaves it alone (AWS-FACTS 3.3, `DISTRIBUTED_GRANTS_ONLY`), unless that takes the place of grants of
    /// ours: such a one is activated over all others, the account's own license among them.
    OwnLicense,
}

impl Standing {
    /// How an account stands by its state and by what is wanted for it (`None`: leave it).
    pub fn of(state: &AccountState, wish: Option<Wish>) -> Self {
        match (state, wish) {
            (AccountState::Suspended | AccountState::Closed, _) => Self::Indifferent,
            (AccountState::Unknown(_), _) | (_, None) => Self::AsItIs,
            (AccountState::Active, Some(Wish::Shared)) => Self::Selected,
            // Not usable yet, or about to close: no account that is not ACTIVE gains anything.
            (AccountState::PendingActivation | AccountState::PendingClosure, Some(Wish::Shared)) => {
                Self::AsItIs
            }
            (_, Some(Wish::Revoked)) => Self::Excluded,
        }
    }
}

/// Why no new grant may reach an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Barred {
    /// It is not selected.
    NotSelected,
    /// It is left as it is, and does not have the license today.
    AsItIs,
    /// It has the license by a grant that is not ours; a second one would fail, or push the first one out.
    Foreign,
    /// It has its own license, which the grant would switch off where it takes the place of others.
    OwnLicense,
}

impl std::fmt::Display for Barred {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::NotSelected => "it is not selected",
            Self::AsItIs => "it is left as it is for now, and does not have the license today",
            Self::Foreign => "it already has the license by a grant that Marketplace Steward did not make",
            Self::OwnLicense => "it has its own license of the product, which the change would switch off",
        })
    }
}

/// What became of a standing once the grants that are there were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// To be reached by exactly one grant of ours.
    Wanted,
    /// Not to be reached.
    Barred(Barred),
    /// No matter.
    Indifferent,
    /// No matter, unless grants of ours are exchanged around it.
    OwnLicense,
}

/// An account that is left as it is counts as wanted when a grant of ours reaches it, and as barred when none does. So does
/// a selected one that has a grant of somebody else's.
pub(super) fn part(standing: Standing, is_hub: bool, ours_reaches: bool, foreign_reaches: bool) -> Part {
    match standing {
        _ if is_hub => Part::Indifferent,
        Standing::Indifferent => Part::Indifferent,
        Standing::OwnLicense => Part::OwnLicense,
        Standing::Excluded => Part::Barred(Barred::NotSelected),
        Standing::AsItIs if !ours_reaches => Part::Barred(Barred::AsItIs),
        Standing::Selected if foreign_reaches && !ours_reaches => Part::Barred(Barred::Foreign),
        Standing::AsItIs | Standing::Selected => Part::Wanted,
    }
}
