//! The steps against the simulated services, over the wire: each alone, then runs from end to end, then many seeds.

#![allow(clippy::unwrap_used, reason = "what cannot be set up has failed")]

mod seeds;
mod seeds_of_areas;
mod seeds_of_retiring;
mod step;
mod stories;
mod support;
