//! How a license is to be shared.

/// With what kind of principal a license is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShareAs {
    /// One grant for each account.
    Account,
    /// One grant for each first-level organizational unit.
    OrgUnit,
    /// One grant for the organization.
    Organization,
    /// Whatever covers the selected accounts exactly with the fewest grants.
    Auto,
}

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
