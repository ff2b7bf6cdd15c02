//! A change of how a license is shared: what would be exchanged for what, for a person to approve.

use std::collections::{BTreeMap, BTreeSet};

use super::present::Mode;
use super::quota::Quota;
use super::steady::Sight;
use crate::grant::Principal;
use crate::identifier::AccountId;
use crate::policy::ShareAs;

/// What would be changed if a person approves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Why it is asked for.
    pub why: Why,
    /// How the license is shared without it.
    pub from: Option<Mode>,
    /// How it would be shared with it.
    pub to: Option<Mode>,
    /// How many grants of ours the license has without it, when all is done.
    pub grants_without: usize,
    /// How many it would have with it.
    pub grants_with: usize,
    /// Grants of today whose accounts would get the license by others.
    pub swaps: Vec<Swap>,
    /// With whom it would be shared.
    pub shared_with: BTreeSet<Principal>,
    /// How near the license would come to its quota.
    pub quota: Quota,
}

impl Change {
    /// How many grants it saves; less than zero when it takes more.
    pub fn saves(&self) -> i64 {
        let number = |count| i64::try_from(count).unwrap_or(i64::MAX);
        number(self.grants_without) - number(self.grants_with)
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let grants = |count: usize| format!("{count} grant{}", if count == 1 { "" } else { "s" });
        write!(formatter, "{}: instead of {}", self.why, grants(self.grants_without))?;
        if let Some(mode) = self.from {
            write!(formatter, " ({mode})")?;
        }
        write!(formatter, " there would be {}", grants(self.grants_with))?;
        if let Some(mode) = self.to {
            write!(formatter, " ({mode})")?;
        }
        let exchanged: usize = self.swaps.iter().map(|swap| swap.from.len()).sum();
        if exchanged > 0 {
            write!(formatter, "; {} of today would be exchanged", grants(exchanged))?;
        }
        if self.quota.is_full() {
            write!(formatter, "; it cannot be done as it is: {}", self.quota)?;
        }
        Ok(())
    }
}

/// Why a change is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The policy says so.
    Policy(ShareAs),
    /// What there is reaches accounts that are not to have the license.
    TooWide {
        /// Those accounts.
        accounts: BTreeSet<AccountId>,
    },
    /// It takes fewer grants. Nothing is wrong without it.
    Fewer,
}

impl std::fmt::Display for Why {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Policy(share_as) => write!(
                formatter,
                "the policy says to share {}",
                match share_as {
                    ShareAs::Account => "account by account",
                    ShareAs::OrgUnit => "by organizational unit",
                    ShareAs::Organization => "with the organization",
                    ShareAs::Auto => "with the fewest grants",
                }
            ),
            Self::TooWide { accounts } => write!(
                formatter,
                "{} account{} that {} not to have the license {} it by a grant for an OU or the organization",
                accounts.len(),
                if accounts.len() == 1 { "" } else { "s" },
                if accounts.len() == 1 { "is" } else { "are" },
                if accounts.len() == 1 { "has" } else { "have" },
            ),
            Self::Fewer => formatter.write_str("it takes fewer grants"),
        }
    }
}

/// Grants that stand for each other: one wide one for several, or the other way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    /// With whom the license is shared now, in order.
    pub from: BTreeSet<Principal>,
    /// With whom it would be shared instead, in order.
    pub to: BTreeSet<Principal>,
}

/// Groups what is given up with what takes its place, by the wider of the two. In order of that.
pub(super) fn swaps(sight: &Sight<'_>, target: &BTreeSet<Principal>) -> Vec<Swap> {
    let assigned = sight.assign(target);
    let mut swaps: BTreeMap<Principal, Swap> = BTreeMap::new();
    for old in sight.owned.iter().filter(|old| !target.contains(*old)) {
        let wanted = sight.reach(old).into_iter().filter(|account| sight.is_wanted(*account));
        for new in wanted.filter_map(|account| assigned.get(account).copied().flatten()) {
            let wider = if sight.tree.rank(new) < sight.tree.rank(old) { new } else { old };
            let swap = swaps
                .entry(wider.clone())
                .or_insert_with(|| Swap { from: BTreeSet::new(), to: BTreeSet::new() });
            swap.from.insert(old.clone());
            swap.to.insert(new.clone());
        }
    }
    swaps.into_values().collect()
}
