//! What a license would be shared with if it had no grant yet.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::Obstacle;
use super::standing::{Barred, Part};
use super::tree::{Place, Tree};
use super::usable::Usable;
use crate::grant::Principal;
use crate::identifier::AccountId;
use crate::policy::ShareAs;

/// The principals to share with: one for all, or some for each place.
pub(super) struct Ideal {
    /// The organization covers everything.
    pub(super) whole: bool,
    /// For each place of the tree; `None`: the mode that is asked for cannot cover it exactly.
    pub(super) places: Vec<Option<Vec<Principal>>>,
    /// Why not.
    pub(super) obstacles: Vec<Obstacle>,
}

impl Ideal {
    /// Every principal of it.
    pub(super) fn principals(&self, tree: &Tree) -> BTreeSet<Principal> {
        if self.whole {
            return BTreeSet::from([tree.whole().clone()]);
        }
        self.places.iter().flatten().flatten().cloned().collect()
    }

    /// Whether some place cannot be covered as asked for.
    pub(super) fn is_stuck(&self) -> bool {
        self.places.iter().any(Option::is_none)
    }
}

/// What the ideal is made of.
pub(super) struct Ask<'a> {
    pub(super) tree: &'a Tree,
    pub(super) parts: &'a [Part],
    /// With whom live grants of ours share the license.
    pub(super) owned: &'a BTreeSet<Principal>,
    /// For each account whether one of them reaches it.
    pub(super) ours: &'a [bool],
    pub(super) share_as: ShareAs,
    pub(super) usable: Usable,
}

impl Ask<'_> {
    /// The fewest grants that cover exactly what is wanted, among those that `share_as` allows.
    ///
    /// Of two covers of the same size the finer one: an account grant reaches nobody who joins later.
    pub(super) fn ideal(&self) -> Ideal {
        match self.share_as {
            ShareAs::Account => self.by_place(|place| Ok(self.singly(place))),
            ShareAs::Auto => self.auto(),
            ShareAs::OrgUnit => self.by_place(|place| match &place.unit {
                _ if self.wanted_in(place).next().is_none() => Ok(Vec::new()),
                Some(unit) => self.allowed(unit, place).map(|()| vec![unit.clone()]),
                None if self.usable == Usable::AccountsOnly => Err(Obstacle::OnlyAccountGrants),
                None => Err(Obstacle::NoUnitAbove { accounts: self.wanted_in(place).cloned().collect() }),
            }),
            ShareAs::Organization => {
                let everywhere = self.everywhere();
                if self.wanted_in(&everywhere).next().is_none() {
                    return self.by_place(|_| Ok(Vec::new()));
                }
                let obstacle = self.allowed(self.tree.whole(), &everywhere).err();
                Ideal {
                    whole: obstacle.is_none(),
                    places: self.tree.places().iter().map(|_| None).collect(),
                    obstacles: obstacle.into_iter().collect(),
                }
            }
        }
    }

    fn auto(&self) -> Ideal {
        let units = all_are_placed(self.tree, self.parts);
        let cover = self.by_place(|place| {
            let singly = self.singly(place);
            Ok(match &place.unit {
                Some(unit) if units && singly.len() > 1 && self.allowed(unit, place).is_ok() => {
                    vec![unit.clone()]
                }
                _ => singly,
            })
        });
        let grants: usize = cover.places.iter().flatten().map(Vec::len).sum();
        let whole = grants > 1 && self.allowed(self.tree.whole(), &self.everywhere()).is_ok();
        Ideal { whole, ..cover }
    }

    fn by_place(&self, cover: impl Fn(&Place) -> Result<Vec<Principal>, Obstacle>) -> Ideal {
        let mut obstacles = BTreeSet::new();
        let places = self
            .tree
            .places()
            .iter()
            .map(|place| cover(place).map_err(|obstacle| obstacles.insert(obstacle)).ok())
            .collect();
        Ideal { whole: false, places, obstacles: obstacles.into_iter().collect() }
    }

    fn everywhere(&self) -> Place {
        Place { unit: None, accounts: (0..self.tree.len()).collect() }
    }

    /// A grant for each wanted account of a place.
    fn singly(&self, place: &Place) -> Vec<Principal> {
        self.wanted_in(place).cloned().map(Principal::Account).collect()
    }

    fn wanted_in(&self, place: &Place) -> impl Iterator<Item = &AccountId> {
        let wanted = place.accounts.iter().filter(|account| self.is_wanted(**account));
        wanted.filter_map(|account| self.tree.accounts().get(*account))
    }

    fn is_wanted(&self, account: usize) -> bool {
        self.parts.get(account) == Some(&Part::Wanted)
    }

    /// Whether a grant for all of a place would be right; if not, why.
    fn allowed(&self, principal: &Principal, place: &Place) -> Result<(), Obstacle> {
        if self.usable == Usable::AccountsOnly {
            return Err(Obstacle::OnlyAccountGrants);
        }
        // A new grant where others of ours are at work is activated over them, and over whatever else is active below it.
        let at_work = |account: &usize| {
            self.is_wanted(*account) && self.ours.get(*account).copied().unwrap_or_default()
        };
        let exchanges = !self.owned.contains(principal) && place.accounts.iter().any(at_work);
        let barred = |account: usize| match self.parts.get(account)? {
            Part::Barred(why) => Some(*why),
            Part::OwnLicense if exchanges => Some(Barred::OwnLicense),
            Part::OwnLicense | Part::Wanted | Part::Indifferent => None,
        };
        let named = |account: &usize| Some((self.tree.accounts().get(*account)?.clone(), barred(*account)?));
        let accounts: BTreeMap<_, _> = place.accounts.iter().filter_map(named).collect();
        if accounts.is_empty() {
            Ok(())
        } else {
            Err(Obstacle::TooMany { principal: principal.clone(), accounts })
        }
    }
}

/// Whether the place of every account that matters is known. If not, no OU is known to be covered exactly.
pub(super) fn all_are_placed(tree: &Tree, parts: &[Part]) -> bool {
    tree.unplaced().iter().all(|account| parts.get(*account) == Some(&Part::Indifferent))
}
