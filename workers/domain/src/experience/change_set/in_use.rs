//! What to do when the Catalog answers that an experience is in use (`ResourceInUseException`, 423).
//!
//! Every experience that a change set names is locked until it ends, and only one set can hold it. Which one does is found by
//! `ListChangeSets` with the filter `EntityId`, for the open statuses.

use serde::{Deserialize, Serialize};

use super::follow::Hold;
use super::request::ChangeSet;
use crate::experience::identity::ChangeSetId;
use crate::experience::limits::IN_USE_WAITS_MAX;

/// An open change set on the experience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSet {
    /// Which one.
    pub id: ChangeSetId,
    /// How it is called.
    pub name: Option<String>,
}

/// Whose turn it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InUse {
    /// It is this very set: it was started, and the answer was lost. Go on with it.
    Follow(ChangeSetId),
    /// Others hold the experience (or just did): wait, then read it anew, plan anew and try again.
    Wait(Vec<ChangeSetId>),
    /// They hold it for too long.
    Hold(Hold),
}

/// Whose turn it is when `wanted` could not be started, after `waits` waits for others.
pub fn when_in_use(wanted: &ChangeSet, open: &[OpenSet], waits: u32) -> InUse {
    if let Some(same) = open.iter().find(|set| set.name.as_deref() == Some(wanted.name.as_str())) {
        return InUse::Follow(same.id.clone());
    }
    let mut others: Vec<ChangeSetId> = open.iter().map(|set| set.id.clone()).collect();
    others.sort();
    if waits < IN_USE_WAITS_MAX { InUse::Wait(others) } else { InUse::Hold(Hold::InUse(others)) }
}
