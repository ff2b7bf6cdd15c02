//! The owner mark: what makes a grant ours (P1).
//!
//! A grant is ours when its name begins with [`NAME_PREFIX`] **and** it carries the tag [`TAG_KEY`]. The name is in
//! every listing and is what planning goes by; the tag is read once more before each write on an existing grant, so a
//! grant that a person happened to name like ours is found out before it is touched.

use crate::grant::{Grant, Principal};

/// How the names of our grants begin.
pub const NAME_PREFIX: &str = "marketplace-steward-";
/// The tag that every grant of ours carries; its value is the hub account's id.
pub const TAG_KEY: &str = "marketplace-steward";

/// The name of our grant for a principal: the prefix, and the id of the account, the OU or the organization.
pub fn grant_name(principal: &Principal) -> String {
    let id = match principal {
        Principal::Account(account) => account.as_str(),
        Principal::OrgUnit(arn) | Principal::Organization(arn) | Principal::Unknown(arn) => {
            arn.rsplit('/').next().unwrap_or(arn)
        }
    };
    format!("{NAME_PREFIX}{id}")
}

/// Whether a grant bears our name. Seed defect S8: a bare account id is a person's name for a grant, not ours.
pub fn bears_our_name(grant: &Grant) -> bool {
    grant.name.starts_with(NAME_PREFIX)
}
