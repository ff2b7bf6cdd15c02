//! The planner over whole runs: random organizations, a small AWS that does what a plan says, and what has to hold at every
//! moment of it.

mod asking;
mod aws;
mod converging;
mod exact;
mod found;
mod generate;
mod golden;
mod promises;
mod quota;
mod run;
mod scoping;
mod telling;
mod world;
