//! Runs from end to end: what an account has in the end, and what the report says of it.

mod adopted;
pub(crate) mod areas;
mod asked;
mod conflicting;
mod converged;
mod exchanged;
mod guarded;
mod large;
mod redriven;
mod renewed;
mod retired;
mod revoking;
mod scoped;
mod sharing;
mod trouble;
mod upgraded;
