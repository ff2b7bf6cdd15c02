//! The stories: what people and AWS do to an organization, and what the deployed hub makes of it. Every story runs the
//! synthesized stack, the real state machine and the real worker on a local AWS of its own.
#![allow(missing_docs, reason = "tests are named for what they show")]
#![allow(clippy::unwrap_used, reason = "a test may end in a panic")]

mod accounts_come_and_go;
mod adoption;
mod areas;
mod bedrock_and_oracle;
mod beside;
mod bursts;
mod dead_runs;
mod drift;
mod experiences;
mod faults;
mod foreign_grants;
mod grants_by_other_hands;
mod grants_in_every_state;
mod guard;
mod lost_events;
mod many_pages;
mod not_shareable;
mod one_run_at_a_time;
mod own_licenses;
mod pause;
mod permanent_failure;
mod plan_only;
mod poison;
mod policy_file;
mod preflight;
mod purchases;
mod redrive;
mod renewals;
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
