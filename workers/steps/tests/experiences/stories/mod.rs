//! Runs from end to end: what an experience is like in the end, and how many change sets that took.

mod converging;
mod refused;
mod trouble;
