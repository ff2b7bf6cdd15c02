//! The steps of setup against the simulated services, over the wire: runs from end to end, then each trouble alone, then many
//! seeds.

#![allow(clippy::unwrap_used, reason = "what cannot be set up has failed")]

mod asking;
mod broken;
mod delegated;
mod from_nothing;
mod governing;
mod purchase_orders;
mod seeds;
mod support;
mod trouble;
mod unread;
