//! Retirement: what a person has to allow before everything that is ours is taken back, and what is told at its end (P12).
//!
//! Expected flow: [`crate::plan::retirement`] -> [`judge`] with what was approved so far -> a question about
//! the rest, or [`crate::work::items`]. At the end the state machine stops what would start runs, and says so as an
//! [`Aftermath`].

mod aftermath;
mod question;

pub use aftermath::{Aftermath, GuardRail, Switch};
pub use question::{judge, record, refusal};
