//! The steps of the state machines: one Task, one file, a typed request in, a typed answer out.
//!
//! A step reads and writes through the narrow traits of [`ports`]; it never sleeps, never reads the environment and never
//! names an SDK type. What goes wrong leaves as one of the seven classes of [`error`], which the state machines know.

pub mod accept_grant;
pub mod activate_grant;
pub mod adopt_grant;
pub mod answer;
pub mod ask;
mod asking;
pub mod caught;
pub mod check_grant;
pub mod conclude_target;
pub mod create_grant;
pub mod delete_grant;
pub mod diff;
mod door;
pub mod error;
pub mod experiences;
pub mod fence;
pub mod files;
pub mod finish;
mod grants_in_scope;
mod guarded;
mod in_ledger;
pub mod list_accounts;
pub mod list_grants;
pub mod list_licenses;
pub mod listing;
pub mod look_closer;
pub mod nudge;
pub mod outcomes;
mod policy_file;
pub mod ports;
pub mod preflight;
pub mod refusal;
pub mod report;
mod retirement;
pub mod settle;
pub mod setup;
pub mod snapshot;
pub mod take_lease;
mod worth;
pub mod writing;
