//! The stories: what people and AWS do to an organization, and what the deployed hub makes of it. Every story runs the
//! synthesized stack, the real state machine and the real worker on a local AWS of its own.
#![allow(missing_docs, reason = "tests are named for what they show")]
#![allow(clippy::unwrap_used, reason = "a test may end in a panic")]

mod accounts_come_and_go;
mod beside;
mod bursts;
mod conflicts_and_foreign_grants;
mod dead_runs;
mod drift;
mod experiences;
mod faults;
mod grants_by_other_hands;
mod grants_in_every_state;
mod lost_events;
mod many_pages;
mod one_run_at_a_time;
mod pause;
mod permanent_failure;
mod plan_and_guard;
mod poison;
mod preflight;
mod purchases;
mod redrive;
mod rerun;
mod retire;
mod rights;
mod schedules;
mod scoped_runs;
mod setup;
mod shares_and_takes_back;
mod triggers;
mod upgrade;
mod world;
