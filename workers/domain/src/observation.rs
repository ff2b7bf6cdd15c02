//! What was seen, with proof that it is all there is (P5).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::identifier::AccountId;
use crate::limits::PAGES_MAX;

/// Which accounts were looked at. Of one that was and is not there, it is known that it left; of any other, nothing is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// Every account of the organization.
    Organization,
    /// These, one by one.
    Accounts(BTreeSet<AccountId>),
}

impl Extent {
    /// Whether an account was looked at.
    pub fn covers(&self, account: &AccountId) -> bool {
        match self {
            Self::Organization => true,
            Self::Accounts(accounts) => accounts.contains(account),
        }
    }
}

/// A listing that was read to its end. The only way to make one is [`Pages::finish`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored<T>", into = "Stored<T>", bound(serialize = "T: Clone + Serialize"))]
pub struct Complete<T> {
    items: Vec<T>,
    pages: u32,
}

impl<T> Complete<T> {
    /// What was listed.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// How many pages it took.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// One listing of several that were each read to their end.
    pub fn of(parts: Vec<Self>) -> Self {
        let pages = parts.iter().map(|part| part.pages).sum();
        Self { items: parts.into_iter().flat_map(|part| part.items).collect(), pages }
    }

    /// Items that were not listed but found by asking for each, to be added to a listing with [`Complete::of`].
    pub fn found_otherwise(items: Vec<T>) -> Self {
        Self { items, pages: 0 }
    }

    /// The same listing without the items that `map` has no use for.
    pub fn filter_map<U>(self, map: impl FnMut(T) -> Option<U>) -> Complete<U> {
        Complete { items: self.items.into_iter().filter_map(map).collect(), pages: self.pages }
    }

    /// The same listing with other items: completeness is about the pages, not about what each item became.
    pub fn map<U>(self, map: impl FnMut(T) -> U) -> Complete<U> {
        Complete { items: self.items.into_iter().map(map).collect(), pages: self.pages }
    }
}

/// A listing in the making: add every page, then [`finish`](Pages::finish).
#[derive(Debug)]
pub struct Pages<T> {
    items: Vec<T>,
    pages: u32,
    next: Option<String>,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self { items: Vec::new(), pages: 0, next: None }
    }
}

/// A listing that cannot be trusted to be whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Incomplete {
    /// The service sent the token again that it was just asked with.
    #[error(
        "page {page} came with the token it was asked with; the listing would never end, so nothing is written"
    )]
    RepeatedToken {
        /// Which page.
        page: u32,
    },
    /// More pages than any organization has.
    #[error("more than {PAGES_MAX} pages; this is a loop, not a list, so nothing is written")]
    TooManyPages,
    /// `finish` was called while a token was left, or before the first page.
    #[error("the listing was read for {pages} pages and not to its end, so nothing is written")]
    NotAtTheEnd {
        /// Pages read.
        pages: u32,
    },
}

impl<T> Pages<T> {
    /// Adds a page and says with which token to ask for the next; `None` is the end. An empty page may carry a token.
    ///
    /// # Errors
    /// When the listing turns in circles.
    pub fn add(&mut self, items: Vec<T>, next: Option<String>) -> Result<Option<String>, Incomplete> {
        self.pages += 1;
        if self.pages >= PAGES_MAX {
            return Err(Incomplete::TooManyPages);
        }
        let next = next.filter(|token| !token.is_empty());
        if next.is_some() && next == self.next {
            return Err(Incomplete::RepeatedToken { page: self.pages });
        }
        self.items.extend(items);
        self.next.clone_from(&next);
        Ok(next)
    }

    /// The whole listing.
    ///
    /// # Errors
    /// When its end was not reached.
    pub fn finish(self) -> Result<Complete<T>, Incomplete> {
        if self.pages == 0 || self.next.is_some() {
            return Err(Incomplete::NotAtTheEnd { pages: self.pages });
        }
        Ok(Complete { items: self.items, pages: self.pages })
    }
}

/// How a complete listing lies in the state bucket: cut off or edited, it is not read back.
#[derive(Serialize, Deserialize)]
struct Stored<T> {
    complete: bool,
    pages: u32,
    count: usize,
    items: Vec<T>,
}

impl<T> From<Complete<T>> for Stored<T> {
    fn from(listing: Complete<T>) -> Self {
        Self { complete: true, pages: listing.pages, count: listing.items.len(), items: listing.items }
    }
}

impl<T> TryFrom<Stored<T>> for Complete<T> {
    type Error = Incomplete;
    fn try_from(stored: Stored<T>) -> Result<Self, Incomplete> {
        if stored.complete && stored.count == stored.items.len() {
            Ok(Self { items: stored.items, pages: stored.pages })
        } else {
            Err(Incomplete::NotAtTheEnd { pages: stored.pages })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_page_with_a_token_is_not_the_end() {
        let mut pages = Pages::default();
        assert_eq!(pages.add(vec![1], Some("a".into())).unwrap().as_deref(), Some("a"));
        assert_eq!(pages.add(vec![], Some("b".into())).unwrap().as_deref(), Some("b"));
        assert_eq!(pages.add(vec![2], None).unwrap(), None);
        assert_eq!(pages.finish().unwrap().items(), [1, 2]);
    }

    #[test]
    fn an_empty_token_ends_a_list_as_the_tagging_api_does() {
        let mut pages = Pages::<u8>::default();
        assert_eq!(pages.add(vec![], Some(String::new())).unwrap(), None);
        assert!(pages.finish().is_ok());
    }

    #[test]
    fn a_listing_that_turns_in_circles_is_an_error() {
        let mut pages = Pages::<u8>::default();
        pages.add(vec![], Some("a".into())).unwrap();
        assert_eq!(pages.add(vec![], Some("a".into())), Err(Incomplete::RepeatedToken { page: 2 }));
    }

    /// Seed defect S2: one page is not a list.
    #[test]
    fn a_listing_without_its_end_is_not_complete() {
        let mut pages = Pages::default();
        pages.add(vec![1], Some("more".into())).unwrap();
        assert!(pages.finish().is_err());
        assert!(Pages::<u8>::default().finish().is_err());
    }

    #[test]
    fn a_stored_listing_that_lost_items_is_not_read_back() {
        let mut pages = Pages::default();
        pages.add(vec![1, 2], None).unwrap();
        let text = serde_json::to_string(&pages.finish().unwrap()).unwrap();
        assert!(serde_json::from_str::<Complete<u8>>(&text).is_ok());
        assert!(serde_json::from_str::<Complete<u8>>(&text.replace("[1,2]", "[1]")).is_err());
        assert!(serde_json::from_str::<Complete<u8>>(&text.replace("true", "false")).is_err());
    }
}
