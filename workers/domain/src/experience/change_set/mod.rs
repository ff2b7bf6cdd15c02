//! Change sets: a plan in as few of them as the Catalog takes, one after the other, and what each one's end means.
//!
//! Expected flow: [`Work::of`] packs a plan. Then for each set: [`Work::next`] is sent (`StartChangeSet`; when the experience
//! is in use, [`when_in_use`] says whose turn it is), looked at after [`super::limits::wait_seconds`], judged by
//! [`next_step`], and [`Work::conclude`] takes the verdict down. When nothing is left the experience is read back and planned
//! again: an empty plan is the proof.
//!
//! Guarantees: sets of one experience are strictly serial; their number is the least possible; a token never names a set that
//! has ended (seed defects P5 and S6); everything is bounded (P4, S12); what is in quarantine is in no set.

mod follow;
mod in_use;
mod life;
mod pack;
mod request;
mod split;
mod work;

pub use follow::{Hold, Next};
pub use in_use::{InUse, OpenSet, when_in_use};
pub use life::{ChangeError, ChangeSetStatus, ErrorCode, FailureCode, Observed, next_step};
pub use pack::pack;
pub use request::{Change, ChangeSet, ChangeType, NAME_PREFIX};
pub use work::{PlannedSet, Work};
