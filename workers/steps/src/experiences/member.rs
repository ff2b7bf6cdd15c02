//! The member organization that a stack works for.

use domain::experience::settings::MemberSettings;

/// Who it is, and what it is configured to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name in the configuration of the management stack.
    pub name: String,
    /// What it is configured to do.
    pub settings: MemberSettings,
}
