//! Many accounts in a few lines, for organizations as large as some are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::world::organization::AccountState;

use super::check::Problem;
use super::format::{AccountEntry, WorldFile};

/// Accounts whose ids follow one another, and whose names are one name with their number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountSeriesEntry {
    /// The id of the first one.
    pub first: String,
    /// How many there are.
    pub count: u64,
    /// The name, to which each one's number is added.
    pub name: String,
    /// The root or the unit above.
    pub parent: String,
    /// The tags of each.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

impl AccountSeriesEntry {
    fn accounts(&self) -> Option<Vec<AccountEntry>> {
        let first: u64 = self.first.parse().ok()?;
        let account = |number: u64| AccountEntry {
            id: format!("{:012}", first + number),
            name: format!("{} {}", self.name, number + 1),
            parent: self.parent.clone(),
            state: AccountState::Active,
            tags: self.tags.clone(),
            roles: Vec::new(),
            without_member_roles: false,
            failures: Vec::new(),
        };
        let fits = first + self.count <= 1_000_000_000_000;
        fits.then(|| (0..self.count).map(account).collect())
    }
}

impl WorldFile {
    /// Puts the accounts of every series behind the others, here and in the organizations beside.
    pub(super) fn write_out_series(&mut self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (index, series) in std::mem::take(&mut self.account_series).into_iter().enumerate() {
            match series.accounts() {
                Some(accounts) => self.accounts.extend(accounts),
                None => problems.push(Problem {
                    pointer: format!("/account_series/{index}/count"),
                    what: format!("after {} there are no {} account ids", series.first, series.count),
                    advice: "begin the series earlier or make it shorter".to_owned(),
                }),
            }
        }
        for (index, other) in self.other_organizations.iter_mut().enumerate() {
            let found = other.write_out_series().into_iter();
            problems.extend(found.map(|problem| Problem {
                pointer: format!("/other_organizations/{index}{}", problem.pointer),
                ..problem
            }));
        }
        problems
    }
}
