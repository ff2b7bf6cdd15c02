//! Fetch the snapshot: all of it, and all experiences of this organization, or an error (seed defects P1, P3, P9).

use domain::run::Run;
use serde::{Deserialize, Serialize};

/// Which pass begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The run.
    pub run: Run,
    /// The pass, from 1.
    pub pass: u32,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The revision of the snapshot.
    pub revision: u64,
    /// Experiences that are looked at.
    pub experiences: usize,
    /// Where the items lie: one for each of them.
    pub items_key: String,
}
