//! The steps of the state machines: one Task, one file, a typed request in, a typed answer out.
//!
//! A step reads and writes through the narrow traits of [`ports`]; it never sleeps, never reads the environment and never
//! names an SDK type. What goes wrong leaves as one of the seven classes of [`error`], which the state machines know.

pub mod error;
pub mod ports;
pub mod refusal;
