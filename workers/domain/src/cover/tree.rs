//! The organization as the cover needs it: which accounts each organizational unit reaches.

use std::collections::BTreeMap;

use crate::grant::Principal;
use crate::identifier::{AccountId, IdentifierError};

/// The accounts of a whole organization, each where it is. Made once a run, used for every license.
#[derive(Debug, Clone)]
pub struct Tree {
    whole: Principal,
    unit_arn_prefix: String,
    organization: String,
    /// In order of id; everything below names an account by its number here.
    accounts: Vec<AccountId>,
    hub: Option<usize>,
    units: BTreeMap<String, Unit>,
    unplaced: Vec<usize>,
    places: Vec<Place>,
}

/// An organizational unit of any depth.
#[derive(Debug, Clone, Default)]
struct Unit {
    depth: usize,
    accounts: Vec<usize>,
}

/// A part of the organization that is decided by itself: a first-level OU with all below it, or (without a unit) the
/// accounts that no OU reaches, or of which nobody knows.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) unit: Option<Principal>,
    pub(super) accounts: Vec<usize>,
}

/// How wide a principal is: the organization, then OUs from the root down, then accounts.
pub(super) type Rank = (u8, usize);

impl Tree {
    /// Puts every account of the organization where its path says, see [`crate::account::Account::path`].
    ///
    /// `organization` is its ARN as Organizations writes it. An account whose path does not tell where it is, or that is
    /// listed at two places (it moved while it was read), is in the tree, but at no known place.
    ///
    /// # Errors
    /// When `organization` is not the ARN of one.
    pub fn new<'a>(
        organization: &str,
        hub: &AccountId,
        accounts: impl IntoIterator<Item = (&'a AccountId, &'a str)>,
    ) -> Result<Self, IdentifierError> {
        let parts = organization.rsplit_once(":organization/");
        let (Some((management, id)), Principal::Organization(_)) =
            (parts, Principal::from(organization.to_owned()))
        else {
            return Err(IdentifierError {
                expected: "the ARN of an organization (arn:aws:organizations::<account>:organization/o-...)",
                found: organization.to_owned(),
            });
        };
        let mut ways: BTreeMap<&AccountId, Option<Vec<&str>>> = BTreeMap::new();
        for (account, path) in accounts {
            let way = way_down(id, account, path);
            ways.entry(account)
                .and_modify(|known| {
                    if *known != way {
                        *known = None;
                    }
                })
                .or_insert_with(|| way.clone());
        }
        let mut tree = Self {
            whole: Principal::Organization(organization.to_owned()),
            unit_arn_prefix: format!("{management}:ou/{id}/"),
            organization: id.to_owned(),
            hub: ways.keys().position(|account| *account == hub),
            accounts: ways.keys().map(|account| (*account).clone()).collect(),
            units: BTreeMap::new(),
            unplaced: Vec::new(),
            places: Vec::new(),
        };
        tree.place(ways.into_values());
        Ok(tree)
    }

    fn place<'a>(&mut self, ways: impl Iterator<Item = Option<Vec<&'a str>>>) {
        let mut beside = Vec::new();
        for (account, way) in ways.enumerate() {
            let way = way.unwrap_or_else(|| {
                self.unplaced.push(account);
                Vec::new()
            });
            if way.is_empty() {
                beside.push(account);
            }
            for (depth, unit) in way.into_iter().enumerate() {
                let unit = self.units.entry(unit.to_owned()).or_default();
                unit.depth = depth;
                unit.accounts.push(account);
            }
        }
        let first_level = self.units.iter().filter(|(_, unit)| unit.depth == 0);
        self.places = first_level
            .map(|(id, unit)| Place {
                unit: Some(Principal::OrgUnit(format!("{}{id}", self.unit_arn_prefix))),
                accounts: unit.accounts.clone(),
            })
            .chain(std::iter::once(Place { unit: None, accounts: beside }))
            .collect();
    }

    /// How many accounts there are.
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    /// Whether there is no account at all.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// The accounts that a grant for `principal` reaches, as AWS documents it: an OU all accounts in it and in the OUs
    /// below it, the organization every account. `None` when nobody knows.
    pub fn reached_by(&self, principal: &Principal) -> Option<Vec<&AccountId>> {
        Some(self.reach(principal)?.into_iter().filter_map(|account| self.accounts.get(account)).collect())
    }

    pub(super) fn whole(&self) -> &Principal {
        &self.whole
    }

    pub(super) fn accounts(&self) -> &[AccountId] {
        &self.accounts
    }

    pub(super) fn places(&self) -> &[Place] {
        &self.places
    }

    pub(super) fn unplaced(&self) -> &[usize] {
        &self.unplaced
    }

    pub(super) fn is_hub(&self, account: usize) -> bool {
        self.hub == Some(account)
    }

    pub(super) fn reach(&self, principal: &Principal) -> Option<Vec<usize>> {
        match principal {
            Principal::Account(id) => Some(self.accounts.binary_search(id).into_iter().collect()),
            Principal::OrgUnit(arn) => {
                let mut end = arn.rsplit('/');
                let (unit, organization) = (end.next()?, end.next()?);
                // A unit in which no account is reaches nobody.
                (organization == self.organization)
                    .then(|| self.units.get(unit).map(|unit| unit.accounts.clone()).unwrap_or_default())
            }
            Principal::Organization(arn) => (arn.rsplit('/').next() == Some(&self.organization))
                .then(|| (0..self.accounts.len()).collect()),
            Principal::Unknown(_) => None,
        }
    }

    pub(super) fn rank(&self, principal: &Principal) -> Rank {
        match principal {
            Principal::Organization(_) | Principal::Unknown(_) => (0, 0),
            Principal::OrgUnit(arn) => {
                let unit = arn.rsplit('/').next().and_then(|unit| self.units.get(unit));
                (1, unit.map_or(0, |unit| unit.depth))
            }
            Principal::Account(_) => (2, 0),
        }
    }
}

/// The units above an account, from the root down; `None` if its path does not tell.
fn way_down<'a>(organization: &str, account: &AccountId, path: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    if parts.next() != Some(organization) || !parts.next().is_some_and(|root| root.starts_with("r-")) {
        return None;
    }
    let mut way: Vec<_> = parts.collect();
    // Organizations ends the path with the account itself.
    if way.last() == Some(&account.as_str()) {
        way.pop();
    }
    way.iter().all(|part| part.starts_with("ou-")).then_some(way)
}
