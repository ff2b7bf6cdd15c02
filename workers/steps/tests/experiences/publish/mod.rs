//! The management side: what is published, when, and whom it concerns.

mod broken;
mod calls;
mod desk;
mod door;
pub(crate) mod odd_catalog;
mod preflight;
mod published;
mod seeds;
mod skipped;
mod table;
mod told;
