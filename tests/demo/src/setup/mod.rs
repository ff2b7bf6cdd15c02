//! The scenario `setup`: an organization in which nothing is enabled is looked at, put right, and shares its first licenses.

mod act;
mod closing;
mod follow;
mod outcome;
mod page;
#[cfg(test)]
mod sample;
mod settings;
mod stage;
mod story;
mod tables;

pub(crate) use story::play;
