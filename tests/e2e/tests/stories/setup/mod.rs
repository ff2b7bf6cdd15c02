//! Setup: what it sees, asks, fixes and removes in an organization, and that a run which shares stops where it is needed.

mod answers;
mod broken;
mod dead_runs;
mod delegate;
mod from_nothing;
mod guard_rail;
mod member_role;
mod purchase_orders;
mod world;
