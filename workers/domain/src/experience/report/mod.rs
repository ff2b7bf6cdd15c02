//! The report of a run of `sync-experiences`: what became of each experience, for people and for the management side.

mod end;
mod outcome;

pub use end::{End, conclude};
pub use outcome::{Ended, Outcome};
