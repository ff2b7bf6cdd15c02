//! What the tests stand on: the Catalog over the wire, the tables in memory, the way through the state machines.

pub(crate) mod catalog;
#[path = "../../support/caught.rs"]
mod caught;
#[path = "../../support/chance.rs"]
pub(crate) mod chance;
mod child;
#[path = "../../support/deployed.rs"]
mod deployed;
pub(crate) mod driver;
pub(crate) mod execution;
#[path = "../../support/http.rs"]
mod http;
pub(crate) mod ledger;
#[path = "../../support/prerequisites.rs"]
mod prerequisites;
pub(crate) mod snapshots;
pub(crate) mod stacks;
#[path = "../../support/tables.rs"]
pub(crate) mod tables;
#[path = "../../support/task.rs"]
mod task;
pub(crate) mod truth;
#[path = "../../support/waiting.rs"]
mod waiting;
pub(crate) mod workbench;
pub(crate) mod world;
