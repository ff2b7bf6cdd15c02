//! What the domain decides and tells, seen from outside.
#![allow(missing_docs, reason = "tests are named for what they show")]
#![allow(clippy::unwrap_used, reason = "a test may end in a panic")]

mod adopting;
mod approval;
mod cover;
mod door;
mod experience;
mod planner;
mod planning;
mod policy;
mod policy_mistakes;
mod policy_properties;
mod policy_schema;
mod properties;
mod reporting;
mod retiring;
mod scoped;
mod setup;
mod support;
