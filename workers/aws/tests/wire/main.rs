//! The ports on the wire: against the simulated services where life cycles matter, against canned answers where the
//! bytes do. One binary, because linking the SDK is what takes the time.

#![expect(clippy::unwrap_used, reason = "what a test cannot go on without ends it")]

mod areas;
mod canned;
mod catalog;
mod change_sets;
mod errors;
mod grant_writes;
mod guard_rail;
mod private_marketplace;
mod reads;
mod session;
mod setup;
mod setup_accounts;
mod snapshots;
mod tables;
mod tasks;
mod uses;
