//! Private marketplaces of several organizations: what the management side publishes, and what members make of it.

mod access;
mod by_themselves;
mod dead_runs;
mod deployments;
mod end_to_end;
mod faults;
mod following;
mod guard;
mod in_use;
mod messages;
mod mirrors;
mod plan_only;
mod quarantine;
mod quiet_hours;
mod side_by_side;
mod skipped;
mod snapshot;
pub(crate) mod world;
