//! How kind or harsh the simulated Marketplace Catalog is.

use super::Latency;

/// Everything about the Marketplace Catalog that is not part of its world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CatalogOptions {
    /// How long a change set takes from its start to its end, a third of it `PREPARING`.
    pub change_set: Latency,
    /// Open change sets an account may have; AWS does not publish the number.
    pub change_sets_open_max: usize,
    /// To which account a change set belongs that a delegated administrator starts.
    pub change_sets_belong_to: ChangeSetOwner,
    /// In which of its two members the content of an entity comes.
    pub details: DetailsShown,
    /// `Details` is cut off after this many characters, as some report of large policies; `None` for never.
    pub details_characters_max: Option<usize>,
    /// `AdminStatus` also of experiences that are not archived; live answers have been seen with and without it.
    pub admin_status_of_live: bool,
}

impl Default for CatalogOptions {
    fn default() -> Self {
        Self {
            change_set: Latency { least_seconds: 15, most_seconds: 75 },
            change_sets_open_max: 5,
            change_sets_belong_to: ChangeSetOwner::ManagementAccount,
            details: DetailsShown::Both,
            details_characters_max: None,
            admin_status_of_live: false,
        }
    }
}

/// To which account a change set belongs that a delegated administrator starts; the guides can be read both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeSetOwner {
    /// To the owner of the experiences: the delegated administrator finds it only with `Scope=SharedWithMe`.
    ManagementAccount,
    /// To who started it: found without the filter, and only by that account.
    Caller,
}

/// In which of its two members the content of an entity comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetailsShown {
    /// In `Details` and in `DetailsDocument`.
    Both,
    /// In `Details` alone, as text.
    DetailsOnly,
    /// In `DetailsDocument` alone.
    DocumentOnly,
}
