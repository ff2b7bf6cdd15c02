//! The scenario `experiences`: three organizations follow a private marketplace that a fourth one manages.

mod closing;
mod hour;
mod item;
mod outcome;
mod page;
mod row;
#[cfg(test)]
mod sample;
mod settings;
mod stage;
mod story;
mod tables;
mod timeline;

pub(crate) use story::play;
