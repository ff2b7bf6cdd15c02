//! Setup: looks at everything that the product needs, explains what is not in place, and puts it right when a person approved.
//!
//! What is decided is [`domain::setup`]'s. [`look`] reads and plans, [`fix`] makes one call, [`check_fix`] looks whether it
//! shows, [`report_setup`] tells; [`item`] is what travels between them.

pub mod item;
