//! Each step alone.

mod accept_grant;
mod activate_grant;
mod adopt_grant;
mod approval;
mod areas;
mod check_grant;
mod conclude_target;
mod create_grant;
mod delete_grant;
mod delivered_twice;
mod diff;
mod fence;
mod finish;
mod grants_in_scope;
mod list_accounts;
mod list_grants;
mod list_licenses;
mod look_closer;
mod nudge;
mod preflight;
mod replaced;
mod report;
mod settle;
mod take_lease;
