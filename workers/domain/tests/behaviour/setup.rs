//! Setup, preflight and the guard rail, seen from outside.

mod evaluator;
mod finding;
mod fixing;
mod guard_rail;
mod planned;
mod preflight;
mod properties;
mod reference;
mod reporting;
mod samples;
mod world;
