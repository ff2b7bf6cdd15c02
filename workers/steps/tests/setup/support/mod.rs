//! What the tests stand on: the services over the wire, the tables in memory, the way through the state machine.

#[path = "../../support/chance.rs"]
pub(crate) mod chance;
#[path = "../../support/deployed.rs"]
mod deployed;
pub(crate) mod driver;
pub(crate) mod execution;
#[path = "../../support/http.rs"]
mod http;
pub(crate) mod ledger;
#[path = "../../support/prerequisites.rs"]
mod prerequisites;
mod query;
mod reads;
pub(crate) mod stack;
#[path = "../../support/tables.rs"]
mod tables;
#[path = "../../support/task.rs"]
mod task;
pub(crate) mod truth;
#[path = "../../support/waiting.rs"]
mod waiting;
mod wire;
pub(crate) mod world;
mod writes;
