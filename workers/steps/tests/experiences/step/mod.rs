//! Each step by itself.

mod check_change_set;
mod start_change_set;
