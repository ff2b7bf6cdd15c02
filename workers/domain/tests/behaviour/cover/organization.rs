//! Organizations for the cover, in a few words.

use domain::cover::{Cover, Present, Standing, Terms, Tree, Usable, cover};
use domain::grant::Principal;
use domain::identifier::AccountId;
use domain::policy::ShareAs;

use crate::support::account_id;

const ORGANIZATION: &str = "o-a1b2c3d4e5";
const MANAGEMENT: &str = "arn:aws:organizations::111111111111";

/// An organization whose accounts are numbered from 1, and the grants of one license.
#[derive(Debug, Clone)]
pub(super) struct Small {
    /// Number, place as `a/1` (`?`: not told), and standing of each account.
    pub(super) accounts: Vec<(u64, String, Standing)>,
    /// The number of the hub; 0: none of the accounts.
    pub(super) hub: u64,
    pub(super) owned: Vec<Principal>,
    pub(super) foreign: Vec<Principal>,
    /// Live grants beside these.
    pub(super) more: usize,
    pub(super) ended: usize,
    pub(super) share_as: ShareAs,
    pub(super) accounts_only: bool,
    pub(super) change_approved: bool,
}

impl Small {
    pub(super) fn of(accounts: &[(&str, Standing)]) -> Self {
        Self {
            accounts: (1..)
                .zip(accounts)
                .map(|(number, (place, standing))| (number, (*place).to_owned(), *standing))
                .collect(),
            hub: 0,
            owned: Vec::new(),
            foreign: Vec::new(),
            more: 0,
            ended: 0,
            share_as: ShareAs::Auto,
            accounts_only: false,
            change_approved: false,
        }
    }

    pub(super) fn with(mut self, (place, standing): (&str, Standing)) -> Self {
        self.accounts.push((self.accounts.len() as u64 + 1, place.to_owned(), standing));
        self
    }

    pub(super) fn owned(self, owned: impl IntoIterator<Item = Principal>) -> Self {
        Self { owned: owned.into_iter().collect(), ..self }
    }

    pub(super) fn foreign(self, foreign: impl IntoIterator<Item = Principal>) -> Self {
        Self { foreign: foreign.into_iter().collect(), ..self }
    }

    pub(super) fn tree(&self) -> Tree {
        let accounts: Vec<_> = self
            .accounts
            .iter()
            .map(|(number, place, _)| (account_id(*number), path(*number, place)))
            .collect();
        Tree::new(
            &whole().to_string(),
            &account_id(self.hub),
            accounts.iter().map(|(id, path)| (id, path.as_str())),
        )
        .unwrap()
    }

    pub(super) fn standing(&self, id: &AccountId) -> Standing {
        let number: usize = id.as_str().parse().unwrap();
        // In order of number mostly; searched where a test has turned the order.
        match self.accounts.get(number.wrapping_sub(1)) {
            Some((found, _, standing)) if *found == number as u64 => *standing,
            _ => self.accounts.iter().find(|(found, ..)| *found == number as u64).unwrap().2,
        }
    }

    pub(super) fn cover(&self) -> Cover {
        let tree = self.tree();
        let present = Present {
            owned: self.owned.iter().cloned().collect(),
            current: self.owned.iter().cloned().collect(),
            foreign: self.foreign.iter().cloned().collect(),
            grants_live: self.owned.len() + self.foreign.len() + self.more,
            grants_ended: self.ended,
        };
        let terms = Terms {
            tree: &tree,
            present: &present,
            share_as: self.share_as,
            usable: if self.accounts_only { Usable::AccountsOnly } else { Usable::Areas },
            change_approved: self.change_approved,
        };
        cover(&terms, |id| self.standing(id))
    }

    /// Whether a grant for `principal` reaches account `number`; told by its place, without the tree.
    pub(super) fn reaches(&self, principal: &Principal, number: u64) -> bool {
        let (_, place, _) = self.accounts.iter().find(|(found, ..)| *found == number).unwrap();
        match principal {
            Principal::Account(id) => *id == account_id(number),
            Principal::OrgUnit(_) => {
                let mut way = place.split('/').scan(String::new(), |way, step| {
                    way.push_str(if way.is_empty() { "" } else { "/" });
                    way.push_str(step);
                    Some(way.clone())
                });
                way.any(|way| !way.is_empty() && way != "?" && nested(&way) == *principal)
            }
            Principal::Organization(_) => true,
            Principal::Unknown(_) => false,
        }
    }

    pub(super) fn numbers(&self, standing: Standing) -> impl Iterator<Item = u64> {
        let of_it =
            move |(number, _, found): &&(u64, String, Standing)| *found == standing && *number != self.hub;
        self.accounts.iter().filter(of_it).map(|(number, ..)| *number)
    }
}

pub(super) fn account(number: u64) -> Principal {
    Principal::Account(account_id(number))
}

pub(super) fn whole() -> Principal {
    Principal::Organization(format!("{MANAGEMENT}:organization/{ORGANIZATION}"))
}

/// The first-level OU of that name.
pub(super) fn unit(name: &str) -> Principal {
    nested(name)
}

/// The OU at a place as `a/1`.
pub(super) fn nested(place: &str) -> Principal {
    Principal::OrgUnit(format!("{MANAGEMENT}:ou/{ORGANIZATION}/{}", unit_id(place)))
}

fn unit_id(place: &str) -> String {
    format!("ou-ab12-{:0>8}", place.replace('/', "x"))
}

fn path(number: u64, place: &str) -> String {
    if place == "?" {
        return String::new();
    }
    let mut path = format!("{ORGANIZATION}/r-ab12/");
    let mut way = String::new();
    for step in place.split('/').filter(|step| !step.is_empty()) {
        way = if way.is_empty() { step.to_owned() } else { format!("{way}/{step}") };
        path = format!("{path}{}/", unit_id(&way));
    }
    format!("{path}{}/", account_id(number))
}
