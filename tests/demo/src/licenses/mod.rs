//! The scenario `licenses`: an account is tagged, and every license that may be shared is shared with it.

mod closing;
pub(crate) mod item;
mod organization;
mod outcome;
mod page;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod stage;
mod story;
pub(crate) mod tables;

pub(crate) use outcome::Act;
pub(crate) use story::play;
