//! Grants for the organization and its units: one for many accounts.

mod believed_by_parts;
mod change_of_mode;
mod fewest;
mod joiners;
mod one_grant;
mod renewal;
mod too_wide;
mod two_thousand;
pub(crate) mod world;
