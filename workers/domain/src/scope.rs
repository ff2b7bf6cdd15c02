//! Scope: how much a request to look again is about.
//!
//! An event names an account or a product at most; requests that meet become one. Merging never makes a scope narrower than
//! any of its parts: what cannot be said exactly is said as everything.

use std::collections::BTreeSet;

use crate::identifier::{AccountId, ProductSku};
use crate::limits::{ACCOUNTS_READ_SINGLY_MAX, PRODUCTS_READ_SINGLY_MAX};
use crate::run::{Only, REQUEST_ENTRIES_MAX, RunRequest};

/// How much is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// These accounts, with every product.
    Accounts(BTreeSet<AccountId>),
    /// These products, in every account.
    Products(BTreeSet<ProductSku>),
    /// Everything, and the tags of these accounts at their source, since the index may be behind.
    Everything(BTreeSet<AccountId>),
}

impl Scope {
    /// What a request is about. Accounts and products together are taken for the accounts, which is more.
    pub fn of(request: &RunRequest) -> Self {
        let Only { accounts, products } = &request.only;
        match (accounts.is_empty(), products.is_empty()) {
            (true, true) => Self::Everything(request.look_closer.clone()),
            (true, false) => Self::Products(products.clone()),
            (false, _) => Self::Accounts(accounts.clone()),
        }
    }

    /// What is read for a request: a few accounts or products are read by themselves, more of them come with everything.
    ///
    /// Accounts that come with everything are still read closer: somebody named them because their tags changed.
    pub fn to_read(request: &RunRequest) -> Self {
        match Self::of(request) {
            Self::Accounts(accounts) if accounts.len() > ACCOUNTS_READ_SINGLY_MAX => {
                Self::Everything(union(accounts, request.look_closer.clone()))
            }
            Self::Products(products) if products.len() > PRODUCTS_READ_SINGLY_MAX => {
                Self::Everything(request.look_closer.clone())
            }
            few => few,
        }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Accounts(some), Self::Accounts(more)) => Self::Accounts(union(some, more)),
            (Self::Products(some), Self::Products(more)) => Self::Products(union(some, more)),
            (one, other) => Self::Everything(union(one.accounts(), other.accounts())),
        }
    }

    /// A request for it. More than a request may name is everything.
    pub fn request(self, reason: String) -> RunRequest {
        let request = RunRequest { reason, ..RunRequest::default() };
        match self {
            Self::Accounts(accounts) if accounts.len() <= REQUEST_ENTRIES_MAX => {
                RunRequest { only: Only { accounts, ..Only::default() }, ..request }
            }
            Self::Products(products) if products.len() <= REQUEST_ENTRIES_MAX => {
                RunRequest { only: Only { products, ..Only::default() }, ..request }
            }
            scope => RunRequest {
                look_closer: scope.accounts().into_iter().take(REQUEST_ENTRIES_MAX).collect(),
                ..request
            },
        }
    }

    /// The accounts that it names.
    fn accounts(self) -> BTreeSet<AccountId> {
        match self {
            Self::Accounts(accounts) | Self::Everything(accounts) => accounts,
            Self::Products(_) => BTreeSet::new(),
        }
    }
}

fn union<T: Ord>(some: BTreeSet<T>, more: BTreeSet<T>) -> BTreeSet<T> {
    some.into_iter().chain(more).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts(ids: &[u64]) -> BTreeSet<AccountId> {
        ids.iter().map(|id| format!("{id:012}").parse().unwrap()).collect()
    }

    fn products(names: &[&str]) -> BTreeSet<ProductSku> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn accounts_with_accounts_stay_accounts() {
        let both = Scope::Accounts(accounts(&[1])).and(Scope::Accounts(accounts(&[2])));
        assert_eq!(both, Scope::Accounts(accounts(&[1, 2])));
    }

    #[test]
    fn accounts_with_products_are_everything_and_closer_at_the_accounts() {
        let both = Scope::Accounts(accounts(&[1])).and(Scope::Products(products(&["prod-a"])));
        assert_eq!(both, Scope::Everything(accounts(&[1])));
        assert_eq!(both.request(String::new()).look_closer, accounts(&[1]));
    }

    #[test]
    fn more_accounts_than_a_request_may_name_are_everything() {
        let many: Vec<u64> = (0..=REQUEST_ENTRIES_MAX as u64).collect();
        let request = Scope::Accounts(accounts(&many)).request(String::new());
        assert_eq!((request.only.accounts.len(), request.look_closer.len()), (0, REQUEST_ENTRIES_MAX));
        request.check().unwrap();
    }

    #[test]
    fn more_than_a_few_accounts_or_products_are_read_with_everything() {
        let read = |scope: Scope| Scope::to_read(&scope.request(String::new()));
        let few = Scope::Accounts(accounts(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
        assert_eq!(read(few.clone()), few);
        let many = accounts(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        assert_eq!(read(Scope::Accounts(many.clone())), Scope::Everything(many));
        let names: Vec<String> =
            (0..=PRODUCTS_READ_SINGLY_MAX).map(|number| format!("prod-{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(read(Scope::Products(products(&names[1..]))), Scope::Products(products(&names[1..])));
        assert_eq!(read(Scope::Products(products(&names))), Scope::Everything(BTreeSet::new()));
    }

    #[test]
    fn a_scope_survives_the_way_through_a_request() {
        for scope in [
            Scope::Accounts(accounts(&[1, 2])),
            Scope::Products(products(&["prod-a"])),
            Scope::Everything(accounts(&[3])),
        ] {
            assert_eq!(Scope::of(&scope.clone().request(String::new())), scope);
        }
    }
}
