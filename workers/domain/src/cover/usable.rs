//! What kinds of grants can be made.

/// What kinds of grants can be made at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Usable {
    /// Grants for accounts only: grants for OUs and the organization need an organization with all features, trusted
    /// access, and the management account or a delegated administrator that holds the agreement (AWS-FACTS section 6).
    AccountsOnly,
    /// Grants for the organization and for OUs directly below its root as well. For nested OUs the guide promises nothing,
    /// so none is ever made.
    Areas,
}
