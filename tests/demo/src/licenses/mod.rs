//! The scenario `licenses`: an account is tagged, and every license that may be shared is shared with it.

mod closing;
mod item;
mod organization;
mod outcome;
mod page;
#[cfg(test)]
mod sample;
pub(crate) mod stage;
mod story;
mod tables;

pub(crate) use story::play;
