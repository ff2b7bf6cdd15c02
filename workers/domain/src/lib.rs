//! What Marketplace Steward knows and decides, as plain data and pure functions.
//!
//! Nouns are AWS's own (account, license, grant); [`plan`] compares what should be with what was observed,
//! [`guard`] judges the result, [`report`] tells people. Nothing here does IO, reads a clock, draws a random
//! number or knows an AWS client: same input, same bytes out.

pub mod account;
pub mod adopt;
pub mod approval;
mod closed_enum;
pub mod cover;
pub mod door;
pub mod experience;
pub mod grant;
pub mod guard;
pub mod identifier;
pub mod lease;
pub mod license;
pub mod life_cycle;
pub mod limits;
pub mod observation;
pub mod ownership;
pub mod plan;
pub mod policy;
pub mod report;
pub mod retire;
pub mod run;
pub mod scope;
pub mod setup;
mod shell;
pub mod token;
pub mod work;
