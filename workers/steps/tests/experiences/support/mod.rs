//! What the tests stand on: the Catalog over the wire, the tables in memory, the way through the state machines.

mod catalog;
#[path = "../../support/chance.rs"]
pub(crate) mod chance;
#[path = "../../support/http.rs"]
mod http;
pub(crate) mod ledger;
pub(crate) mod snapshots;
pub(crate) mod stacks;
#[path = "../../support/tables.rs"]
pub(crate) mod tables;
pub(crate) mod workbench;
pub(crate) mod world;
