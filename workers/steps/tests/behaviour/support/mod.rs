//! What the tests stand on: the services over the wire, the tables in memory, the way through the state machine.

#[path = "../../support/chance.rs"]
pub(crate) mod chance;
pub(crate) mod desk;
pub(crate) mod driver;
pub(crate) mod execution;
#[path = "../../support/http.rs"]
mod http;
pub(crate) mod hub;
mod ledger;
mod license_manager;
mod organization;
#[path = "../../support/tables.rs"]
pub(crate) mod tables;
pub(crate) mod truth;
mod wire;
pub(crate) mod world;
