//! The ports of the steps on AWS itself: one port, one file, and nothing else in here knows the SDK.
//!
//! A port makes one call and hands back what AWS said: a page, a value or an [`ApiError`](steps::ports::ApiError). It
//! does not page, does not wait and does not decide what an error means. What AWS calls by a closed list of names comes
//! out as text first, so that a name that the SDK does not know is not lost either.

pub mod actions;
mod answer;
mod api_error;
mod catalog;
mod change_ledger;
mod change_sets;
mod clock;
mod document;
mod executions;
mod grant_writes;
mod grants;
mod guard_rail;
mod lease;
mod ledger;
mod licenses;
mod organization;
mod prerequisites;
mod rate_limit;
mod roles;
mod rows;
mod session;
mod setup_accounts;
mod setup_ledger;
mod setup_reads;
mod setup_writes;
mod snapshot_reader;
mod snapshots;
mod starter;
mod store;
mod tasks;
pub mod uses;

pub use catalog::Catalog;
pub use change_ledger::ChangeLedger;
pub use change_sets::ChangeSets;
pub use clock::SystemClock;
pub use executions::Executions;
pub use grant_writes::{GrantWrites, MemberRole};
pub use grants::Grants;
pub use lease::Lease;
pub use ledger::Ledger;
pub use licenses::Licenses;
pub use organization::Organization;
pub use prerequisites::Prerequisites;
pub use session::Session;
pub use setup_accounts::{Setup, SetupAccounts};
pub use setup_ledger::SetupLedger;
pub use setup_writes::SetupWrites;
pub use snapshot_reader::{ReaderRole, SnapshotReader};
pub use snapshots::Snapshots;
pub use starter::Starter;
pub use store::Store;
pub use tasks::Tasks;
