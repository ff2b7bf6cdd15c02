//! The steps of the experiences against the simulated Catalog, over the wire: each alone, then runs from end to end, then
//! many seeds.

#![allow(clippy::unwrap_used, reason = "what cannot be set up has failed")]

mod member;
mod publish;
mod seeds;
mod step;
mod stories;
mod support;
