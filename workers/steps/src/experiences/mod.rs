//! The steps of `publish-experiences` and `sync-experiences`: private marketplaces of several organizations, kept equal.
//!
//! Expected flow: the management side publishes one snapshot. In a member organization a run fetches it and lists the
//! experiences, then for each of them compares, starts one change set after the other and checks it, compares once more to
//! see that it worked, and concludes; at last it reports, also to the management side.

mod asking;
pub mod check_change_set;
pub mod compare;
pub mod conclude_experience;
pub mod fetch_snapshot;
pub mod fetched;
pub mod item;
pub mod keys;
pub mod member;
mod next;
pub mod observe;
mod past;
pub mod publish_snapshot;
mod quarantine;
pub mod report_experiences;
pub mod start_change_set;
mod told;
