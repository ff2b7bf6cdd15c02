//! Setup: what has to be in place before licenses can be shared and experiences can follow, and how it gets there.
//!
//! Expected flow: [`settings::Settings`] say what runs in an account, [`observed::Observed`] what was seen,
//! [`finding::findings`] what is not in place, [`text`] tells people. [`planned::planned`] says which calls in which order,
//! and a person approves each; after each, [`next::next_step`] looks whether it has worked and how long to wait. What failed
//! is left out ([`finding::leave_out`]), and everything is looked at again until nothing is planned any more;
//! [`report::Report`] is what it came to. [`preflight::preflight`] is the small part of it that stops a run before its first
//! write. [`scp`] is the policy of the guard rail.
//!
//! Guarantees: nothing here does IO or reads a clock; the same input gives the same bytes, in whatever order it comes. What
//! was not read is a finding and never taken for "off" or "on"; no fix rests on it. Nothing is fixed in an organization that
//! is not the one of the settings. "Already there" is success, but it is always looked at.
//!
//! Assumptions, where AWS says nothing (AWS-FACTS section 14 and `(inferred)` lines; each is in one place only):
//! - Purchase orders need no trusted access, only their role ([`settings`]).
//! - Linking an organization again, after its trusted access was taken away, gives it back ([`fix::Fix::LinkLicenseManager`]).
//! - There is one delegated administrator for private marketplaces, as there is for License Manager; another one is never
//!   pushed aside ([`finding::Id::OtherAdministrator`]).
//! - License Manager's role in member accounts comes with the link and is not needed for sharing: reported only.
//! - AWS's words for a missing IAM permission hold "is not authorized to perform" and name the kind of policy; an AccessDenied
//!   without them comes from the service itself and means a missing trust or a wrong caller ([`preflight::cause`]).
//! - A change is visible after ten seconds, trusted access of private marketplaces after a minute, the role of Marketplace
//!   license management after three ([`next`]; two to three minutes were observed, section 5.2).
//!
//! Sources: AWS-FACTS sections 7.4 to 7.6 (Organizations), 10 (roles, trusted access), 11 (purchase orders), 4.2 (errors).

mod command;
pub mod finding;
pub mod fix;
pub mod next;
pub mod observed;
pub mod order;
pub mod planned;
pub mod preflight;
pub mod prerequisite;
pub mod refusal;
pub mod report;
pub mod scp;
pub mod service;
pub mod settings;
pub mod text;
