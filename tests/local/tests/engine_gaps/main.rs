//! Each patch of the engine, from both sides: the gap is there on stock MiniStack, and closed on ours.
//!
//! When a test fails on the stock side, MiniStack has closed the gap itself: remove the module that the test names
//! from `ministack/engine`, and the test with it.

#![allow(clippy::unwrap_used)]

mod accounts;
mod distributed_map;
mod evaluation_time;
mod machine;
mod queues;
mod redrive;
mod redrive_map_run;
mod rights;
mod rules;
mod script;
mod stack_versions;
mod start_execution;
mod status_events;
mod stop_date;
mod stop_execution;
mod task_tokens;
mod time_limit;
mod triggers;
mod walk;
